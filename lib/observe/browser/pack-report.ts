import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { generateReport, type Result } from 'lighthouse'
import { saveArtifacts } from 'lighthouse/core/lib/asset-saver.js'
import { createMasker } from '../../model/mask.ts'
import {
  type DroppedFile,
  REPORT_BYTES,
  REPORT_FILE_NAMES,
  REPORT_FILES,
  type ReportFile,
  type ReportFileName,
  type ReportPlace,
  reportKey,
} from '../../model/report-file.ts'
import { filmstripOf } from './filmstrip.ts'
import type { LighthouseRun } from './lighthouse-run.ts'
import { finalScreenshot } from './report-files.ts'

export type PackedReport = { readonly files: ReportFile[]; readonly dropped: DroppedFile[] }

export type PackOptions = {
  /** The files go into it by their keys. */
  readonly folder: string
  readonly at: ReportPlace
  /** Texts that must be in none of them, such as a test account's password. */
  readonly secrets?: readonly string[]
  /** Default `REPORT_BYTES`. */
  readonly budgetBytes?: number
}

/** A report needs nothing but itself; what a portal wrote into it must not call home. */
const REPORT_POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'"

const zipped = promisify(gzip)

/**
 * Masks what a run left, and writes it into the folder: what of it fits the budget, the most important first. Files appear
 * under their keys when all of them are whole. Never throws: what can't be made or written is dropped.
 */
export async function packReport(
  { report, artifacts }: Pick<LighthouseRun, 'report' | 'artifacts'>,
  options: PackOptions,
): Promise<PackedReport> {
  if (report === null || artifacts === null) return { files: [], dropped: [] }
  const making = join(options.folder, `.making-${process.pid}`)
  try {
    await rm(making, { recursive: true, force: true })
    await mkdir(making, { recursive: true })
    await writeAll(making, { report, artifacts, secrets: options.secrets ?? [] })
    const { kept, dropped } = await withinBudget(making, options.budgetBytes ?? REPORT_BYTES)
    for (const { name } of kept) await move(join(making, name), join(options.folder, reportKey(options.at, name)))
    return { files: kept, dropped }
  } catch (error) {
    const detail = (error instanceof Error ? error.message : String(error)).slice(0, 300)
    return { files: [], dropped: REPORT_FILE_NAMES.map((name) => ({ name, reason: 'fault', detail })) }
  } finally {
    await rm(making, { recursive: true, force: true }).catch(() => {})
  }
}

async function writeAll(
  folder: string,
  of: {
    readonly report: Result
    readonly artifacts: NonNullable<LighthouseRun['artifacts']>
    readonly secrets: readonly string[]
  },
): Promise<void> {
  // One masker for all of them: what is the same stays the same, in the trace as in the log.
  const masker = createMasker({ secrets: of.secrets })
  const report = masker.value(of.report)
  const artifacts = masker.value(of.artifacts)
  const write = (name: ReportFileName, body: string | Uint8Array): Promise<void> => writeFile(join(folder, name), body)
  await write('report.json.gz', await zipped(JSON.stringify(report)))
  await write('report.html.gz', await zipped(withPolicy(generateReport(report, 'html'))))
  const picture = finalScreenshot(report)
  if (picture) await write('final.jpg', picture)
  const filmstrip = filmstripOf(report)
  if (filmstrip !== null) await write('filmstrip.svg', filmstrip)
  await saveArtifacts(artifacts, folder, { gzip: true })
  await write('config.json', JSON.stringify({ extends: 'lighthouse:default', settings: artifacts.settings }, null, 2))
}

/** A set is kept as a whole or not at all where it is of use only as a whole. */
async function withinBudget(
  folder: string,
  budgetBytes: number,
): Promise<{ readonly kept: ReportFile[]; readonly dropped: DroppedFile[] }> {
  const made: ReportFile[] = []
  for (const name of REPORT_FILE_NAMES) {
    const file = await stat(join(folder, name)).catch(() => null)
    if (file) made.push({ name, sha256: await sha256Of(join(folder, name)), bytes: file.size })
  }
  const kept: ReportFile[] = []
  const dropped: DroppedFile[] = []
  let leftBytes = budgetBytes
  const groups = Map.groupBy(made, ({ name }) => (REPORT_FILES[name].set === 'trace' ? 'trace' : name))
  for (const group of groups.values()) {
    const bytes = group.reduce((total, file) => total + file.bytes, 0)
    if (bytes <= leftBytes) {
      leftBytes -= bytes
      kept.push(...group)
    } else dropped.push(...group.map(({ name }) => ({ name, reason: 'budget' as const })))
  }
  return { kept, dropped }
}

async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
}

function withPolicy(html: string): string {
  return html.replace('<head>', `<head><meta http-equiv="content-security-policy" content="${REPORT_POLICY}">`)
}
