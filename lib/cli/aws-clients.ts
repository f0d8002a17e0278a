import { type AwsFault, awsFault } from '../local/aws-fault.ts'
import { InputError } from '../model/input-error.ts'
import type { Clients } from '../record/clients.ts'

/** Something of AWS that a person has named. */
export type AwsThing = {
  /** `table` or `queue`: also the option that names it. */
  readonly kind: 'table' | 'queue'
  readonly name: string
  /** What it has to be. */
  readonly isOf: string
  /** Rights that are needed on it. */
  readonly rights: string
  /** Default: the environment's. */
  readonly region?: string
}

/**
 * Works with clients of a region, with the credentials of the environment. Rejects with an `InputError` for a thing that
 * is not there or may not be used.
 */
export async function withAwsClients<T>(thing: AwsThing, work: (clients: Clients) => Promise<T>): Promise<T> {
  const { createClients } = await import('../record/clients.ts')
  const region = thing.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION
  const clients = createClients({ ...process.env, AWS_REGION: region })
  try {
    return await work(clients)
  } catch (error) {
    if (error instanceof InputError) throw error
    const where = region === undefined ? '' : ` in ${region}`
    const refuse = (fix: string): InputError =>
      new InputError(`no_${thing.kind}`, `can't use the ${thing.kind} ${thing.name}${where}: ${fix}`, { cause: error })
    if (region === undefined && String(error).includes('Region is missing'))
      throw refuse('no region is known: name it with --region')
    throw refuse(fixOf(awsFault(error).fault, thing))
  } finally {
    clients.close()
  }
}

/** What the person can mend. */
function fixOf(fault: AwsFault, { kind, isOf, rights }: AwsThing): string {
  switch (fault) {
    case 'no_credentials':
      return 'there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE'
    case 'bad_credentials':
      return 'these AWS credentials are wrong or have expired: sign in again'
    case 'denied':
      return `these AWS credentials may not use it: they need ${rights} on it`
    case 'throttled':
      return 'AWS asks for fewer requests: try again in a minute'
    case 'unreachable':
      return 'nothing answers there: check AWS_ENDPOINT_URL and --region'
    case 'not_found':
      return `there is no such ${kind} there: check --${kind} and --region`
    case 'other':
      return `AWS refuses it: check that --${kind} is ${isOf}`
  }
}
