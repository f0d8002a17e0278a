import { RemovalPolicy } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { type AlarmTopic, FIVE_MINUTES } from './alarm-topic.ts'
import type { NhipFunction } from './nhip-function.ts'

export type WebApiProps = {
  readonly apiName: string
  readonly serves: NhipFunction
  readonly logRetentionDays: number
  readonly alarms: AlarmTopic
}

/** Requests a second, for everybody together: some hundred people who look, and some dozen private locations. */
const THROTTLE = { rateLimit: 50, burstLimit: 100 }

/** Neither address nor name of whoever asks: nobody needs them to see that something is wrong. */
const LOGGED = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTimeEpoch',
    method: '$context.httpMethod',
    path: '$context.path',
    status: '$context.status',
    tookMs: '$context.responseLatency',
    error: '$context.integrationErrorMessage',
  }),
)

/** The pages, the API and the ingest of private locations, all of them one function. */
export class WebApi extends Construct {
  readonly api: HttpApi

  constructor(scope: Construct, id: string, props: WebApiProps) {
    super(scope, id)
    const log = new LogGroup(this, 'AccessLog', {
      // Under this prefix API Gateway needs no policy of its own for each group.
      logGroupName: `/aws/vendedlogs/${props.apiName}`,
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.api = new HttpApi(this, 'Api', {
      apiName: props.apiName,
      description: 'Pages, API and ingest of Nhip',
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('Web', props.serves.lambda),
    })
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: LOGGED },
    })
    acknowledge(this.api, {
      'AwsSolutions-APIG4':
        'The function itself asks every request for the token of a role: tokens are kept hashed in the table, and can be ' +
        'revoked at once, which an authorizer that remembers its answers could not.',
    })
    props.alarms.tells({
      name: 'api-errors',
      says: 'The API answers with errors of its own.',
      metric: this.api.metricServerError({ period: FIVE_MINUTES }),
      from: 5,
      times: { bad: 2, of: 3 },
    })
  }

  get url(): string {
    return this.api.apiEndpoint
  }
}
