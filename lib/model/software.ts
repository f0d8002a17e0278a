import packageJson from '../../package.json' with { type: 'json' }

/** This version of Nhịp. */
export const NHIP_VERSION: string = packageJson.version

/** What `http` checks call themselves; the contact is how a portal's staff reach us. */
export function userAgent(contact: string | null): string {
  return contact === null ? `nhip/${NHIP_VERSION}` : `nhip/${NHIP_VERSION} (+${contact})`
}
