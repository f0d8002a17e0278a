import type { Calibrated } from '../local/calibrate.ts'
import type { DeployedFunction } from '../local/doctor-aws.ts'
import type { Finding } from '../local/finding.ts'
import { showForCatalogue } from './calibrate-machine.ts'
import type { Io } from './io.ts'

/** A function's calibration as it is told to machines; without figures where the function did not run. */
export type ToldFunction = DeployedFunction & Partial<Omit<Calibrated, 'finding'>> & { readonly pageSha256: string }

/** Calibrates locations on AWS by their deployed audit functions, one after the other; `onFound` gets each as it stands. */
export async function calibrateFunctions(
  { functions, repetitions }: { readonly functions: readonly DeployedFunction[]; readonly repetitions: number },
  { io, onFound }: { readonly io: Io; readonly onFound: (finding: Finding) => void },
): Promise<{ readonly findings: readonly Finding[]; readonly calibrations: readonly ToldFunction[] }> {
  const [{ calibrateFunction }, { openAwsAccount }, { CONTROL_PAGE_SHA256 }] = await Promise.all([
    import('../local/calibrate-function.ts'),
    import('../local/aws-account.ts'),
    import('../observe/browser/control-page.ts'),
  ])
  const account = openAwsAccount()
  const findings: Finding[] = []
  const calibrations: ToldFunction[] = []
  for (const of of functions) {
    const { finding, ...told } = await calibrateFunction(
      { account, of },
      {
        repetitions,
        nowMs: Date.now(),
        onProgress: (text) => io.progress(`${of.name}: ${io.say(text)}`),
      },
    )
    findings.push({ ...finding, facts: { ...finding.facts, ...of } })
    calibrations.push({ ...of, ...told, pageSha256: CONTROL_PAGE_SHA256 })
    onFound(finding)
    if (!io.json && told.calibration) showForCatalogue(told.calibration, io)
  }
  return { findings, calibrations }
}
