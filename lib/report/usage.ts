import { type LocationWorkload, MONTH_MS, monthlySlots, monthlyWorkload } from '../judge/workload.ts'
import { type Catalogue, measuredPages } from '../model/catalogue.ts'
import { DAY_MS, MINUTE_MS } from '../model/duration.ts'
import type { Priced } from '../model/prices.ts'
import { isPublished } from '../model/publication.ts'
import { REPORT_DAYS } from '../model/report-file.ts'
import { KEPT_DAYS } from '../model/retention.ts'
import * as figure from './usage-figures.ts'

export const SERVICES = [
  'Lambda',
  'DynamoDB',
  'SQS',
  'SNS',
  'S3',
  'CloudFront',
  'CloudWatch',
  'KMS',
  'Secrets Manager',
  'API Gateway',
  'EventBridge',
  'Data transfer',
] as const

export type Service = (typeof SERVICES)[number]

/** What is billed for in a month: so much of what has that price. */
export type Usage = {
  readonly service: Service
  /** A function, or a short word for what it is. */
  readonly of: string
  readonly priced: Priced
  readonly quantity: number
}

/** Where a location's work is done: by functions in a region, or on a machine that AWS doesn't bill. */
export type Place = 'aws' | 'agent'

const DAYS = MONTH_MS / DAY_MS
const MINUTES = MONTH_MS / MINUTE_MS
const HOURS = DAYS * 24
const GB = 1e9

/** A day more than it is kept: it goes when a whole day has had its time. */
const kept = (days: number): number => (days + 1) / DAYS

/** No Region lies in Việt Nam: what is domestic is an agent. */
export function placeOf({ group }: Catalogue['locations'][number]): Place {
  return group === 'domestic' ? 'agent' : 'aws'
}

/**
 * A month of a catalogue on AWS, when it has run for so long that as much goes as comes; of what is kept for good, its
 * first year's. Its hub and all locations abroad are there; one that is called as the hub's region is in it, any other one
 * in another region.
 */
export function monthlyUsage(catalogue: Catalogue, region: string): readonly Usage[] {
  const all = monthlyWorkload(catalogue)
  const placed = (place: Place) =>
    all.filter((_, index) => placeOf(catalogue.locations[index] as Catalogue['locations'][number]) === place)
  const work: Work = {
    all: total(all),
    aws: total(placed('aws')),
    agents: total(placed('agent')),
    elsewhere: total(placed('aws').filter(({ location }) => location !== region)),
    stacks: placed('aws').length,
    agentsCount: placed('agent').length,
    pages: Math.max(0, ...all.map(({ pages }) => pages)),
    slots: monthlySlots(catalogue),
    published: publishedOf(catalogue),
  }
  return [
    ...lambdaUsage(work),
    ...tableUsage(work),
    { service: 'SQS', of: 'requests', priced: 'queueRequest', quantity: queueRequests(work) },
    { service: 'SNS', of: 'alerts', priced: 'topicPublish', quantity: figure.PEOPLE.alerts },
    ...fileUsage(work),
    ...watchUsage(work),
    { service: 'KMS', of: 'keys', priced: 'keyMonth', quantity: figure.STACKS.hub.keys },
    { service: 'KMS', of: 'signatures', priced: 'signature', quantity: (work.pages + 24) * DAYS },
    { service: 'Secrets Manager', of: 'secrets', priced: 'secretMonth', quantity: work.stacks + work.aws.accounts },
    {
      service: 'Secrets Manager',
      of: 'reads',
      priced: 'secretRequest',
      quantity: work.stacks * figure.KEY_READS_AN_HOUR * 24 * DAYS + work.aws.audits * (work.aws.accounts > 0 ? 1 : 0),
    },
    { service: 'API Gateway', of: 'requests', priced: 'gatewayRequest', quantity: webRequests(work) },
    {
      service: 'EventBridge',
      of: 'schedules',
      priced: 'scheduledEvent',
      quantity: (6 + (work.published ? 1 : 0) + 2 * work.stacks) * MINUTES,
    },
    ...statusPageUsage(work),
    ...transferUsage(work),
  ]
}

type Total = Omit<LocationWorkload, 'location'>

