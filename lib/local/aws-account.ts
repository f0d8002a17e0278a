import {
  GetAccountSettingsCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { type ClockBracket, clockBracket } from './aws-clock.ts'
import { type AwsFault, awsFault } from './aws-fault.ts'

/** An answer, and how long it took; or why there is none. */
export type Answer<T> =
  | { readonly fault: null; readonly value: T; readonly tookMs: number }
  | { readonly fault: AwsFault; readonly text: string }

export type LambdaQuotas = {
  /** Functions that run at once, of the account in the region, and what of it nobody has reserved. */
  readonly concurrency: number
  readonly unreservedConcurrency: number
  readonly codeBytes: { readonly used: number; readonly of: number }
}

export type InvokedFunction = {
  readonly memoryMb: number
  /** Its answer, or its error as `{ errorType, errorMessage, … }`. */
  readonly payload: unknown
}

/**
 * Questions to an AWS account; none changes anything. Credentials are found as by AWS's own command line, endpoints
 * too (`AWS_ENDPOINT_URL`).
 */
export type AwsAccount = {
  readonly identity: (region: string) => Promise<Answer<{ readonly account: string; readonly arn: string }>>
  readonly quotas: (region: string) => Promise<Answer<LambdaQuotas>>
  /** Runs a function once, with an event, and waits for its answer. */
  readonly invoke: (
    name: string,
    at: { readonly region: string; readonly event: unknown },
  ) => Promise<Answer<InvokedFunction>>
  /** What the answers so far say of the clock here. */
  readonly clock: () => readonly ClockBracket[]
}

type Client = { readonly middlewareStack: Pick<LambdaClient['middlewareStack'], 'add'>; readonly destroy: () => void }

const CONNECT_DEADLINE_MS = 5_000
const ANSWER_DEADLINE_MS = 20_000
/** More than the audit function may take. */
const INVOKE_DEADLINE_MS = 180_000

export function openAwsAccount(): AwsAccount {
  const brackets: ClockBracket[] = []

  const ask = async <T>(
    client: Client,
    {
      deadlineMs,
      question,
    }: { readonly deadlineMs: number; readonly question: (signal: AbortSignal) => Promise<T | null> },
  ): Promise<Answer<T>> => {
    // Nearest to the wire: it sees refusals too, and each try.
    client.middlewareStack.add(
      (next) => async (args) => {
        const sentMs = Date.now()
        const output = await next(args)
        const { headers } = output.response as { readonly headers?: Readonly<Record<string, string>> }
        const bracket = clockBracket(headers?.date, { sentMs, receivedMs: Date.now() })
        if (bracket !== null) brackets.push(bracket)
        return output
      },
      { step: 'deserialize', priority: 'low', name: 'readClock' },
    )
    const begunMs = performance.now()
    try {
      const value = await question(AbortSignal.timeout(deadlineMs))
      if (value === null) return { fault: 'other', text: 'the answer lacks what was asked' }
      return { fault: null, value, tookMs: Math.round(performance.now() - begunMs) }
    } catch (error) {
      return awsFault(error)
    } finally {
      client.destroy()
    }
  }
  const options = (region: string) => ({ region, requestHandler: { connectionTimeout: CONNECT_DEADLINE_MS } })

  return {
    identity: (region) => {
      const client = new STSClient(options(region))
      return ask(client, {
        deadlineMs: ANSWER_DEADLINE_MS,
        question: async (abortSignal) => {
          const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal })
          return Account === undefined || Arn === undefined ? null : { account: Account, arn: Arn }
        },
      })
    },
    quotas: (region) => {
      const client = new LambdaClient(options(region))
      return ask(client, {
        deadlineMs: ANSWER_DEADLINE_MS,
        question: async (abortSignal) => {
          const { AccountLimit, AccountUsage } = await client.send(new GetAccountSettingsCommand({}), { abortSignal })
          const concurrency = AccountLimit?.ConcurrentExecutions
          if (concurrency === undefined) return null
          return {
            concurrency,
            unreservedConcurrency: AccountLimit?.UnreservedConcurrentExecutions ?? concurrency,
            codeBytes: { used: AccountUsage?.TotalCodeSize ?? 0, of: AccountLimit?.TotalCodeSize ?? 0 },
          }
        },
      })
    },
    invoke: (FunctionName, { region, event }) => {
      const client = new LambdaClient({ ...options(region), maxAttempts: 1 })
      return ask(client, {
        deadlineMs: INVOKE_DEADLINE_MS,
        question: async (abortSignal) => {
          const { MemorySize } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }), {
            abortSignal,
          })
          const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }), {
            abortSignal,
          })
          return {
            memoryMb: MemorySize ?? 0,
            payload: JSON.parse(answer.Payload?.transformToString() || 'null') as unknown,
          }
        },
      })
    },
    clock: () => brackets,
  }
}
