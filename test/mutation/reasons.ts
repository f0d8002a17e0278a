import { parse } from 'yaml'
import { z } from 'zod'
import type { Change } from './report.ts'

const reasonsSchema = z.strictObject({
  classes: z.record(z.string(), z.string().min(1)),
  files: z.record(
    z.string(),
    z.array(z.strictObject({ why: z.string().min(1), changes: z.array(z.string().min(1)).min(1) })).min(1),
  ),
})

/** Why changes may stay alive: by file, by the change's text, the name of a class or a reason of its own. */
export type Reasons = ReadonlyMap<string, ReadonlyMap<string, string>>

/** What `test/judge/survivors.yaml` and a report don't agree in. */
export type Difference = {
  /** Alive, and nobody says why it may be. */
  readonly unexplained: readonly Change[]
  /** Noticed by now, or not made any more. */
  readonly outdated: readonly string[]
}

/**
 * Throws where a change has two reasons, where a class has no change, and where a reason of one word is no class.
 */
export function parseReasons(text: string): Reasons {
  const { classes, files } = reasonsSchema.parse(parse(text))
  const unused = new Set(Object.keys(classes))
  const reasons = Object.entries(files).map(([file, groups]) => {
    const ofFile = new Map<string, string>()
    for (const { why, changes } of groups) {
      unused.delete(why)
      if (!why.includes(' ') && !Object.hasOwn(classes, why))
        throw new Error(`${file}: there is no class \`${why}\`; a reason of its own is a sentence`)
      for (const change of changes) {
        if (ofFile.has(change)) throw new Error(`${file}: stands there twice: ${change}`)
        ofFile.set(change, why)
      }
    }
    return [file, ofFile] as const
  })
  if (unused.size > 0) throw new Error(`classes without a change: ${[...unused].join(', ')}`)
  return new Map(reasons)
}

/** Of one file. */
export function compare(changes: readonly Change[], reasons: ReadonlyMap<string, string>): Difference {
  const alive = changes.filter(({ isAlive }) => isAlive)
  const texts = new Set(alive.map(({ text }) => text))
  return {
    unexplained: alive.filter(({ text }) => !reasons.has(text)),
    outdated: [...reasons.keys()].filter((text) => !texts.has(text)),
  }
}
