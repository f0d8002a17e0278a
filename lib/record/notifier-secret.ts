import { type Notifiers } from '../model/notifiers.ts'
import { parseNotifiers } from '../model/parse-notifiers.ts'
import { clientOptions } from './clients.ts'

/**
 * The settings of notifiers from a secret of that name. Rejects where it can't be read or used, saying no more of it than
 * which setting is wrong.
 */
export async function readNotifierSecret(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): Promise<Notifiers> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('./secrets-manager.ts')
  const client = new SecretsManagerClient(clientOptions(env, 'SECRETS_MANAGER'))
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }))
    const notifiers = parseNotifiers(SecretString ?? '')
    if (typeof notifiers === 'string') throw new Error(`secret ${name}: ${notifiers}`)
    return notifiers
  } finally {
    client.destroy()
  }
}
