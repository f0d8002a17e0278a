import { ArnFormat, Duration, Stack } from 'aws-cdk-lib'
import { Trigger } from 'aws-cdk-lib/triggers'
import type { Construct } from 'constructs'
import { type DeploymentPlan, LEAST_CONCURRENCY, type LocationPlan } from '../model/plan-deployment.ts'
import { DEFAULT_POLICY } from '../model/policy.ts'
import { acknowledge } from './acknowledge.ts'
import { AlarmTopic } from './alarm-topic.ts'
import { EveryMinute } from './every-minute.ts'
import type { FunctionPackages } from './function-packages.ts'
import { HubByName } from './hub-by-name.ts'
import { LocationKey } from './location-key.ts'
import { hubNames, locationNames } from './names.ts'
import { AT_ONCE, NhipFunction } from './nhip-function.ts'
import { QUEUE_AGE_MINUTES, tellDeadLetters, tellWaiting } from './queue-alarms.ts'
import { DataQueue, DeadLetters } from './queues.ts'
import { RowsTable } from './rows-table.ts'

export type LocationStackProps = {
  readonly plan: DeploymentPlan
  readonly location: LocationPlan
  readonly packages: FunctionPackages
}

/** What Lambda lets a function take. */
const LONGEST = Duration.minutes(15)

/** A little longer, so that no message comes again while somebody is still at it. */
const LONGER = Duration.minutes(16)

/** Chromium and its libraries unpacked, a profile for each audit, and room to spare. */
const AUDIT_TMP_MB = 2_048

/**
 * A place that measures: each minute `dispatch` sends what is due to the queues of checks and audits, `probe` and `audit`
 * look, and results go to the hub, or into the outbox while the hub is away. It needs nothing of the hub to go on.
 */
