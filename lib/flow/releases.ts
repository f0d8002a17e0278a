import { randomBytes } from 'node:crypto'
import type { Clock } from '../model/clock.ts'
import { type Config, configAt } from '../model/config.ts'
import { DAY_MS } from '../model/duration.ts'
import { InputError } from '../model/input-error.ts'
import { type NewRelease, type Release, releaseStamp } from '../model/release.ts'
import type { Principal } from '../model/token.ts'
import { logChange } from '../record/change-log.ts'
import { listConfigs } from '../record/configs.ts'
import { addRelease, endRelease, getRelease, listReleases } from '../record/releases.ts'
import type { Table } from '../record/table.ts'
import { readMoment } from './read-moment.ts'
import { portalsFor } from './scope.ts'

export type ReleasePorts = {
  readonly table: Table
  readonly clock: Clock
  /** Whose portals it may be. */
  readonly principal: Principal
}

export type DeclaredRelease = Release & { readonly type: 'release' }

/** Newest first. */
export type Releases = { readonly type: 'releases'; readonly portal: string; readonly releases: readonly Release[] }

/** How far from now one may be: none of a portal was measured longer ago, and what is planned for later may not come. */
const MOST_AGO_MS = 10 * 366 * DAY_MS
const MOST_AHEAD_MS = 31 * DAY_MS

/**
 * Declares that something went live on a portal, or soon will: a vendor for its own portals. With `replaces` it corrects
 * another one, which is withdrawn. Rejects with an `InputError` for what isn't there, a time out of reach, or the same one again.
 */
export async function declareRelease(
  of: NewRelease & { readonly portal: string },
  ports: ReleasePorts & { readonly by: string },
): Promise<DeclaredRelease> {
  const { table, clock, by } = ports
  const { portal, label, note, replaces } = of
  const { timezone } = (await configOf(portal, ports)).catalogue
  const nowMs = clock.now()
  const atMs = Math.floor(readMoment(of.at, { timezone, name: 'at' }) / 1_000) * 1_000
  if (atMs < nowMs - MOST_AGO_MS || atMs > nowMs + MOST_AHEAD_MS)
    throw new InputError('bad_time', `at: ${of.at} is more than ten years ago, or more than 31 days ahead`)
  if (replaces !== null) await requireRelease({ portal, id: replaces }, table)
  const known = await listReleases(table, { portal, fromMs: atMs, toMs: atMs + 1_000 })
  if (known.some((one) => one.label === label && one.withdrawnAtMs === null && one.id !== replaces))
    throw new InputError('declared_before', `label: ${label} is declared for ${of.at} already`)
  const id = `${releaseStamp(atMs)}-${randomBytes(3).toString('hex')}`
  const release: Release = {
    id,
    portal,
    atMs,
    label,
    note,
    replaces,
    declaredAtMs: nowMs,
    by,
    withdrawnAtMs: null,
  }
  if (!(await addRelease(table, release))) return declareRelease(of, ports)
  if (replaces !== null) await endRelease(table, { portal, id: replaces, nowMs })
  await logChange(table, { atMs: nowMs, by, act: 'declare_release', about: portal, details: release })
  return { type: 'release', ...release }
}

/**
 * Takes one back: it isn't marked any more, and stays in the list; one that was withdrawn before is as it was. Rejects with
 * an `InputError` where there is none.
 */
export async function withdrawRelease(
  of: { readonly portal: string; readonly id: string },
  ports: ReleasePorts & { readonly by: string },
): Promise<DeclaredRelease> {
  const { table, by } = ports
  await configOf(of.portal, ports)
  const nowMs = ports.clock.now()
  const known = await getRelease(table, of)
  if (known?.withdrawnAtMs != null) return { type: 'release', ...known }
  const ended = known && (await endRelease(table, { ...of, nowMs }))
  if (ended === null) throw noRelease(of)
  await logChange(table, { atMs: nowMs, by, act: 'withdraw_release', about: of.portal, details: { id: of.id } })
  return { type: 'release', ...ended }
}

/** All that were ever declared for a portal. Rejects with an `InputError` for a portal that isn't there to read. */
export async function declaredReleases(portal: string, ports: ReleasePorts): Promise<Releases> {
  await configOf(portal, ports)
  const nowMs = ports.clock.now()
  const span = { fromMs: nowMs - MOST_AGO_MS - DAY_MS, toMs: nowMs + MOST_AHEAD_MS + DAY_MS }
  const all = await listReleases(ports.table, { portal, ...span })
  return { type: 'releases', portal, releases: all.toReversed() }
}

/** Those that are marked in a half-open span, oldest first. */
export async function markedReleases(
  of: { readonly portal: string; readonly fromMs: number; readonly toMs: number },
  { table }: { readonly table: Table },
): Promise<readonly Release[]> {
  return (await listReleases(table, of)).filter(({ withdrawnAtMs }) => withdrawnAtMs === null)
}

async function requireRelease(of: { readonly portal: string; readonly id: string }, table: Table): Promise<void> {
  const release = await getRelease(table, of)
  if (release === null || release.withdrawnAtMs !== null) throw noRelease(of)
}

function noRelease({ portal, id }: { readonly portal: string; readonly id: string }): InputError {
  return new InputError('no_release', `no release “${id}” of portal “${portal}” is marked`)
}

/** The version in force; a portal that its reader may not see is none. */
async function configOf(portal: string, { table, clock, principal }: ReleasePorts): Promise<Config> {
  const config = configAt(await listConfigs(table), clock.now())
  const own = portalsFor(principal, config)
  const isThere = config?.catalogue.portals.some(({ id }) => id === portal && (own === null || own.has(id)))
  if (config === null || !isThere)
    throw new InputError(
      'unknown_portal',
      `no portal “${portal}” ${own === null ? 'is in the catalogue' : 'of yours is known'}`,
    )
  return config
}
