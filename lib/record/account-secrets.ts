import { parseAccount, type ReadAccount } from '../model/account.ts'
import { clientOptions } from './clients.ts'

/**
 * Accounts as secrets, `<prefix><id>`, read anew for each audit: one that is exchanged or withdrawn is so at once. The
 * SDK is loaded when the first is asked for.
 */
export function createAccountSecrets(env: Readonly<Record<string, string | undefined>>, prefix: string): ReadAccount {
  return async (id) => {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('./secrets-manager.ts')
    const client = new SecretsManagerClient(clientOptions(env, 'SECRETS_MANAGER'))
    const name = `${prefix}${id}`
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }))
      const account = parseAccount(SecretString ?? '')
      return typeof account === 'string' ? `secret ${name}: ${account}` : account
    } catch (error) {
      // Its message may say more than the name of what was wrong.
      return `secret ${name}: ${error instanceof Error ? error.name : 'not to be read'}`
    } finally {
      client.destroy()
    }
  }
}
