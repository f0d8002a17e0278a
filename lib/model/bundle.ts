import { z } from 'zod'
import { segmentNameSchema } from './evidence.ts'
import { pageKeySchema } from './id.ts'

/** What a bundle says of itself, and its signature; everything else in it is named there. */
export const BUNDLE = 'bundle.json'
export const BUNDLE_SIGNATURE = 'bundle.sig'

/** One version of the configuration a line, by the time they take effect, with the maintenance planned besides. */
export const CONFIGS = 'configs.jsonl'

/** One span that an import answers for a line. */
export const IMPORTS = 'imports.jsonl'

/** One exclusion that was accepted a line. */
export const EXCLUSIONS = 'exclusions.jsonl'

/** Of a page's day: results that no segment has, as `{result, signature}` a line. */
export const UNSEALED = 'unsealed/'

const epochMs = z.number().int().nonnegative()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** Everything that scores of a period are made from, so that they can be made again without us. */
export const bundleSchema = z.strictObject({
  type: z.literal('bundle'),
  schema: z.literal(1),
  period: z.string(),
  /** What wasn't due by then doesn't count. */
  nowMs: epochMs,
  software: z.record(z.string(), z.string()),
  /**
   * The latest revision of each day that is sealed, of a closed period that which it was closed with; `sha256` is that of its
   * `SHA256SUMS`.
   */
  segments: z.array(segmentNameSchema.extend({ page: pageKeySchema })),
  /** Of a closed period: revisions that were sealed since. They are not in it, and change nothing of it. */
  later: z.array(segmentNameSchema.extend({ page: pageKeySchema })).optional(),
  /** All other files but this one, its signature and keys. */
  files: z.array(z.strictObject({ path: z.string(), sha256 })),
  /** Paths of criteria packs, each with the scores that it gives. */
  scores: z.array(z.strictObject({ criteria: z.string(), score: z.string() })),
  /** Absent: the group that judges. */
  group: z.enum(['domestic', 'abroad']).optional(),
  /** The SHA-256 of the public key (DER) that the signature is checked with. */
  key: sha256,
})

export type Bundle = Readonly<z.infer<typeof bundleSchema>>
