import type { BilingualText } from './catalogue.ts'

/** A device and a network that audits stand for. */
export type AuditProfile = {
  readonly says: BilingualText
  readonly device: 'mobile' | 'desktop'
  /** Null: Lighthouse's own for the device. */
  readonly network: ProfileNetwork | null
  /** A proposal of this project, with no decision behind it: wherever it is shown, it says so. */
  readonly isProposal: boolean
}

export type ProfileNetwork = {
  readonly downMbps: number
  readonly upMbps: number
  readonly rttMs: number
  readonly cpuSlowdownMultiplier: number
}

/**
 * `mobile`, Lighthouse's default, is the reference, and `desktop` is Lighthouse's too. The Vietnamese ones are proposals:
 * the weak network has the rates of the slowest operator in i-Speed's figures of May 2025, the others are rounded.
 */
const PROFILES = {
  mobile: {
    says: { vi: 'điện thoại, 4G chậm (mặc định của Lighthouse)', en: 'phone, slow 4G (Lighthouse’s default)' },
    device: 'mobile',
    network: null,
    isProposal: false,
  },
  desktop: {
    says: { vi: 'máy tính, 10 Mbps (của Lighthouse)', en: 'computer, 10 Mbps (Lighthouse’s)' },
    device: 'desktop',
    network: null,
    isProposal: false,
  },
  'vn-weak-mobile': {
    says: { vi: 'điện thoại, mạng di động yếu 10/6 Mbps', en: 'phone, weak mobile network, 10/6 Mbps' },
    device: 'mobile',
    network: { downMbps: 10, upMbps: 6, rttMs: 60, cpuSlowdownMultiplier: 4 },
    isProposal: true,
  },
  'vn-mobile': {
    says: { vi: 'điện thoại, mạng di động 50/20 Mbps', en: 'phone, mobile network, 50/20 Mbps' },
    device: 'mobile',
    network: { downMbps: 50, upMbps: 20, rttMs: 40, cpuSlowdownMultiplier: 4 },
    isProposal: true,
  },
  'vn-fixed': {
    says: { vi: 'máy tính, mạng cố định 100/50 Mbps', en: 'computer, fixed network, 100/50 Mbps' },
    device: 'desktop',
    network: { downMbps: 100, upMbps: 50, rttMs: 20, cpuSlowdownMultiplier: 1 },
    isProposal: true,
  },
} as const satisfies Record<string, AuditProfile>

/** Their ids; the reference first. */
export const AUDIT_PROFILES: readonly string[] = Object.keys(PROFILES)

/** Null for an id that is none, such as one of a later version. */
export function profileOf(id: string): AuditProfile | null {
  return Object.hasOwn(PROFILES, id) ? PROFILES[id as keyof typeof PROFILES] : null
}

/** A profile's id as people are shown it: that it is a proposal stands behind. */
export function profileLabel(id: string): BilingualText {
  if (profileOf(id)?.isProposal !== true) return { vi: id, en: id }
  return { vi: `${id} (cấu hình do Nhịp đề xuất)`, en: `${id} (proposed by Nhịp)` }
}
