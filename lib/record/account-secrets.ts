import { parseAccount, type ReadAccount } from '../model/account.ts'
import { readSecret } from './read-secret.ts'

/**
 * Accounts as secrets, `<prefix><id>`, read anew for each audit: one that is exchanged or withdrawn is so at once.
 */
export function createAccountSecrets(env: Readonly<Record<string, string | undefined>>, prefix: string): ReadAccount {
  return async (id) => {
    const name = `${prefix}${id}`
    try {
      const account = parseAccount(await readSecret(env, name))
      return typeof account === 'string' ? `secret ${name}: ${account}` : account
    } catch (error) {
      // Its message may say more than the name of what was wrong.
      return `secret ${name}: ${error instanceof Error ? error.name : 'not to be read'}`
    }
  }
}
