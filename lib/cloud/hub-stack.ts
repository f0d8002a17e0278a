import { basename } from 'node:path'
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Trigger } from 'aws-cdk-lib/triggers'
import type { Construct } from 'constructs'
import { CELLS } from '../model/cells.ts'
import { EVIDENCE } from '../model/evidence.ts'
import { EXPORTS } from '../model/job.ts'
import { type DeploymentPlan, LEAST_CONCURRENCY } from '../model/plan-deployment.ts'
import { REPORTS_PREFIX, reportPrefix } from '../model/report-file.ts'
import { REVIEWS } from '../model/review.ts'
import { AlarmTopic, FIVE_MINUTES } from './alarm-topic.ts'
import { AlertTopic, TopicKey } from './alert-topic.ts'
import { EveryMinute } from './every-minute.ts'
import { EvidenceBucket } from './evidence-bucket.ts'
import { CATALOGUE_FILE, type FunctionPackages } from './function-packages.ts'
import { HubDashboard } from './hub-dashboard.ts'
import { MonthlyBudget } from './monthly-budget.ts'
import { type HubNames, hubNames } from './names.ts'
import { AT_ONCE, NhipFunction } from './nhip-function.ts'
import { Notifiers } from './notifiers.ts'
import { People } from './people.ts'
import { QUEUE_AGE_MINUTES, tellDeadLetters, tellWaiting } from './queue-alarms.ts'
import { DataQueue, DeadLetters } from './queues.ts'
import { RowsTable } from './rows-table.ts'
import { SigningKey } from './signing-key.ts'
import { StatusPage } from './status-page.ts'
import { WebApi } from './web-api.ts'

export type HubStackProps = {
  readonly plan: DeploymentPlan
  readonly packages: FunctionPackages
  /** Absolute. */
  readonly catalogueFile: string
  readonly criteriaFiles: readonly string[]
}

/**
 * The hub: results come in by the queue `observations` and become rows of the table; slots are closed over the rows, and
 * rolled up; what pages have to tell is published; people and private locations come by the API.
 */
