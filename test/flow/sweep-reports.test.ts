import { expect, test } from 'vitest'
import { sweepReports } from '../../lib/flow/sweep-reports.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { type ReportFileName, reportKey } from '../../lib/model/report-file.ts'
import { createReportFolder } from '../../lib/record/report-folder.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

const NOW = Date.parse('2026-11-22T03:00:00Z')

async function filled() {
  const folder = createReportFolder(temporaryFolder())
  const put = (daysAgo: number, name: ReportFileName) =>
    folder.put(
      reportKey({ page: 'da-nang/home', slotMs: NOW - daysAgo * DAY_MS, location: 'sgn' }, name),
      Buffer.alloc(100),
    )
  for (const days of [1, 199, 200, 399, 400])
    for (const name of ['report.json.gz', 'trace.json.gz'] as const) await put(days, name)
  const left = async () =>
    (await folder.list()).map(({ key, slotMs }) => `${key.split('/')[1]} ${(NOW - slotMs) / DAY_MS}`)
  return { folder, left }
}

test('traces go after 200 days, reports after 400, on the very moment', async () => {
  const { folder, left } = await filled()
  expect(await sweepReports(folder, { nowMs: NOW })).toBe(4)
  expect(await left()).toEqual(['report 399', 'report 200', 'report 199', 'trace 199', 'report 1', 'trace 1'])
  expect(await sweepReports(folder, { nowMs: NOW })).toBe(0)
})

test('what takes too much room goes: the oldest traces, all traces, then the oldest reports', async () => {
  const { folder, left } = await filled()
  await sweepReports(folder, { nowMs: NOW, maxBytes: 500 })
  expect(await left()).toEqual(['report 399', 'report 200', 'report 199', 'report 1', 'trace 1'])
  await sweepReports(folder, { nowMs: NOW, maxBytes: 399 })
  expect(await left()).toEqual(['report 200', 'report 199', 'report 1'])
  await sweepReports({ ...folder, freeBytes: () => Promise.resolve(100) }, { nowMs: NOW })
  expect(await left()).toEqual(['report 199', 'report 1'])
})
