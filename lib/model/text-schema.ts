import { z } from 'zod'
import type { TextRule } from './catalogue-text.ts'

/** A text that keeps a rule: its fault carries the rule's code and remedy, its JSON Schema what the rule can say there. */
export function textSchema(rule: TextRule, description?: string) {
  return z
    .string()
    .superRefine((value, context) => {
      const fault = rule.check(value)
      if (fault)
        context.addIssue({ code: 'custom', message: fault.message, params: { code: fault.code, fix: fault.fix } })
    })
    .meta({ ...rule.json, ...(description === undefined ? {} : { description }) })
}