export class HubStack extends Stack {
  constructor(scope: Construct, id: string, { plan, packages, ...files }: HubStackProps) {
    super(scope, id, {
      description: `Nhip, hub of ${plan.name}`,
      env: { region: plan.hubRegion, ...(plan.account === undefined ? {} : { account: plan.account }) },
    })
    const names = hubNames(plan.name)
    const { prefix } = names

    // Who is told.
    const key = new TopicKey(this, 'TopicKey', { alias: `${prefix}-topics` })
    const alerts = new AlertTopic(this, 'Alerts', {
      topicName: names.alerts,
      logicalId: 'AlertTopic',
      emails: plan.alertEmails,
      key,
    })
    const escalations = new AlertTopic(this, 'Escalations', {
      topicName: names.escalations,
      logicalId: 'EscalationTopic',
      emails: plan.escalationEmails,
      key,
    })
    const operations = new AlarmTopic(this, 'Operations', {
      topicName: names.operations,
      logicalId: 'OperationsTopic',
      emails: plan.operationsEmails,
      prefix,
      key,
    })

    // What is kept.
    const table = new RowsTable(this, 'Rows', {
      tableName: names.table,
      logicalId: 'HubTable',
      deletionProtection: true,
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
    const observations = new DataQueue(this, 'Observations', {
      queueName: names.observations,
      logicalId: 'ObservationsQueue',
      deadLetters,
      hidden: Duration.minutes(15),
      kept: true,
    })
    const jobs = new DataQueue(this, 'Jobs', {
      queueName: names.jobs,
      logicalId: 'JobsQueue',
      deadLetters,
      hidden: Duration.minutes(16),
    })
    const evidence = new EvidenceBucket(this, 'Evidence', { name: names.evidence })
    const signingKey = new SigningKey(this, 'SigningKey', { alias: `${prefix}-evidence` })

    // What runs.
    const all = { prefix, packages, logRetentionDays: plan.logRetentionDays, alarms: operations }

    const ingest = new NhipFunction(this, 'Ingest', {
      ...all,
      name: 'ingest',
      description: 'Writes the rows of results',
      memoryMb: 512,
      timeout: Duration.minutes(1),
      environment: { NHIP_TABLE: table.name, NHIP_DEAD_LETTERS_QUEUE: deadLetters.url },
    })
    observations.feeds(ingest, { batch: 10, atOnce: plan.ingestConcurrency })
    table.grantGet(ingest)
    table.grantQuery(ingest)
    table.grantPut(ingest)
    deadLetters.grantSend(ingest)

    const closeSlots = new NhipFunction(this, 'CloseSlots', {
      ...all,
      name: 'close-slots',
      description: 'Makes verdicts and incident changes of the slots that close',
      memoryMb: 1_024,
      timeout: Duration.minutes(2),
      environment: { NHIP_TABLE: table.name },
    })
    table.grantQuery(closeSlots)
    table.grantPut(closeSlots)

    const publish = new NhipFunction(this, 'Publish', {
      ...all,
      name: 'publish',
      description: 'Publishes what pages have to tell',
      memoryMb: 512,
      timeout: Duration.minutes(1),
      environment: {
        NHIP_TABLE: table.name,
        NHIP_TOPIC: alerts.arn,
        NHIP_ESCALATION_TOPIC: escalations.arn,
        ...(plan.url === undefined ? {} : { NHIP_URL: plan.url }),
      },
    })
    table.grantGet(publish)
    table.grantQuery(publish)
    table.grantPut(publish)
    alerts.grantPublish(publish)
    escalations.grantPublish(publish)

    const closeDay = new NhipFunction(this, 'CloseDay', {
      ...all,
      name: 'close-day',
      description: 'Brings the rollups of hours and days up to now',
      memoryMb: 1_024,
      // After an outage there may be days of all pages to do; what is left comes with the next run.
      timeout: Duration.minutes(5),
      environment: { NHIP_TABLE: table.name, NHIP_ARCHIVE: evidence.name },
    })
    table.grantGet(closeDay)
    table.grantQuery(closeDay)
    table.grantPut(closeDay)
    evidence.grantGet(closeDay, EVIDENCE)
    evidence.grantGet(closeDay, CELLS)
    evidence.grantPut(closeDay, CELLS)

    const archiveDay = new NhipFunction(this, 'ArchiveDay', {
      ...all,
      name: 'archive-day',
      description: 'Seals the days of pages that have closed, and signs them',
      memoryMb: 1_024,
      // It stops by itself some minutes before, and goes on at the next minute.
      timeout: Duration.minutes(15),
      errors: { times: AT_ONCE },
      environment: { NHIP_TABLE: table.name, NHIP_ARCHIVE: evidence.name, NHIP_SIGNING_KEY: signingKey.keyArn },
    })
    table.grantGet(archiveDay)
    table.grantQuery(archiveDay)
    table.grantPut(archiveDay)
    evidence.grantPut(archiveDay, EVIDENCE)
    evidence.grantGet(archiveDay, EVIDENCE)

    const sweep = new NhipFunction(this, 'Sweep', {
      ...all,
      name: 'sweep',
      description: 'Deletes what has had its time, results only once they are archived',
      memoryMb: 1_024,
      // It stops by itself a minute before, and goes on at the next one.
      timeout: Duration.minutes(5),
      errors: { times: AT_ONCE },
      environment: { NHIP_TABLE: table.name, NHIP_ARCHIVE: evidence.name },
    })
    table.grantGet(sweep)
    table.grantQuery(sweep)
    table.grantPut(sweep)
    table.grantDelete(sweep)
    evidence.grantGet(sweep, EVIDENCE)

    const watch = new NhipFunction(this, 'Watch', {
      ...all,
      name: 'watch',
      description: 'Looks at the platform itself: locations, coverage, timetable; gives a sign of life',
      memoryMb: 512,
      timeout: Duration.minutes(1),
      environment: {
        NHIP_TABLE: table.name,
        ...(plan.heartbeat === undefined ? {} : { NHIP_HEARTBEAT: plan.heartbeat }),
        ...(plan.allowPrivate ? { NHIP_ALLOW_PRIVATE: '1' as const } : {}),
      },
    })
    table.grantGet(watch)
    table.grantQuery(watch)
    table.grantPut(watch)

    if (plan.notifiers !== undefined) {
      const { queue } = new Notifiers(this, 'Notifiers', {
        topic: alerts.topic,
        escalations: escalations.topic,
        table,
        deadLetters,
        queueName: names.notify,
        secret: plan.notifiers,
        allowPrivate: plan.allowPrivate,
        all,
      })
      tellWaiting(operations, {
        name: 'notify-age',
        says: 'Alerts wait for a notifier.',
        queue: queue.queue,
        fromMinutes: QUEUE_AGE_MINUTES.jobs,
      })
    }

    const eachMinute = new EveryMinute(this, 'EveryMinute', { prefix, missed, alarms: operations })
    eachMinute.runs(closeSlots)
    eachMinute.runs(publish)
    eachMinute.runs(closeDay)
    eachMinute.runs(archiveDay)
    eachMinute.runs(sweep)
    eachMinute.runs(watch)

    if (plan.statusPage !== undefined) {
      const page = new StatusPage(this, 'StatusPage', { place: plan.statusPage, table, all })
      eachMinute.runs(page.writer)
      new CfnOutput(this, 'StatusPageAddress', {
        value: page.domainName,
        description: `Point ${plan.statusPage.domain} here, by a CNAME`,
      })
    }

    const web = new NhipFunction(this, 'Web', {
      ...all,
      name: 'web',
      description: 'Pages, API, and the ingest of private locations',
      memoryMb: 1_024,
      // The API ends at 30 s.
      timeout: Duration.seconds(29),
      environment: {
        NHIP_TABLE: table.name,
        NHIP_OBSERVATIONS_QUEUE: observations.url,
        NHIP_DEAD_LETTERS_QUEUE: deadLetters.url,
        NHIP_JOBS_QUEUE: jobs.url,
        NHIP_ARCHIVE: evidence.name,
        ...(plan.statusPage === undefined ? {} : { NHIP_STATUS_PAGE: `https://${plan.statusPage.domain}/` }),
      },
    })
    table.grantGet(web)
    table.grantQuery(web)
    table.grantPut(web)
    observations.grantSend(web)
    deadLetters.grantSend(web)
    deadLetters.grantSift(web)
    jobs.grantSend(web)
    evidence.grantGet(web, EXPORTS)
    evidence.grantGet(web, REPORTS_PREFIX)
    evidence.grantPut(web, REPORTS_PREFIX)
    evidence.grantGet(web, REVIEWS)
    evidence.grantPut(web, REVIEWS)
    const api = new WebApi(this, 'Api', {
      apiName: names.api,
      serves: web,
      logRetentionDays: plan.logRetentionDays,
      alarms: operations,
    })
    this.letPeopleIn(plan, { web, api, names })

    const exporter = new NhipFunction(this, 'Export', {
      ...all,
      name: 'export',
      description: 'Runs the jobs that people ask for, and leaves the file of each',
      memoryMb: 1_024,
      timeout: Duration.minutes(15),
      environment: {
        NHIP_TABLE: table.name,
        NHIP_DEAD_LETTERS_QUEUE: deadLetters.url,
        NHIP_ARCHIVE: evidence.name,
        NHIP_SIGNING_KEY: signingKey.keyArn,
      },
    })
    jobs.feeds(exporter, { batch: 1, atOnce: LEAST_CONCURRENCY })
    table.grantGet(exporter)
    table.grantQuery(exporter)
    table.grantPut(exporter)
    deadLetters.grantSend(exporter)
    evidence.grantPut(exporter, EXPORTS)
    evidence.grantPut(exporter, CELLS)
    evidence.grantGet(exporter, CELLS)
    evidence.grantGet(exporter, EVIDENCE)
    evidence.grantGet(exporter, reportPrefix('report'))
    signingKey.grantSignOnly([archiveDay, exporter])

    const configure = new NhipFunction(this, 'Configure', {
      ...all,
      name: 'configure',
      description: 'Publishes the catalogue and criteria of its own package; runs when a deploy changes it',
      memoryMb: 512,
      timeout: Duration.minutes(1),
      errors: { times: AT_ONCE },
      package: packages.withConfiguration('configure', files),
      environment: {
        NHIP_TABLE: table.name,
        NHIP_CATALOGUE: CATALOGUE_FILE,
        NHIP_PLAYED: plan.played.join(','),
        NHIP_CRITERIA: files.criteriaFiles.map((file) => basename(file)).join(','),
      },
    })
    table.grantQuery(configure)
    table.grantPut(configure)
    new Trigger(this, 'PublishCatalogue', { handler: configure.lambda, executeAfter: [table, configure] })

    // Who looks after it.
    tellWaiting(operations, {
      name: 'observations-age',
      says: 'Results wait in the hub and are not written.',
      queue: observations.queue,
      fromMinutes: QUEUE_AGE_MINUTES.observations,
    })
    tellWaiting(operations, {
      name: 'jobs-age',
      says: 'Jobs that people have asked for wait.',
      queue: jobs.queue,
      fromMinutes: QUEUE_AGE_MINUTES.jobs,
    })
    tellDeadLetters(operations, { deadLetters, missed })
    for (const [name, metricName] of [
      ['table-reads-throttled', 'ReadThrottleEvents'],
      ['table-writes-throttled', 'WriteThrottleEvents'],
    ] as const) {
      operations.tells({
        name,
        heading: 'table-throttled',
        says: 'The table refuses requests for being too many.',
        metric: new Metric({
          namespace: 'AWS/DynamoDB',
          metricName,
          dimensionsMap: { TableName: table.name },
          statistic: 'Sum',
          period: FIVE_MINUTES,
        }),
        times: { bad: 2, of: 3 },
      })
    }
    operations.tells({
      name: 'alerts-undelivered',
      says: 'Alerts were published and did not reach a subscriber.',
      metric: alerts.topic.metricNumberOfNotificationsFailed({ period: FIVE_MINUTES }),
    })
    operations.tells({
      name: 'escalations-undelivered',
      heading: 'alerts-undelivered',
      says: 'Escalated alerts were published and did not reach a subscriber.',
      metric: escalations.topic.metricNumberOfNotificationsFailed({ period: FIVE_MINUTES }),
    })
    new HubDashboard(this, 'Dashboard', { name: plan.name, locations: plan.locations, operations, api })
    if (plan.monthlyBudgetUsd !== undefined)
      new MonthlyBudget(this, 'Budget', {
        name: plan.name,
        usd: plan.monthlyBudgetUsd,
        emails: plan.operationsEmails,
      })

    new CfnOutput(this, 'Url', { value: api.url, description: 'The overview, and what nhip agent --hub takes' })
    new CfnOutput(this, 'AlertTopicArn', { value: alerts.arn, description: 'Subscribe with a filter policy' })
    new CfnOutput(this, 'EscalationTopicArn', { value: escalations.arn, description: 'What nobody has taken on' })
    new CfnOutput(this, 'EvidenceBucketName', { value: evidence.name })
    new CfnOutput(this, 'TableName', { value: table.name })
  }

  /** Tells the pages the provider that people sign in by: a pool of accounts made here, or another one. */
  private letPeopleIn(
    { signIn, url, vendors }: DeploymentPlan,
    of: { readonly web: NhipFunction<'web'>; readonly api: WebApi; readonly names: HubNames },
  ): void {
    if (signIn === 'none') return
    if (signIn !== 'cognito') {
      const { secret, ...provider } = signIn
      of.web.knows({ NHIP_SIGN_IN: JSON.stringify(provider) })
      if (secret === undefined) return
      of.web.knows({ NHIP_SIGN_IN_SECRET: secret })
      of.web.mayReadSecret(secret)
      return
    }
    const people = new People(this, 'People', {
      poolName: of.names.people,
      // Unique in its region over all accounts.
      domainPrefix: `${of.names.prefix}-${this.account}`,
      // Cognito leads nobody back to a plain address.
      addresses: [of.api.url, ...(url?.startsWith('https:') ? [new URL(url).origin] : [])],
      vendors,
    })
    of.web.knows({ NHIP_SIGN_IN: this.toJsonString(people.provider) })
    new CfnOutput(this, 'UserPoolId', { value: people.pool.userPoolId, description: 'Accounts of people' })
  }
}
