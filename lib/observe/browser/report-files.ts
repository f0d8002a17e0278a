import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateReport, type Result } from 'lighthouse'
import { saveTrace } from 'lighthouse/core/lib/asset-saver.js'
import { filmstripOf } from './filmstrip.ts'
import type { LighthouseRun } from './lighthouse-run.ts'

const KINDS = ['report.json', 'report.html', 'trace.json', 'final.jpg', 'filmstrip.svg'] as const
type Kind = (typeof KINDS)[number]

/**
 * Keeps what a run left: `run-<n>.report.json`, `.report.html`, `.trace.json`, `.final.jpg` and `.filmstrip.svg`,
 * each where there is one. `number` counts from 1. Makes the folder; what it has of this run from before goes.
 */
export async function keepRun(folder: string, number: number, { report, artifacts }: LighthouseRun): Promise<void> {
  await mkdir(folder, { recursive: true })
  const file = (kind: Kind): string => join(folder, `run-${number}.${kind}`)
  for (const kind of KINDS) await rm(file(kind), { force: true })
  if (report) {
    await writeFile(file('report.json'), JSON.stringify(report, null, 2))
    await writeFile(file('report.html'), generateReport(report, 'html'))
    const picture = finalScreenshot(report)
    if (picture) await writeFile(file('final.jpg'), picture)
    const filmstrip = filmstripOf(report)
    if (filmstrip !== null) await writeFile(file('filmstrip.svg'), filmstrip)
  }
  const trace = artifacts?.Trace ?? artifacts?.TraceError
  if (trace) await saveTrace(trace, file('trace.json'))
}

/** The last picture of the page, a JPEG; null where there is none. */
export function finalScreenshot(report: Result): Buffer | null {
  const details = report.audits['final-screenshot']?.details
  if (details?.type !== 'screenshot') return null
  const base64 = /^data:image\/jpeg;base64,(.*)$/s.exec(details.data)?.[1]
  return base64 === undefined ? null : Buffer.from(base64, 'base64')
}
