import { z } from 'zod'
import type { Day } from './day.ts'
import { idSchema, type PageKey, pageKeySchema } from './id.ts'

/** Sealed results, the keys that they are signed with, and the head of all chains: nothing else is under this prefix. */
export const EVIDENCE = 'evidence/'

/** The files of a segment. `SHA256SUMS` is over the others, in this order, and stands for the whole segment. */
export const SUMS = 'SHA256SUMS'
export const RESULTS = 'results.jsonl.gz'
export const SIGNATURES = 'signatures.jsonl.gz'
export const SEGMENT_FILES = ['manifest.json', 'manifest.sig', RESULTS, SIGNATURES] as const
/** Of schema 1: results were not signed by their locations. */
export const UNSIGNED_SEGMENT_FILES = SEGMENT_FILES.slice(0, 3)

export const HEAD = 'head.json'
export const HEAD_SIGNATURE = 'head.sig'

const epochMs = z.number().int().nonnegative()
const count = z.number().int().nonnegative()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** A segment, named by its page's day and revision; `sha256` is that of its `SHA256SUMS`. */
export const segmentNameSchema = z.strictObject({ day: daySchema, revision: z.number().int().positive(), sha256 })

const locationCountSchema = z.strictObject({ location: idSchema, observations: count, audits: count })

const packedSchema = <Name extends string>(name: Name) =>
  z.strictObject({
    name: z.literal(name),
    sha256,
    bytes: count,
    /** Of what is packed in it. */
    contentSha256: sha256,
    contentBytes: count,
  })

const unsignedManifestSchema = z.strictObject({
  type: z.literal('evidenceSegment'),
  schema: z.literal(1),
  page: pageKeySchema,
  day: daySchema,
  /** In which the day is one. */
  timezone: z.string(),
  /** Of the day, half-open: slots in it. */
  fromMs: epochMs,
  toMs: epochMs,
  revision: z.number().int().positive(),
  /** The revision of the same day that this one takes the place of; null for a first one. */
  supersedes: segmentNameSchema.nullable(),
  /** The place in the chain of the page, from 1. */
  sequence: z.number().int().positive(),
  /** The one sealed before it, of the same page, whatever its day; null for the first. */
  previous: segmentNameSchema.nullable(),
  /** Everything that had reached the hub by then is in. */
  readAtMs: epochMs,
  /** The latest minute for which a location's receipt had come by then; null: none within two days. */
  watermarks: z.array(z.strictObject({ location: idSchema, receiptMs: epochMs.nullable() })),
  /** Versions of the configuration that were in force on the day, and those that results name. Sorted. */
  catalogVersions: z.array(z.string()),
  /** Of whoever sealed it, and every set that results name, each once. */
  software: z.strictObject({
    sealedBy: z.record(z.string(), z.string()),
    results: z.array(z.record(z.string(), z.string())),
  }),
  counts: z.strictObject({
    results: count,
    observations: count,
    audits: count,
    /** Of observations: those that were imported. */
    imported: count,
    locations: z.array(locationCountSchema),
  }),
  /** Lines by the hour (UTC) of their slots, for hours that have some: a change is named by its hour. */
  hours: z.array(z.strictObject({ fromMs: epochMs, lines: z.number().int().positive(), sha256 })),
  results: packedSchema(RESULTS),
  /** The SHA-256 of the public key (DER, SubjectPublicKeyInfo) that the signature is checked with. */
  key: sha256,
})

const signedManifestSchema = unsignedManifestSchema.extend({
  schema: z.literal(2),
  /** One line for each of the results, in their order. */
  signatures: packedSchema(SIGNATURES),
  /** The keys that the segment's locations had registered when it was sealed; each location's in order. */
  signers: z.array(
    z.strictObject({
      location: idSchema,
      /** As `key`. */
      key: sha256,
      /** From when on, by their start, results are taken from no key before it; by the first key, from nobody unsigned. */
      fromMs: epochMs,
      registeredAtMs: epochMs,
    }),
  ),
})

/** What a segment says of itself; its bytes in `manifest.json` are its canonical JSON (RFC 8785), and those are signed. */
export const manifestSchema = z.discriminatedUnion('schema', [unsignedManifestSchema, signedManifestSchema])

/** Where the chains of all pages end, so that a last segment can't be taken away unseen. Pages in order. */
export const headSchema = z.strictObject({
  type: z.literal('evidenceHead'),
  schema: z.literal(1),
  pages: z.array(
    z.strictObject({ page: pageKeySchema, segments: z.number().int().positive(), last: segmentNameSchema }),
  ),
  key: sha256,
})

export type SegmentName = Readonly<z.infer<typeof segmentNameSchema>>
export type Manifest = Readonly<z.infer<typeof manifestSchema>>
export type SignedManifest = Readonly<z.infer<typeof signedManifestSchema>>
export type EvidenceHead = Readonly<z.infer<typeof headSchema>>

/** Under which a segment's files are, within the evidence; ends with a slash. */
export function segmentFolder(at: { readonly page: PageKey; readonly day: Day; readonly revision: number }): string {
  return `pages/${at.page}/${at.day}/r${at.revision}/`
}

/** The file of a public key, within the evidence. */
export function publicKeyFile(keyId: string): string {
  return `keys/${keyId}.pem`
}
