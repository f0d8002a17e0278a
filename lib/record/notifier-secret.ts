import { type Notifiers } from '../model/notifiers.ts'
import { parseNotifiers } from '../model/parse-notifiers.ts'
import { readSecret } from './read-secret.ts'

/**
 * The settings of notifiers from a secret of that name. Rejects where it can't be read or used, saying no more of it than
 * which setting is wrong.
 */
export async function readNotifierSecret(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): Promise<Notifiers> {
  const notifiers = parseNotifiers(await readSecret(env, name))
  if (typeof notifiers === 'string') throw new Error(`secret ${name}: ${notifiers}`)
  return notifiers
}
