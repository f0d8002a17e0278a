import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Identified, requestIdOf } from '../../lib/transport/request-id.ts'

const CHECK: Identified = { kind: 'http', subject: 'ha-noi/home', location: 'sgn', slotMs: 1_795_316_371_926 }

test('anyone can work it out from a result', () => {
  const whole = createHash('sha256').update('http ha-noi/home sgn 1795316371926').digest('hex')
  expect(requestIdOf(CHECK)).toBe(whole.slice(0, 16))
})

test.each<Partial<Identified>>([
  { kind: 'audit' },
  { subject: 'ha-noi/form' },
  { location: 'han' },
  { slotMs: CHECK.slotMs + 300_000 },
])('it is another one with %o', (change) => {
  expect(requestIdOf({ ...CHECK, ...change })).not.toBe(requestIdOf(CHECK))
})
