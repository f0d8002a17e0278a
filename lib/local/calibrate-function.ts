import { controlAuditSchema } from '../model/control-audit.ts'
import type { LoadControlEvent } from '../model/examination.ts'
import type { AwsAccount } from './aws-account.ts'
import { type Calibrated, type CalibrateOptions, calibrate } from './calibrate.ts'
import { type DeployedFunction, functionFault, noAnswer } from './doctor-aws.ts'
import type { Finding } from './finding.ts'

class Fault extends Error {
  readonly finding: Finding

  constructor(finding: Finding) {
    super(finding.detail.en)
    this.finding = finding
  }
}

/**
 * Calibrates a location on AWS by its deployed audit function, which loads the control page as often as it is asked.
 * What it finds is of the machines on which Lambda runs it now, and they differ: where the band doesn't hold, it says so.
 */
export async function calibrateFunction(
  { account, of }: { readonly account: AwsAccount; readonly of: DeployedFunction },
  options: Omit<CalibrateOptions, 'run'>,
): Promise<Pick<Calibrated, 'finding'> & Partial<Calibrated>> {
  const run: CalibrateOptions['run'] = async (request) => {
    const event: LoadControlEvent = { type: 'loadControl', ...request }
    const answer = await account.invoke(of.name, { region: of.region, event })
    if (answer.fault !== null) throw new Fault(functionFault(of, answer))
    const parsed = controlAuditSchema.safeParse(answer.value.payload)
    if (parsed.success) return parsed.data
    throw new Fault(noAnswer(of, answer.value.payload))
  }
  try {
    return await calibrate({ ...options, run })
  } catch (error) {
    if (error instanceof Fault) return { finding: error.finding }
    throw error
  }
}