type Work = {
  readonly all: Total
  /** Of the locations on AWS, of private ones, and of those on AWS that are not in the hub's region. */
  readonly aws: Total
  readonly agents: Total
  readonly elsewhere: Total
  readonly stacks: number
  readonly agentsCount: number
  readonly pages: number
  readonly slots: number
  /** Portals and pages of the public status page; null: there is none. */
  readonly published: { readonly portals: number; readonly pages: number } | null
}

function publishedOf(catalogue: Catalogue): Work['published'] {
  const { publish } = catalogue
  if (publish === undefined) return null
  const pages = measuredPages(catalogue).filter(({ portal }) => isPublished(publish, portal))
  return { portals: new Set(pages.map(({ portal }) => portal)).size, pages: pages.length }
}

function total(of: readonly LocationWorkload[]): Total {
  const sum = (key: keyof Total): number => of.reduce((all, one) => all + one[key], 0)
  return {
    pages: sum('pages'),
    minutes: sum('minutes'),
    checks: sum('checks'),
    visits: sum('visits'),
    spacingSeconds: sum('spacingSeconds'),
    retrySeconds: sum('retrySeconds'),
    audits: sum('audits'),
    runs: sum('runs'),
    readinessLoads: sum('readinessLoads'),
    controlLoads: sum('controlLoads'),
    accounts: sum('accounts'),
  }
}

/** What the hub's queue of results gets. */
function messages({ checks, audits, minutes, controlLoads }: Total): number {
  return checks + audits + minutes + controlLoads
}

function webRequests({ agents, agentsCount }: Work): number {
  const reports = agents.audits * figure.REPORT_FILES
  return messages(agents) + reports + agentsCount * figure.AGENT_LOOKS_A_MINUTE * MINUTES + figure.PEOPLE.requests
}

function lambdaUsage(work: Work): readonly Usage[] {
  const { all, aws, stacks, pages, published } = work
  const { SECONDS } = figure
  const eachMinute = (name: keyof typeof SECONDS, places = 1, more = 0): Called => {
    const calls = MINUTES * places
    return { name, calls, seconds: calls * (SECONDS[name].run + SECONDS[name].page * pages) + more }
  }
  const calledFor = (name: keyof typeof SECONDS, calls: number): Called => ({
    name,
    calls,
    seconds: calls * SECONDS[name].run,
  })
  const auditLoads = aws.runs + aws.readinessLoads + aws.controlLoads
  const called: readonly Called[] = [
    calledFor('ingest', messages(all)),
    eachMinute('close-slots'),
    eachMinute('publish'),
    eachMinute('close-day'),
    eachMinute('archive-day', 1, pages * DAYS * figure.SEAL_SECONDS),
    eachMinute('sweep', 1, (all.checks + all.audits) * figure.DELETE_SECONDS),
    eachMinute('watch'),
    calledFor('web', webRequests(work)),
    eachMinute('dispatch', stacks),
    {
      name: 'publish-status',
      calls: published ? MINUTES : 0,
      seconds: published
        ? MINUTES * (SECONDS['publish-status'].run + SECONDS['publish-status'].page * published.pages) +
          published.pages * HOURS * figure.STATUS_PAGE.countSeconds
        : 0,
    },
    { name: 'probe', calls: aws.visits, seconds: probeSeconds(aws) },
    {
      name: 'audit',
      calls: aws.audits + aws.controlLoads,
      seconds: auditLoads * figure.LOAD_SECONDS + aws.audits * (figure.AUDIT_SECONDS + figure.DELAY_SECONDS),
    },
    eachMinute('forward', stacks),
  ]
  return called
    .filter(({ calls }) => calls > 0)
    .flatMap(({ name, calls, seconds }): readonly Usage[] => {
      const gbSeconds = (seconds * figure.MEMORY_MB[name]) / 1_024
      const tmpGbSeconds = (seconds * figure.AUDIT_TMP_MB) / 1_024
      return [
        { service: 'Lambda', of: name, priced: 'lambdaRequest', quantity: calls },
        { service: 'Lambda', of: name, priced: 'lambdaGbSecond', quantity: gbSeconds },
        ...(name === 'audit'
          ? [{ service: 'Lambda', of: name, priced: 'lambdaTmpGbSecond', quantity: tmpGbSeconds } as const]
          : []),
      ]
    })
}

