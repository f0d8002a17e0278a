import { type IncidentRecord, incidentsOf, type OpenIncident, recordOf, withIncident } from '../judge/incident-state.ts'
import { groupWith } from '../judge/telling-state.ts'
import type { Acknowledge, Acknowledgement, IncidentNote } from '../model/acknowledgement.ts'
import type { VantageGroup } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { InputError } from '../model/input-error.ts'
import { logChange } from '../record/change-log.ts'
import { fileNote, incidentHistory } from '../record/incidents.ts'
import { getLive, type LivePage, putLive } from '../record/live.ts'
import type { Table } from '../record/table.ts'
import { getTelling, putTelling } from '../record/telling.ts'
import { getWatch, putWatch, type Watch } from '../record/watch.ts'
import { fileIncidents } from './file-incidents.ts'

export type Acknowledged = Acknowledgement & {
  readonly type: 'acknowledgement'
  readonly incident: string
  /** What was said of it since, in order. */
  readonly notes: readonly IncidentNote[]
}

/** An item with open incidents, before and after. */
type Changed<T> = { readonly next: T; readonly acknowledgement: Acknowledgement }

/** How often a write is tried anew where somebody else was faster. */
const TRIES = 20

/**
 * Keeps who has taken on an open incident, and with it all that are told as one with it, also where the one that was asked
 * for has ended by itself: the first who did stays; what anybody says later is kept beside that. It is written under the version of the item that
 * holds the incident, so that no slot that closes at the same time undoes it. Rejects with an `InputError` where none of them
 * is open.
 */
export async function acknowledge(
  asked: Acknowledge,
  ports: { readonly table: Table; readonly clock: Clock; readonly by: string },
): Promise<Acknowledged> {
  const { table, clock, by } = ports
  const { incident, name, note } = asked
  const given: Acknowledgement = { atMs: clock.now(), by, name, note }
  const group = groupWith((await getTelling(table)).state, incident)
  const others = Object.entries(group?.members ?? {}).filter(([id, { isEnded }]) => id !== incident && !isEnded)
  const taken: Acknowledgement[] = []
  let isNew = false
  for (const id of [incident, ...others.map(([other]) => other)]) {
    const acknowledgement = await takeOn({ incident: id, given }, table)
    if (!acknowledgement) continue
    taken.push(acknowledgement)
    if (await isHeard({ incident: id, given, acknowledgement }, table)) isNew = true
  }
  const [first] = taken
  if (!first)
    throw new InputError('no_incident', `no incident “${incident}” is open: nhip incident list shows those that are`)
  if (group) await keepTakenOn(incident, table)
  if (isNew) await logChange(table, { atMs: given.atMs, by, act: 'acknowledge', about: incident, details: asked })
  return { type: 'acknowledgement', incident, ...first, notes: (await incidentHistory(table, incident)).notes }
}

/** Whether anything was said that wasn't known; a note on what somebody has taken on before is kept here. */
async function isHeard(
  of: { readonly incident: string; readonly given: Acknowledgement; readonly acknowledgement: Acknowledgement },
  table: Table,
): Promise<boolean> {
  const { incident, given, acknowledgement: first } = of
  if (first === given) return true
  const { note, by, name } = given
  const isSaid = first.note === note && first.by === by && first.name === name
  return note !== null && !isSaid && fileNote(table, incident, { ...given, note })
}

/** Null: no such incident is open. */
function takeOn(asked: Asked, table: Table): Promise<Acknowledgement | null> {
  const { incident } = asked
  const page = incident.split(':')[1] ?? ''
  return page.includes('/')
    ? change<LivePage>(incident, {
        table,
        get: () => getLive(table, page),
        put: (next) => putLive(table, next),
        in: (live) => inPage(live, asked),
      })
    : change<Watch>(incident, {
        table,
        get: () => getWatch(table),
        put: (next) => putWatch(table, next),
        in: (watch) => inWatch(watch, asked),
      })
}

/** Those that join later are taken on with the others; what nothing joins tells by itself what it has to, such as a certificate. */
async function keepTakenOn(incident: string, table: Table): Promise<void> {
  for (let tried = 0; tried < TRIES; tried++) {
    const telling = await getTelling(table)
    const group = groupWith(telling.state, incident)
    if (!group || group.isTakenOn || group.everyMs === null) return
    const groups = { ...telling.state.groups, [group.about.incident]: { ...group, isTakenOn: true as const } }
    if (await putTelling(table, { ...telling, state: { groups } })) return
  }
  throw new Error(`${incident} could not be acknowledged: others were faster ${TRIES} times`)
}

