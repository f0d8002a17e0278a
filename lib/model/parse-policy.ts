import { parseSettings } from './parse-settings.ts'
import { type Policy, policySchema } from './policy.ts'

/** Reads an alert policy's YAML; a text says what is wrong with it. */
export function parsePolicy(text: string): Policy | string {
  const read = parseSettings(text, { schema: policySchema, name: 'policy' })
  return typeof read === 'string' ? read : read.settings
}
