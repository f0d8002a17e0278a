import { commandLine, family, processesWith } from './processes.ts'
import { until } from './until.ts'

export type AuditUnderWay = {
  /** The process that makes audits. */
  readonly auditPid: number
  /** What has the browser's folder in its command line: every process of the browser, wherever it belongs. */
  readonly browserProcesses: () => readonly number[]
  /** The platform's processes, the browser included. */
  readonly all: readonly number[]
}

/** Waits until a platform's browser draws pages. */
export async function untilAuditing(platformPid: number): Promise<AuditUnderWay> {
  return until('a browser of the platform is at work', () => {
    const all = family(platformPid)
    const auditPid = all.find((pid) => commandLine(pid).includes('audit-process.ts'))
    if (auditPid === undefined) return null
    const browserProcesses = () => processesWith(`nhip-browser-${auditPid}-`)
    const draws = all.some((pid) => commandLine(pid).includes('--type=renderer'))
    return (
      draws &&
      browserProcesses().length > 0 && {
        auditPid,
        browserProcesses,
        all: [...new Set([...all, ...browserProcesses()])],
      }
    )
  })
}
