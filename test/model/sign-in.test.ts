import { describe, expect, test } from 'vitest'
import { parseSettings } from '../../lib/model/parse-settings.ts'
import { signInFileSchema } from '../../lib/model/sign-in.ts'

const LEAST = ['name: VNeID', 'issuer: https://id.example.org/realms/a', 'clientId: nhip']
const read = (...more: readonly string[]) =>
  parseSettings([...LEAST, ...more].join('\n'), { schema: signInFileSchema, name: 'sign-in' })

test('the least that there is to say, and what is meant where nothing is said', () => {
  expect(read()).toEqual({
    settings: {
      name: 'VNeID',
      issuer: 'https://id.example.org/realms/a',
      clientId: 'nhip',
      scopes: ['profile'],
      claims: { roles: 'groups', name: ['name', 'preferred_username', 'email'] },
      roles: { operator: ['operator'], evaluator: ['evaluator'], vendorPrefix: 'vendor:', vendors: {} },
    },
  })
})

describe('an issuer', () => {
  const issuer = (written: string) =>
    parseSettings([LEAST[0], `issuer: "${written}"`, LEAST[2]].join('\n'), {
      schema: signInFileSchema,
      name: 'sign-in',
    })

  test.each(['http://127.0.0.1:3000', 'http://localhost:3000/a', 'http://[::1]:3000', 'https://id.example.org/'])(
    '%s is one',
    (written) => {
      expect(issuer(written)).toMatchObject({ settings: { issuer: written } })
    },
  )

  test.each([
    ['http://id.example.org', /^issuer: write an address that begins with https/],
    ['http://127.0.0.1.example.org', /^issuer: write an address that begins with https/],
    ['http://localhost.example.org', /^issuer: write an address that begins with https/],
    ['ftp://127.0.0.1', /^issuer: write an address that begins with https/],
    ['id.example.org', /^issuer: write an address that begins with https/],
    ['https://id.example.org/?a=b', /^issuer: an issuer has neither/],
    ['https://a@id.example.org/', /^issuer: an issuer has neither/],
    ['https://id.example.org/#a', /^issuer: an issuer has neither/],
  ])('%s is none', (written, why) => {
    expect(issuer(written)).toMatch(why)
  })
})

test.each([
  ['secret: abc', /^secret: write \{ env: NAME \} or \{ file: PATH \}: the secret itself does not belong here/],
  ['secret: { env: A, file: b }', /^secret: /],
  ['scopes: [a b]', /^scopes\.0: a scope is one word/],
  ['roles: { vendors: { a: Not An Id } }', /^roles\.vendors\.a: /],
  ['roles: { operators: [a] }', /^roles: Unrecognized key: "operators"/],
  ['clientid: a', /^sign-in: Unrecognized key: "clientid"/],
])('%s is refused', (line, why) => {
  expect(read(line)).toMatch(why)
})
