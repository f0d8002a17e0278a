/** Replaces what may be somebody's; equal things become equal names, within one masker, and different ones different. */
export type Masker = {
  readonly text: (text: string) => string
  /** A copy of what becomes JSON (errors stay as they are): texts are masked, and what certain members hold (headers, cookies, bodies) is, whole. */
  readonly value: <T>(value: T) => T
}

/** Names of headers, in lower case, whose values let somebody in or tell who somebody is. */
const SECRET_HEADERS = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'set-cookie',
  'set-cookie2',
  'x-api-key',
  'x-auth-token',
  'x-csrf-token',
  'x-xsrf-token',
])

/** Members of browsers' logs that hold what was sent or who was known. */
const SECRET_MEMBERS = new Set(['cookieLine', 'payloadData', 'postData', 'bytes'])

/** Raw headers as one text. */
const HEADER_TEXTS = new Set(['headersText', 'requestHeadersText'])

/** Pictures of the page, and anything else in base 64: nothing in them reads as text. */
const PICTURE_MEMBERS = new Set(['snapshot'])
const DATA_URL = /^data:[^,]{0,100};base64,/

/** Parameters that are secret however short they are. */
const SECRET_NAME =
  '(?:[a-z]+[_-]?)?token|jwt|(?:php|asp\\.net_|j)?sess(?:ion)?(?:[_-]?id)?|sid|sso|ticket|samlresponse|samlrequest|secret|password|passwd|pwd|mat_?khau|otp|credentials?|auth|api_?key|cccd|cmnd|so_?(?:cccd|cmnd|dinh_?danh|dien_?thoai)|e?mail|phone|sdt|dien_?thoai|ho_?(?:va_?)?ten|full_?name'
/** Parameters that name a thing as often as a secret: only a long value is one. */
const LONG_SECRET_NAME = 'code|key|state|nonce|sig|signature|hash'

const HEADER_LINE = new RegExp(`^((?:${[...SECRET_HEADERS].join('|')})[ \\t]*:[ \\t]*)(\\S.*)$`, 'gim')

/** An address within another one's parameter has its marks encoded, once for each it is within. */
const ENCODED = '%(?:25)*'

/**
 * What stands before a number that is one of its own: not the middle of a word or of a longer number, nor the last part of
 * a UUID. Names of files join it to a word: `CCCD_079085123456.pdf`.
 */
const ALONE = '(?<=^|[^\\w.-]|_|%[0-9A-Fa-f]{2}|(?<!-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{3})[A-Za-z]-)'

/** What stands after it. */
const ENDS = '(?![A-Za-z0-9])'

/** Between the parts of a number, each time the same; addresses write a space as `+` or `%20`. */
const GAP = '(?<gap>[ .+-]|%20|)'

const COUNTRY = '(?:(?:\\+84|0084|%2B84)(?:[ .+-]|%20)?|0)'

