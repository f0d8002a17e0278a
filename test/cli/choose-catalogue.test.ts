import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const NHIP = fileURLToPath(new URL('../../bin/nhip.ts', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'nhip-choose-'))
afterAll(() => rm(folder, { recursive: true }))

test.each(['up', 'round'])(
  '%s of the demo at a location that it lacks ends at once, with the known ones',
  (command) => {
    const args = [NHIP, command, '--data', join(folder, command), '--location', 'nowhere']
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 })
    expect(stderr).toBe('nhip: location “nowhere” is not in catalogue demo: it has ha-noi, da-nang, sai-gon\n')
    expect(status).toBe(2)
  },
)
