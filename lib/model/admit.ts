import type { ProviderSettings } from './sign-in.ts'
import type { Principal } from './token.ts'

/** What a provider says of somebody, once it is known to be the provider's word. */
export type Claims = Readonly<Record<string, unknown>>

export type Admission =
  | { readonly principal: Exclude<Principal, { role: 'agent' }>; readonly name: string | null }
  | { readonly refused: 'no_role' | 'several_roles' }
  | { readonly refused: 'unknown_vendor'; readonly vendor: string }

const MAX_NAME = 80

/**
 * Whom claims let in: exactly one role, and of vendors one that the catalogue knows. Who has several is refused, not
 * guessed about: what an operator runs an evaluator judges, and vendors are judged by both.
 */
export function admit(
  claims: Claims,
  of: {
    readonly settings: Pick<ProviderSettings, 'claims' | 'roles'>
    /** Of the catalogue in force. */
    readonly vendors: ReadonlySet<string>
  },
): Admission {
  const { roles, claims: names } = of.settings
  const values = textsOf(claimAt(claims, names.roles))
  const vendors = new Set(values.flatMap((value) => vendorOf(value, roles) ?? []))
  const found = [
    ...(values.some((value) => roles.operator.includes(value)) ? [{ role: 'operator' } as const] : []),
    ...(values.some((value) => roles.evaluator.includes(value)) ? [{ role: 'evaluator' } as const] : []),
    ...[...vendors].map((vendor) => ({ role: 'vendor', vendor }) as const),
  ]
  const [principal, ...more] = found
  if (principal === undefined) return { refused: 'no_role' }
  if (more.length > 0) return { refused: 'several_roles' }
  if (principal.role === 'vendor' && !of.vendors.has(principal.vendor))
    return { refused: 'unknown_vendor', vendor: principal.vendor }
  return { principal, name: nameOf(claims, names.name) }
}

/** Whether a claim is among them, empty or not. */
export function hasClaim(claims: Claims, name: ProviderSettings['claims']['roles']): boolean {
  return claimAt(claims, name) !== undefined
}

function vendorOf(value: string, { vendorPrefix, vendors }: ProviderSettings['roles']): string | null {
  if (Object.hasOwn(vendors, value)) return vendors[value] ?? null
  return vendorPrefix !== '' && value.startsWith(vendorPrefix) ? value.slice(vendorPrefix.length) : null
}

/** The first claim that is a text with something to be seen in it. */
function nameOf(claims: Claims, names: ProviderSettings['claims']['name']): string | null {
  for (const one of names) {
    const value = claimAt(claims, one)
    const shown = typeof value === 'string' ? seen(value) : ''
    if (shown !== '') return shown
  }
  return null
}

/** Without what can't be seen, or turns the direction of what stands behind it. */
function seen(text: string): string {
  const plain = text.normalize('NFC').replace(/\s+/gu, ' ').replace(/\p{C}/gu, '').trim()
  return [...plain].slice(0, MAX_NAME).join('')
}

function claimAt(claims: Claims, name: ProviderSettings['claims']['roles']): unknown {
  let value: unknown = claims
  for (const key of [name].flat()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Claims)[key]
  }
  return value
}

function textsOf(value: unknown): readonly string[] {
  return [value].flat().filter((one) => typeof one === 'string')
}
