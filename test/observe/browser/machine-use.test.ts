import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { machineSchema, machineUseSchema } from '../../../lib/model/machine.ts'
import { machineHere, watchMachine } from '../../../lib/observe/browser/machine-use.ts'
import { temporaryFolder } from '../../kit/temporary-folder.ts'

async function write(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

const stat = (steal: number): string =>
  `cpu  10 0 20 900 3 0 1 ${steal} 0 0\ncpu0 5 0 10 450 1 0 0 ${steal} 0 0\nctxt 12\n`

test('steal and throttled time of control groups of version 2, those around included', async () => {
  const root = temporaryFolder()
  await write(root, {
    'proc/stat': stat(7),
    'proc/self/cgroup': '0::/limited/nhip\n',
    'sys/fs/cgroup/limited/cpu.stat': 'usage_usec 9\nnr_periods 5\nnr_throttled 2\nthrottled_usec 40000\n',
    'sys/fs/cgroup/limited/nhip/cpu.stat': 'usage_usec 9\nnr_periods 5\nnr_throttled 1\nthrottled_usec 2500\n',
    'sys/fs/cgroup/cpu.stat': 'usage_usec 9\n',
  })
  const used = watchMachine(root)
  await write(root, {
    'proc/stat': stat(32),
    'sys/fs/cgroup/limited/cpu.stat': 'usage_usec 9\nnr_periods 9\nnr_throttled 5\nthrottled_usec 140000\n',
    'sys/fs/cgroup/limited/nhip/cpu.stat': 'usage_usec 9\nnr_periods 9\nnr_throttled 3\nthrottled_usec 4500\n',
  })
  expect(used()).toMatchObject({ stealMs: 250, throttledMs: 102, throttledPeriods: 5 })
})

test.each(['cpu,cpuacct', 'cpu'])('throttled time of control groups of version 1 under %s', async (base) => {
  const root = temporaryFolder()
  const file = `sys/fs/cgroup/${base}/box/cpu.stat`
  await write(root, {
    'proc/self/cgroup': '9:memory:/box\n3:cpu,cpuacct:/box\n0::/elsewhere\n',
    [file]: 'nr_periods 5\nnr_throttled 2\nthrottled_time 40000000\n',
  })
  const used = watchMachine(root)
  await write(root, { [file]: 'nr_periods 8\nnr_throttled 3\nthrottled_time 55000000\n' })
  expect(used()).toMatchObject({ stealMs: null, throttledMs: 15, throttledPeriods: 1 })
})

test('null where the system says nothing, or another group is counted by now', async () => {
  const root = temporaryFolder()
  expect(watchMachine(root)()).toMatchObject({ stealMs: null, throttledMs: null, throttledPeriods: null })
  await write(root, { 'proc/self/cgroup': '0::/a\n', 'sys/fs/cgroup/a/cpu.stat': 'nr_throttled 2\nthrottled_usec 9\n' })
  const used = watchMachine(root)
  await write(root, { 'sys/fs/cgroup/a/cpu.stat': 'nr_throttled 1\nthrottled_usec 3\n' })
  expect(used()).toMatchObject({ throttledMs: null, throttledPeriods: null })
})

test('this machine is told in the form that results have', () => {
  expect(machineSchema.parse(machineHere())).toEqual(machineHere())
  const use = machineUseSchema.parse(watchMachine()())
  expect(use.loadAverage.before).toEqual(expect.any(Number))
  // Linux always counts steal.
  expect(use.stealMs).toEqual(expect.any(Number))
})
