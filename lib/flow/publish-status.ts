import { createHash } from 'node:crypto'
import { z } from 'zod'
import { PUBLIC_INCIDENT_KINDS, type PublicStatus } from '../model/public-status.ts'
import type { SiteFile } from '../model/site-file.ts'
import type { SiteStore } from '../record/site-store.ts'
import { eachOf } from './each-of.ts'
import { type PublicStatusPorts, publicStatus } from './public-status.ts'

export type PublishedStatus = {
  /** Portals that are shown; null: nothing is published. */
  readonly portals: number | null
  readonly written: number
  readonly removed: number
}

/** By path, what was written last: the hash of all of it, that of what can't wait, and when. */
type Written = Readonly<Record<string, { readonly sha256: string; readonly urgent: string; readonly atMs: number }>>

const count = z.int().nonnegative()
const timeMs = z.number()

const writtenSchema = z.record(z.string(), z.object({ sha256: z.string(), urgent: z.string(), atMs: timeMs }))

const rememberedSchema = z.record(
  z.string(),
  z.object({
    readAtMs: timeMs,
    timezone: z.string(),
    group: z.enum(['domestic', 'abroad']),
    days: z.array(
      z.object({
        day: z.string(),
        passed: count,
        failed: count,
        due: count,
        expected: count,
        latency: z.object({ p50: z.number(), p75: z.number(), p95: z.number() }).nullable(),
      }),
    ),
    incidents: z.array(
      z.object({ id: z.string(), kind: z.enum(PUBLIC_INCIDENT_KINDS), fromMs: timeMs, toMs: timeMs.nullable() }),
    ),
    isWhole: z.boolean(),
  }),
)

/** What is written at a file's first mention, before it is there: that it may have to be removed is known from then on. */
const NOT_YET = { sha256: '', urgent: '', atMs: 0 }

const LANES = 8

/**
 * Brings the files of the public status page up to now: what is the same stays as it is, what is shown no more goes. Where
 * nothing is published there are no files. Files that others name, such as styles, come before those that name them; one
 * that breaks half-way leaves pages that are whole, and the next run makes up for it.
 */
export async function publishStatus(
  ports: PublicStatusPorts & {
    /** In the order in which they are to be written. */
    readonly render: (status: PublicStatus) => readonly (readonly SiteFile[])[]
    readonly site: SiteStore
  },
): Promise<PublishedStatus> {
  const { site, clock } = ports
  const before = readState(await site.getState())
  const { status, remembered } = await publicStatus(ports, before.pages)
  const groups = status === null ? [] : ports.render(status)
  const files = groups.flat()
  const nowMs = clock.now()
  const written = new Map(Object.entries(before.written))
  const isShown = new Set(files.map(({ path }) => path))
  const gone = [...written.keys()].filter((path) => !isShown.has(path))
  if (status === null && written.size === 0) return { portals: null, written: 0, removed: 0 }

  // What is taken back goes before anything else is done.
  await eachOf(gone, LANES, async (path) => {
    await site.remove(path)
    written.delete(path)
  })
  const keep = (): Promise<void> =>
    site.putState(JSON.stringify({ written: Object.fromEntries(written), pages: remembered }))
  const isNew = files.filter(({ path }) => !written.has(path))
  if (isNew.length > 0) {
    for (const { path } of isNew) written.set(path, NOT_YET)
    await keep()
  }
  let count = 0
  for (const group of groups)
    await eachOf(group, LANES, async (file) => {
      const last = written.get(file.path) ?? NOT_YET
      const urgent = hashOf(file.urgent)
      if (last.urgent === urgent && nowMs - last.atMs < file.everyMs) return
      const body = await file.body()
      const sha256 = hashOf(body)
      if (last.sha256 === sha256) return
      const { path, contentType, cacheControl } = file
      await site.put({ path, contentType, cacheControl, body })
      written.set(path, { sha256, urgent, atMs: nowMs })
      count++
    })
  await keep()
  return { portals: status?.portals.length ?? null, written: count, removed: gone.length }
}

/** What can't be read of it is as if it had never been: pages are counted anew. */
function readState(text: string | null): {
  readonly written: Written
  readonly pages: z.infer<typeof rememberedSchema>
} {
  const state = (text === null ? {} : JSON.parse(text)) as { readonly written?: unknown; readonly pages?: unknown }
  return {
    written: writtenSchema.parse(state.written ?? {}),
    pages: rememberedSchema.safeParse(state.pages).data ?? {},
  }
}

function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32)
}
