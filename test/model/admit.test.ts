import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { admit, hasClaim } from '../../lib/model/admit.ts'
import { type ProviderSettings, providerSchema } from '../../lib/model/sign-in.ts'

const PROVIDER = { name: 'A', issuer: 'https://id.example.org', clientId: 'nhip' }
const VENDORS = new Set(['vnpt', 'fpt'])
const settingsOf = (over: object = {}): ProviderSettings => providerSchema.parse({ ...PROVIDER, ...over })
const admitted = (claims: object, over: object = {}) =>
  admit({ ...claims }, { settings: settingsOf(over), vendors: VENDORS })

describe('who is let in', () => {
  test.each([
    [['operator'], { role: 'operator' }],
    [['x', 'evaluator', 'evaluator'], { role: 'evaluator' }],
    ['evaluator', { role: 'evaluator' }],
    [['vendor:vnpt', 'x'], { role: 'vendor', vendor: 'vnpt' }],
    [['vendor:vnpt', 'vendor:vnpt'], { role: 'vendor', vendor: 'vnpt' }],
    [[7, null, { operator: true }, 'operator'], { role: 'operator' }],
  ])('%j as %o', (groups, principal) => {
    expect(admitted({ groups })).toEqual({ principal, name: null })
  })

  test.each([
    [undefined, 'no_role'],
    [null, 'no_role'],
    [{ operator: true }, 'no_role'],
    [[['operator']], 'no_role'],
    [[], 'no_role'],
    ['', 'no_role'],
    [['Operator', 'operators', ' operator', 'operator '], 'no_role'],
    [['operator', 'evaluator'], 'several_roles'],
    [['operator', 'vendor:vnpt'], 'several_roles'],
    [['operator', 'vendor:nobody'], 'several_roles'],
    [['vendor:vnpt', 'vendor:fpt'], 'several_roles'],
    [['vendor:nobody'], 'unknown_vendor'],
    [['vendor:'], 'unknown_vendor'],
    [['vendor:VNPT'], 'unknown_vendor'],
  ])('not %j: %s', (groups, refused) => {
    expect(admitted({ groups })).toMatchObject({ refused })
  })

  test('by values of other forms', () => {
    const roles = { operator: ['/nhip/van-hanh'], vendorPrefix: '', vendors: { 'b1c5-77': 'fpt', __proto__: 'vnpt' } }
    expect(admitted({ groups: ['/nhip/van-hanh'] }, { roles })).toMatchObject({ principal: { role: 'operator' } })
    expect(admitted({ groups: ['b1c5-77'] }, { roles })).toMatchObject({ principal: { vendor: 'fpt' } })
    for (const one of ['vendor:vnpt', 'constructor', 'operator'])
      expect(admitted({ groups: [one] }, { roles })).toEqual({ refused: 'no_role' })
  })

  test.each([
    ['cognito:groups', { 'cognito:groups': ['operator'] }],
    ['https://example.org/roles', { 'https://example.org/roles': ['operator'] }],
    [['realm_access', 'roles'], { realm_access: { roles: ['operator'] } }],
  ])('by the claim %j', (roles, claims) => {
    expect(admitted(claims, { claims: { roles } })).toMatchObject({ principal: { role: 'operator' } })
    expect(admitted({ groups: ['operator'] }, { claims: { roles } })).toEqual({ refused: 'no_role' })
  })

  test('nothing that every object has is a claim', () => {
    for (const roles of ['constructor', ['constructor', 'name'], ['__proto__', 'x'], ['groups', 'length']])
      expect(admitted({ groups: ['operator'] }, { claims: { roles } })).toEqual({ refused: 'no_role' })
    expect([hasClaim({ groups: [] }, 'groups'), hasClaim({}, 'constructor')]).toEqual([true, false])
  })
})

describe('what pages call them', () => {
  const groups = ['operator']
  test.each([
    [{ name: 'Nguyễn Văn A', email: 'a@example.org' }, 'Nguyễn Văn A'],
    [{ name: ' \u200b ', preferred_username: 'a', email: 'a@example.org' }, 'a'],
    [{ name: 7, email: 'a@example.org' }, 'a@example.org'],
    [{ name: '  A\n\tB\u202e\u0000C ' }, 'A BC'],
    [{ name: '😀'.repeat(100) }, '😀'.repeat(80)],
    [{}, null],
  ])('%o: %s', (claims, name) => {
    expect(admitted({ ...claims, groups })).toMatchObject({ name })
  })

  test('by other claims', () => {
    const claims = { name: [['profile', 'full'], 'nick'] }
    expect(admitted({ groups, profile: { full: 'A' }, nick: 'B' }, { claims })).toMatchObject({ name: 'A' })
    expect(admitted({ groups, profile: 'x', nick: 'B' }, { claims })).toMatchObject({ name: 'B' })
  })
})

test('whatever is claimed: one role that a value gives, and a vendor of the catalogue', () => {
  const value = fc.oneof(
    fc.constantFrom('operator', 'evaluator', 'vendor:vnpt', 'vendor:fpt', 'vendor:x', 'staff'),
    fc.anything(),
  )
  fc.assert(
    fc.property(fc.oneof(fc.array(value), value), fc.anything(), (groups, name) => {
      const values = [groups].flat()
      const roles = new Set(
        values.filter((one) => typeof one === 'string').filter((one) => /^(operator|evaluator|vendor:.*)$/su.test(one)),
      )
      const found = admit({ groups, name }, { settings: settingsOf(), vendors: VENDORS })
      if ('refused' in found) {
        const [only] = roles
        const isLeft = roles.size === 1 && (!only?.startsWith('vendor:') || VENDORS.has(only.slice(7)))
        return !isLeft
      }
      const { principal } = found
      const is = principal.role === 'vendor' ? `vendor:${principal.vendor}` : principal.role
      return (
        roles.size === 1 &&
        roles.has(is) &&
        (principal.role !== 'vendor' || VENDORS.has(principal.vendor)) &&
        (found.name === null || (found.name !== '' && [...found.name].length <= 80 && !/[\p{C}\n]/u.test(found.name)))
      )
    }),
    { numRuns: 1_000 },
  )
})