type Called = { readonly name: keyof typeof figure.MEMORY_MB; readonly calls: number; readonly seconds: number }

/**
 * Each visit is a call of its own: that two are taken together happens, and nothing is counted on it. Its checks follow
 * each other by a spacing that they fit into, so that the last one alone comes on top.
 */
function probeSeconds({ visits, spacingSeconds, retrySeconds }: Total): number {
  const each = figure.DELAY_SECONDS + figure.CHECK_SECONDS
  return visits * each + spacingSeconds + retrySeconds * figure.RETRIED_SHARE
}

function tableUsage({ all, aws, pages, slots, stacks }: Work): readonly Usage[] {
  const { WRITES, MINUTE_WRITES } = figure
  const rows = all.checks * WRITES.observation + all.audits * WRITES.audit + all.minutes * WRITES.receipt
  const rowsWritten = rows + all.controlLoads * WRITES.control
  // The row of a result is deleted at the price of its size; what an overview shows of it stays.
  const deleted =
    all.checks * (WRITES.observation - 1) + all.audits * (WRITES.audit - 1) + all.minutes + all.controlLoads * 2
  const hours = pages * DAYS * 24
  const hoursDeleted = hours * Math.ceil(figure.HOUR_BYTES / 1_024)
  const segments = pages * DAYS * 5
  const atLocations = 2 * (aws.minutes + aws.controlLoads * 2)
  const read = Object.values(figure.MINUTE_READS).reduce((sum, { run, page }) => sum + run + page * pages, 0) * MINUTES
  // To be sealed, to be deleted, for baselines; a receipt or two for each minute that a location sends.
  const readAgain = (all.checks * 3 * figure.OBSERVATION_BYTES + all.audits * 2 * figure.AUDIT_BYTES) / 4_096
  return [
    { service: 'DynamoDB', of: 'results', priced: 'tableWrite', quantity: rowsWritten },
    {
      service: 'DynamoDB',
      of: 'verdicts and rollups',
      priced: 'tableWrite',
      quantity: slots * MINUTE_WRITES.slot + MINUTES * MINUTE_WRITES.run + segments,
    },
    { service: 'DynamoDB', of: 'what has had its time', priced: 'tableWrite', quantity: deleted + hoursDeleted },
    { service: 'DynamoDB', of: 'locations', priced: 'tableWrite', quantity: atLocations },
    { service: 'DynamoDB', of: 'each minute', priced: 'tableRead', quantity: read + stacks * MINUTES * 6 },
    { service: 'DynamoDB', of: 'sealing and sweeping', priced: 'tableRead', quantity: readAgain },
    { service: 'DynamoDB', of: 'storage', priced: 'tableStorage', quantity: tableGb(all, pages) },
    { service: 'DynamoDB', of: 'backup', priced: 'tableBackup', quantity: tableGb(all, pages) },
  ]
}

function tableGb({ checks, audits, minutes }: Total, pages: number): number {
  const bytes =
    checks * kept(KEPT_DAYS.observation) * figure.OBSERVATION_BYTES +
    audits * kept(KEPT_DAYS.audit) * figure.AUDIT_BYTES +
    minutes * kept(KEPT_DAYS.receipt) * figure.RECEIPT_BYTES +
    pages * (KEPT_DAYS.hourRollup + 1) * 24 * figure.HOUR_BYTES +
    pages * 365 * figure.DAY_BYTES
  return bytes / GB
}

/** Each message is sent, taken and deleted, one by one; what comes into an empty queue is asked for all the same. */
function queueRequests({ all, aws, stacks }: Work): number {
  const fed = figure.STACKS.hub.fedQueues + stacks * figure.STACKS.location.fedQueues
  const due = aws.visits + aws.audits + aws.controlLoads
  // Audits go by the outbox, which `forward` asks for what is there, and empties.
  const byOutbox = 3 * (aws.audits + aws.controlLoads) + 2 * stacks * MINUTES
  return 3 * messages(all) + 3 * due + byOutbox + fed * figure.POLLS_A_MINUTE * MINUTES
}

