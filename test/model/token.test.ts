import { describe, expect, test } from 'vitest'
import { DAY_MS } from '../../lib/model/duration.ts'
import { newTokenSchema, principalOf, readTokenText, tokenIdOf, tokenInfo, tokenText } from '../../lib/model/token.ts'

const ID = '0123456789ab'
const SECRET = 'A_-z'.padEnd(43, '0')
const NOW = Date.parse('2026-11-22T03:00:00Z')

describe('the text of a token', () => {
  test('is read as it was written', () => {
    const text = tokenText({ id: ID, secret: SECRET })
    expect(text).toBe(`nhip_${ID}_${SECRET}`)
    expect(readTokenText(text)).toEqual({ id: ID, secret: SECRET })
  })

  test.each([
    '',
    'nhip',
    ID,
    `nhip_${ID}_`,
    `nhip_${ID}_${SECRET}0`,
    `nhip_${ID}_${SECRET.slice(1)}`,
    `nhip_${ID.toUpperCase()}_${SECRET}`,
    `nhip_${ID}_${SECRET.slice(1)}!`,
    ` nhip_${ID}_${SECRET}`,
    `nhip_${ID}_${SECRET}\n`,
  ])('“%s” is none', (text) => {
    expect(readTokenText(text)).toBeNull()
  })

  test('its id is meant by the id and by the whole', () => {
    expect(tokenIdOf(ID)).toBe(ID)
    expect(tokenIdOf(tokenText({ id: ID, secret: SECRET }))).toBe(ID)
    expect(tokenIdOf(`${ID}0`)).toBeNull()
  })
})

describe('whom a token lets in', () => {
  const at = { id: ID, by: 'cli:nhip', nowMs: NOW }

  test('by its role', () => {
    expect(principalOf(tokenInfo({ role: 'operator' }, at), NOW)).toEqual({ role: 'operator' })
    expect(principalOf(tokenInfo({ role: 'evaluator' }, at), NOW)).toEqual({ role: 'evaluator' })
    expect(principalOf(tokenInfo({ role: 'vendor', vendor: 'vnpt' }, at), NOW)).toEqual({
      role: 'vendor',
      vendor: 'vnpt',
    })
    expect(principalOf(tokenInfo({ role: 'agent', location: 'sgn' }, at), NOW)).toEqual({
      role: 'agent',
      location: 'sgn',
    })
  })

  test('until its last day is over, and no longer', () => {
    const token = tokenInfo({ role: 'operator', days: 2 }, at)
    expect(token.expiresAtMs).toBe(NOW + 2 * DAY_MS)
    expect(principalOf(token, NOW + 2 * DAY_MS - 1)).not.toBeNull()
    expect(principalOf(token, NOW + 2 * DAY_MS)).toBeNull()
  })

  test('nobody once it is revoked', () => {
    expect(principalOf({ ...tokenInfo({ role: 'operator' }, at), revokedAtMs: NOW }, NOW)).toBeNull()
  })
})

describe('what is asked for', () => {
  test.each([
    {},
    { role: 'admin' },
    { role: 'vendor' },
    { role: 'agent' },
    { role: 'agent', location: 'Not An Id' },
    { role: 'agent', location: 'sgn', vendor: 'vnpt' },
    { role: 'operator', vendor: 'vnpt' },
    { role: 'operator', days: 0 },
    { role: 'operator', days: 3_651 },
    { role: 'operator', days: 1.5 },
    { role: 'operator', note: 'x'.repeat(201) },
    { role: 'operator', secret: 'mine' },
  ])('%o is refused', (asked) => {
    expect(newTokenSchema.safeParse(asked).success).toBe(false)
  })

  test.each([
    { role: 'operator', days: 1, note: 'thử' },
    { role: 'operator', days: 3_650 },
    { role: 'vendor', vendor: 'vnpt' },
    { role: 'agent', location: 'sgn' },
  ])('%o is taken', (asked) => {
    expect(newTokenSchema.parse(asked)).toEqual(asked)
  })
})
