import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Deployment, parseDeployment, showDeploymentProblem } from '../model/deployment.ts'
import { InputError } from '../model/input-error.ts'

/** The deployment of this repository, which need not be there. */
export const DEPLOYMENT_FILE = join(fileURLToPath(new URL('../..', import.meta.url)), 'bin', 'deployment.ts')

/**
 * The deployment that a file exports as `deployment`. Each of its settings is checked by itself, not against its
 * catalogue or the account. An `InputError` says why it can't be had.
 */
export async function readDeployment(file: string): Promise<Deployment> {
  const path = resolve(file)
  const unreadable = (why: string, cause?: unknown) =>
    new InputError('unreadable', `can't read the deployment ${file}: ${why}`, { cause })
  if (!existsSync(path)) throw unreadable('there is no such file; check the path')
  const loaded = (await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw unreadable(`${String(error).split('\n')[0]}; mend the file`, error)
  })) as { readonly deployment?: unknown }
  if (loaded.deployment === undefined) {
    throw unreadable('it exports no deployment; write export const deployment = defineDeployment({ … })')
  }
  const { deployment, problems } = parseDeployment(loaded.deployment)
  if (deployment !== null) return deployment
  const [first, ...more] = problems.map(showDeploymentProblem)
  throw new InputError('bad_deployment', `${file}: ${first}${more.length === 0 ? '' : ` (and ${more.length} more)`}`)
}
