import { parse } from 'yaml'
import { type Policy, policySchema } from './policy.ts'

/** Reads an alert policy's YAML; a text says what is wrong with it. */
export function parsePolicy(text: string): Policy | string {
  let value: unknown
  try {
    value = parse(text, { maxAliasCount: 0 })
  } catch (error) {
    return `not YAML: ${(error as Error).message.split('\n')[0]}`
  }
  const parsed = policySchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  return `${issue?.path.join('.') || 'policy'}: ${issue?.message}`
}