export class LocationStack extends Stack {
  constructor(scope: Construct, id: string, { plan, location, packages }: LocationStackProps) {
    super(scope, id, {
      description: `Nhip, location ${location.id} of ${plan.name}`,
      env: { region: location.region, ...(plan.account === undefined ? {} : { account: plan.account }) },
    })
    const names = locationNames(plan.name, location.id)
    const { prefix } = names
    const hub = new HubByName(this, 'Hub', { names: hubNames(plan.name), region: plan.hubRegion })

    // Who is told.
    const emails = plan.operationsEmails
    const operations = new AlarmTopic(this, 'Operations', {
      topicName: names.operations,
      logicalId: 'OperationsTopic',
      emails,
      prefix,
    })
    const hubSilent = new AlarmTopic(this, 'HubSilent', {
      topicName: names.hubSilent,
      logicalId: 'HubSilentTopic',
      emails,
      prefix,
    })

    // What is kept.
    const table = new RowsTable(this, 'Rows', {
      tableName: names.table,
      logicalId: 'LocationTable',
      deletionProtection: false,
    })
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      queueName: names.deadLetters,
      logicalId: 'DeadLettersQueue',
      kept: true,
    })
    const missed = new DeadLetters(this, 'MissedMinutes', {
      queueName: names.missedMinutes,
      logicalId: 'MissedMinutesQueue',
    })
    const checks = new DataQueue(this, 'Checks', {
      queueName: names.checks,
      logicalId: 'ChecksQueue',
      deadLetters,
      hidden: LONGER,
    })
    const audits = new DataQueue(this, 'Audits', {
      queueName: names.audits,
      logicalId: 'AuditsQueue',
      deadLetters,
      hidden: LONGER,
    })
    const outbox = new DataQueue(this, 'Outbox', {
      queueName: names.outbox,
      logicalId: 'OutboxQueue',
      deadLetters,
      hidden: Duration.minutes(15),
      kept: true,
    })

    const key = new LocationKey(this, 'Key', { location: location.id })

    // What runs.
    const delivery = {
      NHIP_OBSERVATIONS_QUEUE: hub.observationsUrl,
      NHIP_HUB_REGION: hub.region,
      NHIP_OUTBOX_QUEUE: outbox.url,
    }
    const allowPrivate = plan.allowPrivate ? { NHIP_ALLOW_PRIVATE: '1' as const } : {}
    const measuring = { NHIP_TABLE: table.name, NHIP_DEAD_LETTERS_QUEUE: deadLetters.url, ...allowPrivate }
    const signing = { NHIP_LOCATION: location.id, NHIP_LOCATION_KEY: key.secretArn }
    const all = { prefix, packages, logRetentionDays: plan.logRetentionDays, alarms: operations }

    const dispatch = new NhipFunction(this, 'Dispatch', {
      ...all,
      name: 'dispatch',
      description: 'Sends the checks that are due, and leaves a receipt of the minute',
      memoryMb: 512,
      timeout: Duration.minutes(1),
      environment: {
        ...delivery,
        ...signing,
        NHIP_TABLE: table.name,
        ...allowPrivate,
        NHIP_CHECKS_QUEUE: checks.url,
        NHIP_AUDITS_QUEUE: audits.url,
      },
    })
    table.grantGet(dispatch)
    table.grantQuery(dispatch)
    table.grantPut(dispatch)
    key.grantReadOnly(dispatch)
    checks.grantSend(dispatch)
    audits.grantSend(dispatch)
    hub.grantSendObservations(dispatch)
    outbox.grantSend(dispatch)

    const probe = new NhipFunction(this, 'Probe', {
      ...all,
      name: 'probe',
      description: 'Visits hosts, one result per check',
      // A whole processor: with less of one, Lambda would stop the clock of what is being measured.
      memoryMb: 1_769,
      timeout: LONGEST,
      environment: { ...measuring, ...delivery, ...signing },
    })
    key.grantReadOnly(probe)
    checks.feeds(probe, { batch: 10, atOnce: location.probeConcurrency })
    table.grantGet(probe)
    table.grantPut(probe)
    hub.grantSendObservations(probe)
    outbox.grantSend(probe)
    deadLetters.grantSend(probe)

    const audit = new NhipFunction(this, 'Audit', {
      ...all,
      name: 'audit',
      description: 'Audits pages with Chromium and Lighthouse',
      memoryMb: location.auditMemoryMb,
      timeout: LONGEST,
      tmpMb: AUDIT_TMP_MB,
      errors: { times: AT_ONCE },
      environment: {
        ...measuring,
        // It runs hostile pages: it has neither the location's key nor a way to the hub. What it has to say goes by the
        // outbox, and `forward` signs audits and nothing else that comes unsigned.
        NHIP_HUB_REGION: hub.region,
        NHIP_OUTBOX_QUEUE: outbox.url,
        NHIP_ARCHIVE: hub.evidenceName,
        ...(plan.accounts.length === 0 ? {} : { NHIP_ACCOUNT_SECRETS: names.accounts }),
      },
    })
    // One at a time in a sandbox; fewer sandboxes than two a mapping can't be held to.
    audits.feeds(audit, { batch: 1, atOnce: LEAST_CONCURRENCY })
    table.grantGet(audit)
    table.grantQuery(audit)
    table.grantPut(audit)
    outbox.grantSend(audit)
    deadLetters.grantSend(audit)
    hub.grantPutReports(audit)
    if (plan.accounts.length > 0)
      audit.may({
        actions: ['secretsmanager:GetSecretValue'],
        // Secrets Manager puts a hyphen and six characters behind a name.
        resources: plan.accounts.map((id) =>
          this.formatArn({
            service: 'secretsmanager',
            resource: 'secret',
            resourceName: `${names.accounts}${id}-??????`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
      })

    const forward = new NhipFunction(this, 'Forward', {
      ...all,
      name: 'forward',
      description: 'Copies new versions of the configuration, signs audits, and empties the outbox into the hub',
      memoryMb: 512,
      timeout: Duration.seconds(90),
      // It fails where the hub can't be reached.
      errors: { by: hubSilent, period: Duration.minutes(1), times: { bad: 5, of: 5 } },
      environment: { ...delivery, ...signing, NHIP_TABLE: table.name, NHIP_HUB_TABLE: hub.tableName },
    })
    table.grantGet(forward)
    key.grantReadOnly(forward)
    hub.grantRegisterKey(forward, location.id)
    table.grantQuery(forward)
    table.grantPut(forward)
    table.grantDelete(forward)
    hub.grantQueryConfiguration(forward)
    hub.grantSendObservations(forward)
    outbox.grantTake(forward)

    const eachMinute = new EveryMinute(this, 'EveryMinute', { prefix, missed, alarms: operations })
    eachMinute.runs(dispatch)
    eachMinute.runs(forward)
    // So that the configuration is here before the first dispatch.
    new Trigger(this, 'CopyConfiguration', { handler: forward.lambda, executeAfter: [table, forward] })
    acknowledge(forward.lambda, {
      '@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias':
        'The rule calls the function itself; the trigger alone calls a version, and is granted all of them.',
    })

    // Who looks after it.
    tellWaiting(hubSilent, {
      name: 'hub-silent',
      says: 'The hub takes no results: they wait in the outbox.',
      queue: outbox.queue,
      fromMinutes: DEFAULT_POLICY.monitor.hubSilentAfterMinutes,
    })
    tellWaiting(operations, {
      name: 'checks-age',
      says: 'Checks wait longer than they should.',
      queue: checks.queue,
      fromMinutes: QUEUE_AGE_MINUTES.checks,
    })
    tellWaiting(operations, {
      name: 'audits-age',
      says: 'Audits wait longer than they should.',
      queue: audits.queue,
      fromMinutes: QUEUE_AGE_MINUTES.audits,
    })
    tellDeadLetters(operations, { deadLetters, missed })
  }
}
