/** Systems' words for a server that isn't there, or goes away in the middle. */
const UNREACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** The SDK's names for a server that doesn't answer in time, or that asks for patience. */
const PATIENCE: ReadonlySet<string> = new Set([
  'TimeoutError',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
])

/** Whether an error of a store says that it can't be had just now, after the SDK's own retries: nothing that we got wrong. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, $metadata } = error as {
    readonly code?: string
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  if (code !== undefined && UNREACHED.has(code)) return true
  return PATIENCE.has(error.name) || ($metadata?.httpStatusCode ?? 0) >= 500
}
