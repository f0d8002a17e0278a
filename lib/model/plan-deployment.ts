import { type Catalogue, measuredPages } from './catalogue.ts'
import type { Deployment, DeploymentProblem } from './deployment.ts'

/** A deployment in which everything is decided. */
export type DeploymentPlan = Omit<Deployment, 'locations' | 'quotas'> & {
  /** How many batches of results are written at once. */
  readonly ingestConcurrency: number
  readonly locations: readonly LocationPlan[]
  /** Every location that is played, by whom ever. */
  readonly played: readonly string[]
  /** Ids of the accounts that pages are measured with, sorted. */
  readonly accounts: readonly string[]
  /** Ids of the vendors that portals have, sorted. */
  readonly vendors: readonly string[]
}

export type LocationPlan = {
  readonly id: string
  readonly region: string
  readonly auditMemoryMb: number
  /** How many batches of visits are made at once. */
  readonly probeConcurrency: number
}

/** Two processors: 1,769 MB make one. */
const AUDIT_MEMORY_MB = 3_538

/** The least that an event-source mapping can be held to. */
export const LEAST_CONCURRENCY = 2

/** Enough for some thousand pages; more would cost more than it gives. */
const MOST = { ingest: 5, probe: 10 }

/** Each runs by itself once a minute. `close-day` and `watch` do too, and can wait: they take what the others leave. */
const SCHEDULED = { hub: ['close-slots', 'publish'], location: ['dispatch', 'forward'] }

const DEFAULT_QUOTA = { lambdaMemoryMb: 10_240, concurrency: 1_000 }

/**
 * Fits a deployment into the account's quotas. `notes` say what was lowered or left out, one line each; what does not
 * fit is a problem. What is capped or scheduled is counted; the pages, jobs and the deploy take what the others leave.
 */
export function planDeployment(
  deployment: Deployment,
  catalogue: Catalogue,
): {
  readonly plan: DeploymentPlan
  readonly problems: readonly DeploymentProblem[]
  readonly notes: readonly string[]
} {
  const { locations, quotas, ...rest } = deployment
  const regions = [...new Set([deployment.hubRegion, ...locations.map(({ region }) => region)])]
  const fitted = new Map(regions.map((region) => [region, fitRegion(deployment, region)]))
  const planned = locations.map(({ id, region, auditMemoryMb = AUDIT_MEMORY_MB }) => ({
    id,
    region,
    auditMemoryMb: Math.min(auditMemoryMb, quotas[region]?.lambdaMemoryMb ?? DEFAULT_QUOTA.lambdaMemoryMb),
    wantedMemoryMb: auditMemoryMb,
    probeConcurrency: fitted.get(region)?.probe ?? LEAST_CONCURRENCY,
  }))
  const played = [...locations.map(({ id }) => id), ...deployment.agents]
  return {
    plan: {
      ...rest,
      statusPage: catalogue.publish === undefined ? undefined : deployment.statusPage,
      ingestConcurrency: fitted.get(deployment.hubRegion)?.ingest ?? LEAST_CONCURRENCY,
      locations: planned.map(({ wantedMemoryMb: _, ...location }) => location),
      played,
      accounts: [...new Set(measuredPages(catalogue).flatMap(({ account }) => account ?? []))].toSorted(),
      vendors: [...new Set(catalogue.portals.flatMap(({ vendor }) => vendor ?? []))].toSorted(),
    },
    problems: regions.flatMap((region) => fitted.get(region)?.problems ?? []),
    notes: [
      ...planned
        .filter(({ auditMemoryMb, wantedMemoryMb }) => auditMemoryMb < wantedMemoryMb)
        .map(
          ({ id, region, auditMemoryMb, wantedMemoryMb }) =>
            `${id}: audits get ${auditMemoryMb} MB instead of ${wantedMemoryMb}, the account's quota in ${region}; ` +
            'their numbers are not comparable with those of other locations',
        ),
      ...regions.flatMap((region) => fitted.get(region)?.notes ?? []),
      ...unplayed(catalogue, played),
      ...(deployment.alertEmails.length === 0
        ? ['alertEmails is empty: alerts go to the topic, and nobody is written to']
        : []),
      ...(deployment.operationsEmails.length === 0
        ? ['operationsEmails is empty: alarms go to their topics, and nobody is written to']
        : []),
      ...(deployment.heartbeat === undefined
        ? ['heartbeat is absent: nobody outside hears when the hub itself is dead']
        : []),
      ...statusPageNotes(deployment, catalogue),
      ...(deployment.monthlyBudgetUsd === undefined ? ['monthlyBudgetUsd is absent: there is no budget'] : []),
    ],
  }
}

function fitRegion(deployment: Deployment, region: string) {
  const hub = deployment.hubRegion === region
  const locations = deployment.locations.filter((location) => location.region === region).length
  const quota = deployment.quotas[region]?.concurrency ?? DEFAULT_QUOTA.concurrency
  const least =
    (hub ? SCHEDULED.hub.length + LEAST_CONCURRENCY : 0) +
    locations * (SCHEDULED.location.length + 2 * LEAST_CONCURRENCY)
  const spare = quota - least
  // Half of it to the two that can use more, half to pages, deploys and whatever else is in the account.
  const more = Math.max(0, Math.floor(spare / 4))
  const ingest = Math.min(MOST.ingest, LEAST_CONCURRENCY + more)
  const probe = Math.min(MOST.probe, LEAST_CONCURRENCY + more)
  const lowered = [
    ...(hub && ingest < MOST.ingest ? [`ingest ${ingest} instead of ${MOST.ingest}`] : []),
    ...(locations > 0 && probe < MOST.probe ? [`probe ${probe} instead of ${MOST.probe}`] : []),
  ]
  return {
    ingest,
    probe,
    problems:
      spare >= 0
        ? []
        : [
            {
              path: `quotas.${region}.concurrency`,
              message: `what is deployed there needs ${least} functions at once`,
              value: quota,
              fix: 'ask AWS for more (Service Quotas, Lambda, Concurrent executions), or move a location elsewhere',
            },
          ],
    notes:
      lowered.length === 0 || spare < 0
        ? []
        : [`${region}: the account's quota is ${quota} functions at once, so at most ${lowered.join(' and ')}`],
  }
}

/** It takes both: what is published, and where. */
function statusPageNotes({ statusPage }: Deployment, { publish }: Catalogue): readonly string[] {
  if (statusPage === undefined && publish !== undefined)
    return ['statusPage is absent: what the catalogue publishes is published nowhere']
  if (statusPage !== undefined && publish === undefined)
    return ['the catalogue has no publish: there is no status page, and statusPage is left out']
  return []
}

function unplayed(catalogue: Catalogue, played: readonly string[]): readonly string[] {
  const left = catalogue.locations.filter(({ id }) => !played.includes(id)).map(({ id }) => id)
  if (left.length === 0) return []
  return [`${left.join(', ')} of the catalogue: nobody plays it, so nothing is expected of it`]
}
