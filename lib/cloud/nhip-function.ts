import { ArnFormat, type Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib'
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { EnvironmentOf, FunctionName } from '../model/environment.ts'
import { type AlarmTopic, FIVE_MINUTES } from './alarm-topic.ts'
import type { FunctionPackage, FunctionPackages } from './function-packages.ts'

export type NhipFunctionProps<F extends FunctionName> = {
  readonly name: F
  /** Begins its physical name. */
  readonly prefix: string
  readonly description: string
  readonly packages: FunctionPackages
  /** Default: the one of its name, as it was built. */
  readonly package?: FunctionPackage
  readonly environment: EnvironmentOf<F>
  readonly memoryMb: number
  readonly timeout: Duration
  /** Space in /tmp; default 512 MB. */
  readonly tmpMb?: number
  readonly logRetentionDays: number
  readonly alarms: AlarmTopic
  /** Who is told of errors, and when; default: `alarms`, where two of the last three five minutes have errors. */
  readonly errors?: Partial<ErrorsTold>
}

export type ErrorsTold = {
  readonly by: AlarmTopic
  readonly period: Duration
  readonly times: { readonly bad: number; readonly of: number }
}

/** For what runs so seldom that there may be no second error. */
export const AT_ONCE = { bad: 1, of: 1 }

/** One that passes by itself is no news. */
const LASTING = { bad: 2, of: 3 }

/** A function of `functions/`, with its log, its alarms, and a role that may do nothing but log until it is granted more. */
export class NhipFunction<F extends FunctionName = FunctionName> extends Construct {
  readonly name: F
  readonly lambda: LambdaFunction
  readonly role: Role
  private readonly policy: Policy

  constructor(scope: Construct, id: string, props: NhipFunctionProps<F>) {
    super(scope, id)
    this.name = props.name
    const { code, handler } = props.package ?? props.packages.of(props.name)
    const functionName = `${props.prefix}-${props.name}`
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    // Its own role: the managed policy that CDK would attach may make log groups and write to any of them.
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionName} may do`,
    })
    this.policy = new Policy(this, 'May', { roles: [this.role] })
    this.may({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] })
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      code,
      handler,
      environment: props.environment as Record<string, string>,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      ...(props.tmpMb === undefined ? {} : { ephemeralStorageSize: Size.mebibytes(props.tmpMb) }),
      role: this.role,
      logGroup,
    })
    this.lambda.node.addDependency(this.policy)
    this.tellErrors(props)
  }

  /** Adds to its environment what is known only after it is made. */
  knows(environment: Partial<EnvironmentOf<F>>): void {
    for (const [name, value] of Object.entries(environment) as readonly (readonly [string, string])[])
      this.lambda.addEnvironment(name, value)
  }

  /** Adds to what its role may do. */
  may(what: {
    readonly actions: readonly string[]
    readonly resources: readonly string[]
    readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  }): void {
    this.policy.addStatements(
      new PolicyStatement({
        actions: [...what.actions],
        resources: [...what.resources],
        ...(what.conditions === undefined ? {} : { conditions: what.conditions }),
      }),
    )
  }

  /** Lets it read a secret of its region, by its name. */
  mayReadSecret(name: string): void {
    // Six letters and digits that Secrets Manager puts behind a name.
    const resourceName = `${name}-??????`
    const arn = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    this.may({ actions: ['secretsmanager:GetSecretValue'], resources: [arn] })
  }

  private tellErrors({ alarms, errors = {} }: Pick<NhipFunctionProps<F>, 'alarms' | 'errors'>): void {
    const { by = alarms, period = FIVE_MINUTES, times = LASTING } = errors
    by.tells({
      name: `${this.name}-errors`,
      says: `${this.name} fails.`,
      metric: this.lambda.metricErrors({ period }),
      times,
    })
    alarms.tells({
      name: `${this.name}-throttles`,
      heading: 'throttles',
      says: `${this.name} is not let run: too many functions run at once.`,
      metric: this.lambda.metricThrottles({ period: FIVE_MINUTES }),
      times: LASTING,
    })
  }
}
