import { parse } from 'yaml'
import { type Notifiers, notifiersSchema } from './notifiers.ts'

/** Reads the settings of notifiers, YAML or JSON; a text says what is wrong with them, and repeats no value. */
export function parseNotifiers(text: string): Notifiers | string {
  let value: unknown
  try {
    value = parse(text, { maxAliasCount: 0 })
  } catch {
    return 'they are not YAML'
  }
  const parsed = notifiersSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return `${issue?.path.join('.') || 'notifiers'}: ${issue?.message}`
}
