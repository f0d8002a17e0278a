import { Stack } from 'aws-cdk-lib'
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Metric,
  Row,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import type { FunctionName } from '../model/environment.ts'
import type { AlarmTopic } from './alarm-topic.ts'
import { type HubNames, hubNames, locationNames } from './names.ts'
import type { WebApi } from './web-api.ts'

export type HubDashboardProps = {
  readonly name: string
  readonly locations: readonly { readonly id: string; readonly region: string }[]
  readonly operations: AlarmTopic
  readonly api: WebApi
}

const HUB_FUNCTIONS: readonly FunctionName[] = [
  'ingest',
  'close-slots',
  'publish',
  'close-day',
  'archive-day',
  'sweep',
  'watch',
  'web',
  'export',
]
const LOCATION_FUNCTIONS: readonly FunctionName[] = ['dispatch', 'probe', 'audit', 'forward']

/** One page with the hub first, then a row for each location, read in its own region. */
export class HubDashboard extends Construct {
  constructor(scope: Construct, id: string, { name, locations, operations, api }: HubDashboardProps) {
    super(scope, id)
    const { region } = Stack.of(this)
    const names = hubNames(name)
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: name })
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms of the hub', alarms: operations.alarms, width: 24, height: 4 }),
    )
    dashboard.addWidgets(
      new Row(
        graph('Results and jobs that wait, oldest in seconds', [
          age(names.observations, region),
          age(names.jobs, region),
        ]),
        graph('Dead letters', [waiting(names.deadLetters, region), waiting(names.missedMinutes, region)]),
        ...hubGraphs(names, region, api),
      ),
    )
    for (const location of locations) {
      const at = locationNames(name, location.id)
      dashboard.addWidgets(
        new Row(
          ...functionGraphs(location.id, { prefix: at.prefix, names: LOCATION_FUNCTIONS, region: location.region }),
          graph(`${location.id}: what waits, oldest in seconds`, [
            age(at.checks, location.region),
            age(at.audits, location.region),
            age(at.outbox, location.region),
          ]),
          graph(`${location.id}: dead letters`, [
            waiting(at.deadLetters, location.region),
            waiting(at.missedMinutes, location.region),
          ]),
        ),
      )
    }
  }
}

function hubGraphs(names: HubNames, region: string, { api }: WebApi): readonly IWidget[] {
  return [
    graph('Table: throttled', [
      metric('AWS/DynamoDB', 'ReadThrottleEvents', { TableName: names.table }, { region, statistic: 'Sum' }),
      metric('AWS/DynamoDB', 'WriteThrottleEvents', { TableName: names.table }, { region, statistic: 'Sum' }),
    ]),
    graph('Requests and errors', [api.metricCount(), api.metricClientError(), api.metricServerError()]),
    ...functionGraphs('hub', { prefix: names.prefix, names: HUB_FUNCTIONS, region }),
  ]
}

function functionGraphs(
  title: string,
  of: { readonly prefix: string; readonly names: readonly FunctionName[]; readonly region: string },
): readonly IWidget[] {
  const each = (metricName: string, statistic: string): IMetric[] =>
    of.names.map((name) =>
      metric('AWS/Lambda', metricName, { FunctionName: `${of.prefix}-${name}` }, { region: of.region, statistic }),
    )
  return [
    graph(`${title}: runs`, each('Invocations', 'Sum')),
    graph(`${title}: errors and throttles`, [...each('Errors', 'Sum'), ...each('Throttles', 'Sum')]),
    graph(`${title}: longest, in ms`, each('Duration', 'Maximum')),
  ]
}

function age(queueName: string, region: string): IMetric {
  return metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName: queueName }, { region, statistic: 'Maximum' })
}

function waiting(queueName: string, region: string): IMetric {
  return metric(
    'AWS/SQS',
    'ApproximateNumberOfMessagesVisible',
    { QueueName: queueName },
    { region, statistic: 'Maximum' },
  )
}

function metric(
  namespace: string,
  metricName: string,
  dimensionsMap: Readonly<Record<string, string>>,
  { region, statistic }: { readonly region: string; readonly statistic: string },
): Metric {
  return new Metric({ namespace, metricName, dimensionsMap: { ...dimensionsMap }, region, statistic })
}

function graph(title: string, left: readonly IMetric[]): IWidget {
  return new GraphWidget({ title, left: [...left], width: 6, height: 6 })
}