function fileUsage({ all, pages }: Work): readonly Usage[] {
  const reportBytes = all.audits * figure.REPORT_BYTES
  const reports =
    reportBytes * (1 - figure.TRACE_SHARE) * kept(REPORT_DAYS.report) +
    reportBytes * figure.TRACE_SHARE * kept(REPORT_DAYS.trace)
  const evidence = (all.checks + all.audits) * figure.SEALED_BYTES * 12
  // A segment has five files, each read back; the head has two, once an hour.
  const segments = pages * DAYS * 5
  return [
    { service: 'S3', of: 'reports', priced: 'filesStorage', quantity: reports / GB },
    { service: 'S3', of: 'evidence', priced: 'filesStorage', quantity: evidence / GB },
    { service: 'S3', of: 'reports', priced: 'filesPut', quantity: all.audits * figure.REPORT_FILES },
    { service: 'S3', of: 'evidence', priced: 'filesPut', quantity: segments + 2 * 24 * DAYS },
    { service: 'S3', of: 'evidence', priced: 'filesGet', quantity: 2 * segments },
  ]
}

/**
 * Besides its function. Of a first page that lives for a minute each reader's is taken to be fetched from the bucket anew;
 * the way from there to the edge costs nothing.
 */
function statusPageUsage({ published }: Work): readonly Usage[] {
  if (published === null) return []
  const { putsAMinute, portalPutsAnHour, reads, countReads, readers } = figure.STATUS_PAGE
  const puts = putsAMinute * MINUTES + portalPutsAnHour * published.portals * HOURS
  const read = (reads.run + reads.page * published.pages) * MINUTES + countReads * published.pages * HOURS
  return [
    { service: 'DynamoDB', of: 'status page', priced: 'tableRead', quantity: read },
    { service: 'S3', of: 'status page', priced: 'filesPut', quantity: puts },
    { service: 'S3', of: 'status page', priced: 'filesGet', quantity: MINUTES + readers.views },
    {
      service: 'CloudFront',
      of: 'status page',
      priced: 'edgeTransfer',
      quantity: (readers.views * readers.bytes) / GB,
    },
    { service: 'CloudFront', of: 'status page', priced: 'edgeRequest', quantity: readers.views * readers.requests },
    { service: 'CloudFront', of: 'status page', priced: 'edgeFunction', quantity: readers.views * readers.requests },
  ]
}

function watchUsage(work: Work): readonly Usage[] {
  const calls = lambdaUsage(work)
    .filter(({ priced }) => priced === 'lambdaRequest')
    .reduce((sum, { quantity }) => sum + quantity, 0)
  const gb = (calls * figure.LOG_BYTES) / GB
  const alarms =
    figure.STACKS.hub.alarms +
    (work.published ? figure.STATUS_PAGE.alarms : 0) +
    work.stacks * figure.STACKS.location.alarms
  return [
    { service: 'CloudWatch', of: 'logs', priced: 'logsIngested', quantity: gb },
    { service: 'CloudWatch', of: 'logs', priced: 'logsStorage', quantity: gb },
    { service: 'CloudWatch', of: 'alarms', priced: 'alarm', quantity: alarms },
    { service: 'CloudWatch', of: 'dashboard', priced: 'dashboard', quantity: 1 },
  ]
}

function transferUsage({ aws, elsewhere }: Work): readonly Usage[] {
  const loads = aws.runs + aws.readinessLoads
  const sent =
    aws.checks * figure.CHECK_SENT_BYTES +
    loads * figure.LOAD_SENT_BYTES +
    figure.PEOPLE.requests * figure.PEOPLE.answerBytes
  const toHub =
    elsewhere.checks * figure.OBSERVATION_BYTES +
    elsewhere.audits * (figure.AUDIT_BYTES + figure.REPORT_BYTES) +
    elsewhere.minutes * figure.RECEIPT_BYTES
  return [
    { service: 'Data transfer', of: 'to the internet', priced: 'transferOut', quantity: sent / GB },
    { service: 'Data transfer', of: 'between regions', priced: 'transferBetween', quantity: toHub / GB },
  ]
}
