import { standingOf } from '../judge/score-standing.ts'
import { timetableLines } from '../judge/timetable-lines.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { type Config, configAt } from '../model/config.ts'
import { DAY_MS } from '../model/duration.ts'
import type { Opening, OpeningHashes, Signed } from '../model/evaluation.ts'
import { InputError } from '../model/input-error.ts'
import { type Period, spanOf } from '../model/period.ts'
import type { Policy } from '../model/policy.ts'
import { canonicalJson } from '../record/canonical.ts'
import { logChange } from '../record/change-log.ts'
import { listConfigs } from '../record/configs.ts'
import { controlAuditsOf } from '../record/controls.ts'
import { putOpening } from '../record/evaluations.ts'
import { type Signer, sha256Of } from '../record/signer.ts'
import type { Table } from '../record/table.ts'
import type { ReadPack } from './criteria.ts'

/** Who acts, and what signs for it. */
export type ActPorts = {
  readonly table: Table
  readonly clock: Clock
  readonly by: string
  /** Absent: nothing can be signed here. */
  readonly openSigner?: () => Promise<Signer>
}

export type PeriodOf = { readonly pack: ReadPack; readonly period: Period; readonly group?: VantageGroup }

/** Control pages are looked back for so long. */
const INSTRUMENTS_SINCE_MS = 31 * DAY_MS

/**
 * Writes down, signed, what a period's scores will be made by: afterwards nobody can choose which checks were due. Once;
 * after its beginning, too, which it then says. Rejects with an `InputError` where it was opened before, or nothing is
 * configured.
 */
export async function openPeriod(
  of: PeriodOf,
  ports: ActPorts & { readonly policy: Policy },
): Promise<Signed<Opening>> {
  const { pack, period } = of
  const { table, clock, by, policy } = ports
  const nowMs = clock.now()
  const configs = await listConfigs(table)
  const timezone = configAt(configs, nowMs)?.catalogue.timezone ?? 'UTC'
  const { fromMs } = spanOf(period, timezone)
  const config = configAt(configs, fromMs)
  if (config === null) throw new InputError('no_catalogue', 'nothing is configured here: there is nothing to open')
  const standing = standingOf(config.catalogue, of.group)
  const instruments = await instrumentsOf(standing.locations, { table, nowMs })
  const opening: Opening = {
    type: 'periodOpening',
    criteria: pack.criteria.criteria,
    version: pack.criteria.version,
    period: period.name,
    group: standing.group,
    from: period.from,
    to: period.to,
    timezone,
    openedAtMs: nowMs,
    isLate: nowMs >= fromMs,
    by,
    catalogVersion: config.version,
    instruments,
    hashes: hashesOf({ pack, period, policy, config, instruments, locations: standing.locations }),
  }
  const signed = await signStatement(opening, ports)
  if (!(await putOpening(table, signed)))
    throw new InputError('opened_before', `${period.name} by ${opening.criteria}@${opening.version} is open already`)
  const { criteria, version, hashes, isLate } = opening
  const details = { criteria, version, group: standing.group, isLate, hashes }
  await logChange(table, { atMs: nowMs, by, act: 'open_period', about: period.name, details })
  return signed
}

/** The same figures that an opening holds, as things are now. */
export async function hashesNow(
  opening: Opening,
  of: {
    readonly pack: ReadPack
    readonly period: Period
    readonly policy: Policy
    readonly table: Table
    readonly nowMs: number
  },
): Promise<OpeningHashes> {
  const configs = await listConfigs(of.table)
  const { toMs } = spanOf(of.period, opening.timezone)
  const config = configAt(configs, toMs - 1)
  if (config === null) throw new InputError('no_catalogue', 'nothing is configured here')
  const { locations } = standingOf(config.catalogue, opening.group)
  const instruments = await instrumentsOf(locations, of)
  return hashesOf({ ...of, config, instruments, locations })
}

/** Signs a statement's canonical JSON. Rejects with an `InputError` where nothing can be signed. */
export async function signStatement<T>(statement: T, { openSigner }: Pick<ActPorts, 'openSigner'>): Promise<Signed<T>> {
  if (openSigner === undefined)
    throw new InputError(
      'no_signer',
      'this platform keeps nothing that lasts, and has no key: start it with --data DIR',
    )
  const signer = await openSigner()
  const signature = await signer.sign(Buffer.from(canonicalJson(statement)))
  return { statement, signature: { keyId: signer.keyId, signature: Buffer.from(signature).toString('base64') } }
}

function hashesOf(of: {
  readonly pack: ReadPack
  readonly period: Period
  readonly policy: Policy
  readonly config: Config
  readonly instruments: Opening['instruments']
  readonly locations: readonly string[]
}): OpeningHashes {
  const { catalogue } = of.config
  const span = spanOf(of.period, catalogue.timezone)
  const lines = timetableLines(of.config, { ...span, locations: of.locations })
  return {
    catalogue: sha256Of(canonicalJson(catalogue)),
    criteria: of.pack.sha256,
    policy: sha256Of(canonicalJson(of.policy)),
    instrument: sha256Of(canonicalJson(of.instruments)),
    timetable: sha256Of(lines.map((line) => `${line}\n`).join('')),
  }
}

async function instrumentsOf(
  locations: readonly string[],
  { table, nowMs }: { readonly table: Table; readonly nowMs: number },
): Promise<Opening['instruments']> {
  return Promise.all(
    locations.map(async (location) => {
      const months = await Promise.all(
        [nowMs - INSTRUMENTS_SINCE_MS, nowMs].map((monthOfMs) => controlAuditsOf(table, { location, monthOfMs })),
      )
      return { location, instrument: months.flat().at(-1)?.conditions.instrument ?? null }
    }),
  )
}
