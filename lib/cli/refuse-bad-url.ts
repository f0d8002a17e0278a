import { InputError } from '../model/input-error.ts'

/** Throws an `InputError` for what can't be measured: not an address, not http or https, or with credentials. */
export function refuseBadUrl(url: string, where: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (!parsed)
    throw new InputError(
      'bad_url',
      `${where}: “${url}” is not an address: write it in full, such as https://example.gov.vn/`,
    )
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw new InputError(
      'bad_url',
      `${where}: “${url}” has the scheme ${parsed.protocol} – only http: and https: can be checked`,
    )
  }
  if (parsed.username || parsed.password)
    throw new InputError('bad_url', `${where}: an address with a user name or password is not checked: remove it`)
}