/** In this order; `$<keep>` stays. The longest first, so that no part of it is taken for something else. */
const PATTERNS: readonly RegExp[] = [
  new RegExp(`(?<keep>[?&#;](?:${SECRET_NAME})=)(?<hide>[^?&#\\s"'<>\\\\]+)`, 'gi'),
  new RegExp(`(?<keep>[?&#;](?:${LONG_SECRET_NAME})=)(?<hide>[^?&#\\s"'<>\\\\]{16,})`, 'gi'),
  new RegExp(
    `(?<keep>${ENCODED}(?:3F|26|23|3B)(?:${SECRET_NAME})${ENCODED}3D)(?<hide>(?:(?!${ENCODED}(?:26|23))[^?&#\\s"'<>\\\\])+)`,
    'gi',
  ),
  new RegExp(`(?<keep>\\\\?["'](?:${SECRET_NAME})\\\\?["']\\s*:\\s*\\\\?["'])(?<hide>[^"'\\\\]+)`, 'gi'),
  new RegExp(`(?<keep>\\\\?["'](?:${SECRET_NAME})\\\\?["']\\s*:\\s*)(?<hide>\\d{6,})`, 'gi'),
  /(?<keep>\bBearer\s+)(?<hide>[\w.~+/-]{8,}=*)/gi,
  /(?<keep>\bBasic\s+)(?<hide>[A-Za-z0-9+/]{16,}={0,2})/g,
  /(?<keep>)(?<hide>\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/g,
  /(?<keep>:\/\/)(?<hide>[^\s/@:"'<>]{1,64}:[^\s/@"'<>]{1,64})(?=@)/g,
  // What stands in a field, in markup: a name can't be known by its letters.
  /(?<keep><input\b(?![^<>]{0,2000}\stype=["']?(?:submit|button|reset|image|radio|checkbox)\b)[^<>]{0,2000}?\svalue=(?<quote>["']))(?<hide>(?:(?!\k<quote>)[^<>]){1,2000})/gi,
  /(?<keep><textarea\b[^<>]{0,2000}>)(?<hide>[^<]{1,2000})/gi,
  // What is named like a file with a scale (`logo@2x.png`) is none.
  /(?<keep>)(?<hide>(?<![\w.%+-])(?!masked-\d+@)[\w.%+-]{1,64}(?:@|%(?:25)*40)(?:[A-Za-z0-9-]{1,63}\.){1,4}(?!(?:avif|css|gif|jpe?g|js|map|png|svg|ts|webp|woff2?)\b)[A-Za-z]{2,24})(?![\w-])/g,
  // A citizen's number has 12 digits, of which the first three name a province or a country: 001 to 096.
  new RegExp(`(?<keep>${ALONE})(?<hide>0\\d\\d${GAP}\\d{3}\\k<gap>\\d{3}\\k<gap>\\d{3})${ENDS}`, 'g'),
  new RegExp(
    `(?<keep>(?<![A-Za-z])(?:CMND|CMT)(?![A-Za-z])[^\\d\\n]{0,20})(?<hide>\\d{3}${GAP}\\d{3}\\k<gap>\\d{3})${ENDS}`,
    'gi',
  ),
  // Mobile: ten digits, the second one of 3 5 7 8 9. Fixed lines: eleven, from 02. In one piece or in three.
  new RegExp(
    `(?<keep>${ALONE})(?<hide>${COUNTRY}[35789]\\d{1,2}${GAP}\\d{3,4}\\k<gap>\\d{3,4})${ENDS}(?!-[0-9a-f]{4}-)`,
    'gi',
  ),
  new RegExp(`(?<keep>${ALONE})(?<hide>${COUNTRY}2\\d{1,2}${GAP}\\d{3,4}\\k<gap>\\d{4})${ENDS}`, 'gi'),
  // The first part in brackets, as on letterheads: (028) 3822 1234.
  new RegExp(`(?<keep>)(?<hide>\\((?:\\+84|0\\d{2,3})\\)[ .-]?\\d[\\d .-]{4,11}\\d)${ENDS}`, 'g'),
  // Reports cut texts off after 80 characters, in the middle of either.
  new RegExp(`(?<keep>${ALONE})(?<hide>(?:\\+84[ .-]?|0)\\d[\\d .-]{2,12})(?=…)`, 'g'),
  /(?<keep>)(?<hide>(?<![\w.%+-])(?!masked-\d+@)[\w.%+-]{1,64}@[\w.-]{0,64})(?=…)/g,
]

/** Pure: a fresh one for each set of files that belong together. `secrets` are texts that are known to be secret. */
export function createMasker({ secrets = [] }: { readonly secrets?: readonly string[] } = {}): Masker {
  const names = new Map<string, string>()
  const nameOf = (hidden: string): string => {
    if (/^masked-\d+$/.test(hidden)) return hidden
    const name = names.get(hidden) ?? `masked-${names.size + 1}`
    names.set(hidden, name)
    return name
  }
  const known = secrets.filter((secret) => secret !== '').flatMap((secret) => [secret, encodeURIComponent(secret)])

  const text = (given: string): string => {
    let masked = given
    for (const secret of known) if (masked.includes(secret)) masked = masked.replaceAll(secret, nameOf(secret))
    for (const pattern of PATTERNS)
      masked = masked.replace(pattern, (...found) => {
        const { keep, hide } = found.at(-1) as { readonly keep: string; readonly hide: string }
        return `${keep}${nameOf(hide)}`
      })
    return masked
  }
  const headerLines = (given: string): string =>
    text(given.replace(HEADER_LINE, (_line, keep: string, hide: string) => `${keep}${nameOf(hide)}`))

  const member = (key: string, value: unknown, holder: Readonly<Record<string, unknown>>, within: string): unknown => {
    if (typeof value !== 'string') return copy(value, key)
    if (PICTURE_MEMBERS.has(key)) return value
    if (SECRET_HEADERS.has(key.toLowerCase()) || SECRET_MEMBERS.has(key)) return nameOf(value)
    const isOfPair = key === 'value' && typeof holder.name === 'string'
    if (isOfPair && (within === 'cookie' || SECRET_HEADERS.has((holder.name as string).toLowerCase())))
      return nameOf(value)
    return HEADER_TEXTS.has(key) ? headerLines(value) : masked(value)
  }
  const masked = (given: string): string => (DATA_URL.test(given) ? given : text(given))
  const copy = (value: unknown, within: string): unknown => {
    if (typeof value === 'string') return masked(value)
    if (Array.isArray(value)) return value.map((one) => copy(one, within))
    if (value === null || typeof value !== 'object' || value instanceof Error) return value
    if (isSerializable(value)) return copy(value.toJSON(), within)
    const holder = value as Readonly<Record<string, unknown>>
    return Object.fromEntries(
      Object.entries(holder).map(([key, one]) => [
        /[?@=]/.test(key) ? text(key) : key,
        member(key, one, holder, within),
      ]),
    )
  }
  return { text, value: <T>(value: T) => copy(value, '') as T }
}

function isSerializable(value: object): value is { readonly toJSON: () => unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}
