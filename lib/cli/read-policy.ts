import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { InputError } from '../model/input-error.ts'
import { DEFAULT_POLICY, policySchema, type Policy } from '../model/policy.ts'

/** The alert policy of a file, or the shipped one. Throws an `InputError` for what can't be used. */
export async function readPolicy(file: string | undefined): Promise<Policy> {
  if (file === undefined) return DEFAULT_POLICY
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError('unreadable', `can't read ${file} (${error.code}): name an alert policy, such as policies/default.yaml`)
  })
  let value: unknown
  try {
    value = parse(text, { maxAliasCount: 0 })
  } catch (error) {
    throw new InputError('bad_policy', `${file}: not YAML: ${(error as Error).message.split('\n')[0]}`)
  }
  const parsed = policySchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new InputError('bad_policy', `${file}: ${issue?.path.join('.') || 'policy'}: ${issue?.message} (policies/default.yaml shows every parameter)`)
}
