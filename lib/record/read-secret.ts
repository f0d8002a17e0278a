import { clientOptions } from './clients.ts'

/**
 * The text of a secret, by its name or ARN, asked anew each time; the SDK is loaded when the first is asked for. Rejects
 * where it can't be read.
 */
export async function readSecret(env: Readonly<Record<string, string | undefined>>, id: string): Promise<string> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('./secrets-manager.ts')
  const client = new SecretsManagerClient(clientOptions(env, 'SECRETS_MANAGER'))
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }))
    return SecretString ?? ''
  } finally {
    client.destroy()
  }
}
