import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const SCRIPT = fileURLToPath(new URL('../kit/score-million.ts', import.meta.url))

/** A process of this kind needs some 40 without any result; a million results are hundreds. */
const HEAP_MB = 64

test('a million results are scored and exported in a heap that could not hold them', async () => {
  const portals = 20
  const { stdout } = await promisify(execFile)(process.execPath, [
    `--max-old-space-size=${HEAP_MB}`,
    SCRIPT,
    String(portals),
  ])
  const { rows, sizeBytes, scored } = JSON.parse(stdout) as Readonly<Record<string, number>>
  expect(rows).toBeGreaterThan(1_000_000)
  expect(sizeBytes).toBeGreaterThan(10_000)
  expect(scored).toBe(portals)
}, 180_000)