async function change<T extends { readonly unfiled: readonly IncidentRecord[]; readonly outbox: LivePage['outbox'] }>(
  incident: string,
  item: {
    readonly table: Table
    readonly get: () => Promise<T | null>
    readonly put: (next: T) => Promise<boolean>
    /** Null: no such incident is open in it. */
    readonly in: (before: T) => Changed<T> | null
  },
): Promise<Acknowledgement | null> {
  for (let tried = 0; tried < TRIES; tried++) {
    const before = await item.get()
    const changed = before && item.in(before)
    if (!changed) return null
    if (changed.next === before) return changed.acknowledgement
    if (!(await item.put(changed.next))) continue
    await fileIncidents(item.table, changed.next)
    return changed.acknowledgement
  }
  throw new Error(`${incident} could not be acknowledged: others were faster ${TRIES} times`)
}

type Asked = { readonly incident: string; readonly given: Acknowledgement }

function inPage(live: LivePage, { incident, given }: Asked): Changed<LivePage> | null {
  for (const group of Object.keys(live.groups) as VantageGroup[]) {
    const state = live.groups[group]
    const found = state && incidentsOf(state).find(({ id }) => id === incident)
    if (!state || !found) continue
    if (found.acknowledged) return { next: live, acknowledgement: found.acknowledged }
    const taken: OpenIncident = { ...found, acknowledged: given }
    const next = {
      ...live,
      groups: { ...live.groups, [group]: withIncident(state, taken) },
      unfiled: [...live.unfiled, recordOf(taken, { page: live.page, portal: null, group, resolvedAtMs: null })],
    }
    return { next, acknowledgement: given }
  }
  return null
}

function inWatch(watch: Watch, asked: Asked): Changed<Watch> | null {
  return inConditions(watch, asked) ?? inCertificates(watch, asked) ?? inPillars(watch, asked)
}

function inConditions(watch: Watch, { incident, given }: Asked): Changed<Watch> | null {
  const entry = Object.entries(watch.state?.conditions ?? {}).find(
    ([, condition]) => condition.incident?.id === incident,
  )
  const found = entry?.[1].incident
  if (!entry || !found || !watch.state) return null
  if (found.acknowledged) return { next: watch, acknowledgement: found.acknowledged }
  const [name, condition] = entry
  const taken: OpenIncident = { ...found, acknowledged: given }
  const conditions = { ...watch.state.conditions, [name]: { ...condition, incident: taken } }
  const record = recordOf(taken, { page: null, portal: null, group: condition.watched.group, resolvedAtMs: null })
  const next = { ...watch, state: { ...watch.state, conditions }, unfiled: [...watch.unfiled, record] }
  return { next, acknowledgement: given }
}

function inCertificates(watch: Watch, { incident, given }: Asked): Changed<Watch> | null {
  const known = Object.values(watch.certificates).find((one) => one.incident.id === incident)
  if (!known) return null
  if (known.incident.acknowledged) return { next: watch, acknowledgement: known.incident.acknowledged }
  const { seen } = known
  const taken: OpenIncident = { ...known.incident, acknowledged: given }
  const certificates = { ...watch.certificates, [seen.host]: { ...known, incident: taken } }
  const record = recordOf(taken, { page: null, portal: seen.portal.id, group: null, resolvedAtMs: null })
  const next = { ...watch, certificates, unfiled: [...watch.unfiled, record] }
  return { next, acknowledgement: given }
}

function inPillars(watch: Watch, { incident, given }: Asked): Changed<Watch> | null {
  const entry = Object.entries(watch.pillars).find(([, memory]) => memory.incident?.id === incident)
  const found = entry?.[1].incident
  if (!entry || !found) return null
  if (found.acknowledged) return { next: watch, acknowledgement: found.acknowledged }
  const [portal, memory] = entry
  const taken: OpenIncident = { ...found, acknowledged: given }
  const pillars = { ...watch.pillars, [portal]: { ...memory, incident: taken } }
  const record = recordOf(taken, { page: null, portal, group: memory.group, resolvedAtMs: null })
  return { next: { ...watch, pillars, unfiled: [...watch.unfiled, record] }, acknowledgement: given }
}
