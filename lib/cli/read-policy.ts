import { readFile } from 'node:fs/promises'
import { InputError } from '../model/input-error.ts'
import { parsePolicy } from '../model/parse-policy.ts'
import { DEFAULT_POLICY, type Policy } from '../model/policy.ts'

/** The alert policy of a file, or the shipped one. Throws an `InputError` for what can't be used. */
export async function readPolicy(file: string | undefined): Promise<Policy> {
  if (file === undefined) return DEFAULT_POLICY
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      'unreadable',
      `can't read ${file} (${error.code}): name an alert policy, such as policies/default.yaml`,
    )
  })
  const policy = parsePolicy(text)
  if (typeof policy === 'string')
    throw new InputError('bad_policy', `${file}: ${policy} (policies/default.yaml shows every parameter)`)
  return policy
}
