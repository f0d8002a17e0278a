import { expect, test } from 'vitest'
import { chaosTable, isSound } from '../kit/chaos/chaos-table.ts'
import { runChaos } from '../kit/chaos/run-chaos.ts'
import { chooseSeed } from '../kit/random.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

test('killed, paused and cut off from its store in fast time, it accounts for every slot (npm run bench:chaos: longer)', {
  timeout: 720_000,
}, async () => {
  const seed = chooseSeed()
  process.stdout.write(`NHIP_TEST_SEED=${seed}\n`)
  const result = await runChaos({ folder: temporaryFolder(), seed, seconds: 18, speed: 50 })
  process.stdout.write(`${chaosTable(result)}\n`)
  expect(result.unexplained).toEqual([])
  expect(result.unexpected).toEqual([])
  expect(result.lost).toEqual([])
  expect(isSound(result)).toBe(true)
  // Else nothing was put to the test, or nothing was left of it.
  expect(Object.values(result.disturbances).some((count) => count > 0)).toBe(true)
  expect(result.present.passed ?? 0).toBeGreaterThan(result.expected / 5)
})
