import type { BilingualText } from '../../model/catalogue.ts'
import { DOCUMENTS, EVERYTHING, type TimetableEntry } from './timetable.ts'

export type DemoPortal = {
  /** Its host is `<id>.localhost`. */
  readonly id: string
  /** As written on its pages, after "Cổng dịch vụ công". */
  readonly name: string
  readonly agency: string
  readonly scenario: BilingualText
  /** Hue of its colours, degrees. */
  readonly hue: number
  /** Served over HTTPS, with a certificate that nobody has signed; plain HTTP redirects there. */
  readonly selfSigned: boolean
  /** Nothing but the login page of the others. */
  readonly isLogin: boolean
  readonly timetable: readonly TimetableEntry[]
}

/** Source addresses of the demo's three locations. */
export const DEMO_SOURCES = { 'ha-noi': '127.0.0.11', 'da-nang': '127.0.0.12', 'sai-gon': '127.0.0.13' } as const

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** The farm: fictional agencies, one scenario each. */
export const DEMO_PORTALS: readonly DemoPortal[] = [
  portal({
    id: 'binh-minh',
    name: 'tỉnh Bình Minh',
    hue: 158,
    scenario: { vi: 'hoạt động bình thường, có hai biểu mẫu điện tử', en: 'healthy, with two eForms' },
  }),
  portal({
    id: 'song-xanh',
    name: 'tỉnh Sông Xanh',
    hue: 200,
    scenario: { vi: 'luôn chậm khoảng 0,6 giây', en: 'always slow, about 0.6 s' },
    timetable: [{ when: { kind: 'always', fault: 'delay:600' }, on: DOCUMENTS }],
  }),
  portal({
    id: 'hai-dang',
    name: 'tỉnh Hải Đăng',
    hue: 224,
    scenario: {
      vi: 'mỗi phút lỗi vài giây, chưa đến mức thành sự cố',
      en: 'flaky: fails for three seconds of each minute, never enough for an incident',
    },
    timetable: [
      {
        when: {
          kind: 'scattered',
          faults: ['status:502', 'reset', 'status:504'],
          blockMs: MINUTE_MS,
          lastsMs: 3 * SECOND_MS,
        },
        on: DOCUMENTS,
      },
    ],
  }),
  portal({
    id: 'phu-an',
    name: 'tỉnh Phú An',
    hue: 12,
    scenario: {
      vi: 'ngừng hoạt động theo lịch: từ giây thứ 30, kéo dài 40 giây, lặp lại sau 15 phút',
      en: 'down by a timetable: from second 30, for 40 s, again every 15 minutes',
    },
    timetable: [
      {
        when: {
          kind: 'repeating',
          fault: 'status:503',
          firstAtMs: 30 * SECOND_MS,
          lastsMs: 40 * SECOND_MS,
          everyMs: 15 * MINUTE_MS,
        },
        on: EVERYTHING,
      },
    ],
  }),
  portal({
    id: 'truong-thanh',
    name: 'tỉnh Trường Thành',
    hue: 262,
    scenario: { vi: 'bị tường lửa ứng dụng web chặn', en: 'blocked by a web application firewall' },
    timetable: [{ when: { kind: 'always', fault: 'waf' }, on: EVERYTHING }],
  }),
  portal({
    id: 'bo-bien-dao',
    name: 'Bộ Biển và Hải đảo',
    hue: 190,
    scenario: { vi: 'trang chủ mở được, biểu mẫu yêu cầu đăng nhập', en: 'an open homepage, an eForm behind a login' },
    timetable: [{ when: { kind: 'always', fault: 'login' }, on: ['eform'] }],
  }),
  portal({
    id: 'cao-nguyen',
    name: 'tỉnh Cao Nguyên',
    hue: 28,
    scenario: { vi: 'chuyển hướng sang cổng quốc gia', en: 'redirects to the National Portal' },
    timetable: [{ when: { kind: 'always', fault: 'elsewhere' }, on: DOCUMENTS }],
  }),
  portal({
    id: 'dong-lua',
    name: 'tỉnh Đồng Lúa',
    hue: 84,
    selfSigned: true,
    scenario: { vi: 'chứng thư số tự ký, không tin cậy', en: 'a self-signed certificate' },
  }),
  portal({
    id: 'ven-song',
    name: 'tỉnh Ven Sông',
    hue: 176,
    scenario: { vi: 'riêng điểm đo Sài Gòn không truy cập được', en: 'out of reach for the third location alone' },
    timetable: [{ when: { kind: 'always', fault: 'reset' }, on: EVERYTHING, sources: [DEMO_SOURCES['sai-gon']] }],
  }),
  portal({
    id: 'hoa-mai',
    name: 'thành phố Hoa Mai',
    hue: 330,
    scenario: {
      vi: 'trang biểu mẫu mở được, nhưng API biểu mẫu lỗi 40 phút đầu của mỗi 80 phút',
      en: 'the eForm page opens, but its API fails for the first 40 of every 80 minutes',
    },
    timetable: [
      {
        when: {
          kind: 'repeating',
          fault: 'status:503',
          firstAtMs: 0,
          lastsMs: 40 * MINUTE_MS,
          everyMs: 80 * MINUTE_MS,
        },
        on: ['api'],
      },
    ],
  }),
  portal({
    id: 'quoc-gia',
    name: 'quốc gia',
    hue: 4,
    scenario: { vi: 'nơi cổng tỉnh Cao Nguyên chuyển hướng đến', en: 'where Cao Nguyên redirects to' },
  }),
  portal({
    id: 'tan-lap',
    name: 'tỉnh Tân Lập',
    hue: 220,
    scenario: { vi: 'đã dừng, hợp nhất vào tỉnh Bình Minh', en: 'retired, merged into Bình Minh' },
    timetable: [{ when: { kind: 'always', fault: 'status:410' }, on: EVERYTHING }],
  }),
  portal({
    id: 'dang-nhap',
    name: 'dùng chung',
    hue: 214,
    isLogin: true,
    scenario: { vi: 'hệ thống đăng nhập của các cổng khác', en: 'the login system of the others' },
  }),
]

const BY_ID = new Map(DEMO_PORTALS.map((one) => [one.id, one]))

export function findPortal(id: string): DemoPortal | null {
  return BY_ID.get(id) ?? null
}

function portal(own: Pick<DemoPortal, 'id' | 'name' | 'hue' | 'scenario'> & Partial<DemoPortal>): DemoPortal {
  return { agency: agencyOf(own.name), selfSigned: false, isLogin: false, timetable: [], ...own }
}

function agencyOf(name: string): string {
  if (name.startsWith('Bộ')) return name
  if (name === 'quốc gia') return 'Cổng dùng chung cho các bộ, ngành, địa phương'
  return name === 'dùng chung' ? 'Hệ thống định danh và xác thực điện tử' : `Ủy ban nhân dân ${name}`
}
