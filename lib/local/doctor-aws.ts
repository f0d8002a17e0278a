import type { BilingualText } from '../model/catalogue.ts'
import { browserExaminationSchema, type ExamineEvent } from '../model/examination.ts'
import type { Answer, AwsAccount, InvokedFunction, LambdaQuotas } from './aws-account.ts'
import { isOffBy, narrowest } from './aws-clock.ts'
import type { AwsFault } from './aws-fault.ts'
import * as remedy from './aws-remedies.ts'
import { type Finding, same } from './finding.ts'

/** What a deployment takes into account, by region. */
export type RegionQuota = { readonly lambdaMemoryMb: number; readonly concurrency: number }

/** `quota` where a region's was read. */
export type AwsFinding = Finding & { readonly quota?: RegionQuota & { readonly region: string } }

export type DeployedFunction = { readonly name: string; readonly region: string }

export type DoctorAwsOptions = {
  readonly account: AwsAccount
  /** At least one. */
  readonly regions: readonly string[]
  /** The account that a deployment is meant for; null: any. */
  readonly expectedAccount: string | null
  /** Audit functions that are asked what their browser can do. */
  readonly functions: readonly DeployedFunction[]
  readonly onProgress: (text: BilingualText) => void
}

/** Results taken by a clock that is more off are of no use. */
const CLOCK_TOLERANCE_MS = 2_000

/** What accounts have, and what new ones have. Source: Lambda's guide, "Lambda quotas". */
const USUAL = { concurrency: 1_000, memoryMb: 10_240 }
const NEW_MEMORY_MB = 3_008

/** All packages of a deployment, and those of the one before it. */
const LEAST_CODE_BYTES = 1024 ** 3

const EXAMINE: ExamineEvent = { type: 'examine' }

/** Looks at an AWS account, and changes nothing there; each finding is handed on as soon as it stands. */
export async function* examineAws(options: DoctorAwsOptions): AsyncGenerator<AwsFinding> {
  const { account, regions, onProgress } = options
  const identity = await account.identity(regions[0] ?? '')
  yield credentialsFinding(identity, options.expectedAccount)
  if (identity.fault === 'no_credentials' || identity.fault === 'bad_credentials') return
  for (const region of regions) {
    onProgress({ vi: `Đang hỏi ${region}…`, en: `Asking ${region}…` })
    yield* quotasFindings(region, { answer: await account.quotas(region), known: identity.fault === null })
  }
  for (const { name, region } of options.functions) {
    onProgress({ vi: `Đang chạy ${name}…`, en: `Running ${name}…` })
    yield functionFinding(name, { region, answer: await account.invoke(name, { region, event: EXAMINE }) })
  }
  yield* clockFindings(account)
}

function credentialsFinding(
  answer: Answer<{ readonly account: string; readonly arn: string }>,
  expected: string | null,
): AwsFinding {
  const check = 'credentials'
  if (answer.fault !== null) {
    const lasting = answer.fault !== 'throttled' && answer.fault !== 'other'
    return {
      check,
      outcome: lasting ? 'failed' : 'inconclusive',
      detail: same(answer.text),
      fix: remedy.CREDENTIALS[answer.fault],
    }
  }
  const { account, arn } = answer.value
  const detail = { vi: `tài khoản ${account}, ${arn}`, en: `account ${account}, ${arn}` }
  if (expected === null || account === expected) {
    return { check, outcome: 'passed', detail, fix: null, facts: { account, arn } }
  }
  const fix = {
    vi: `tệp triển khai ghi tài khoản ${expected}: đổi thông tin đăng nhập (AWS_PROFILE) hoặc sửa tệp`,
    en: `the deployment is for account ${expected}: use its credentials (AWS_PROFILE), or change the deployment`,
  }
  return { check, outcome: 'failed', detail, fix, facts: { account, arn } }
}

function* quotasFindings(
  region: string,
  { answer, known }: { readonly answer: Answer<LambdaQuotas>; readonly known: boolean },
): Generator<AwsFinding> {
  if (answer.fault !== null) {
    const lasting = answer.fault !== 'throttled' && answer.fault !== 'other'
    yield {
      check: answer.fault === 'denied' || !lasting ? 'quotas' : 'region',
      outcome: lasting ? 'failed' : 'inconclusive',
      detail: same(`${region}: ${answer.text}`),
      // Credentials that are good elsewhere are refused where the account has not switched the Region on.
      fix: answer.fault === 'bad_credentials' && known ? remedy.NOT_ENABLED : remedy.QUOTAS[answer.fault],
      facts: { region },
    }
    return
  }
  const { tookMs, value } = answer
  const reached = { vi: `${region} trả lời sau ${tookMs} ms`, en: `${region} answers in ${tookMs} ms` }
  yield { check: 'region', outcome: 'passed', detail: reached, fix: null, facts: { region, tookMs } }
  const small = value.concurrency < USUAL.concurrency
  const lambdaMemoryMb = small ? NEW_MEMORY_MB : USUAL.memoryMb
  const quota = { lambdaMemoryMb, concurrency: value.unreservedConcurrency }
  const code = `${gib(value.codeBytes.used)}/${gib(value.codeBytes.of)} GiB`
  const full = value.codeBytes.of - value.codeBytes.used < LEAST_CODE_BYTES
  yield {
    check: 'quotas',
    outcome: full ? 'failed' : 'passed',
    detail: {
      vi:
        `${region}: ${count(value.concurrency, 'vi')} hàm chạy cùng lúc (${count(value.unreservedConcurrency, 'vi')} chưa ` +
        `dành riêng), bộ nhớ mỗi hàm có lẽ tối đa ${count(lambdaMemoryMb, 'vi')} MB (suy ra), mã nguồn ${code}`,
      en:
        `${region}: ${count(value.concurrency, 'en')} functions at once (${count(value.unreservedConcurrency, 'en')} not ` +
        `reserved), memory of a function probably up to ${count(lambdaMemoryMb, 'en')} MB (inferred), code ${code}`,
    },
    fix: full ? remedy.FULL : small ? remedy.NEW_ACCOUNT : null,
    facts: { region, ...value, lambdaMemoryMb, memoryInferred: true },
    quota: { region, ...quota },
  }
}

function functionFinding(
  name: string,
  { region, answer }: { readonly region: string; readonly answer: Answer<InvokedFunction> },
): AwsFinding {
  const check = 'function'
  const place = `${name} (${region})`
  if (answer.fault !== null) return functionFault({ name, region }, answer)
  const { payload, memoryMb } = answer.value
  const facts = { name, region, memoryMb }
  const parsed = browserExaminationSchema.safeParse(payload)
  if (!parsed.success) return noAnswer({ name, region }, payload)
  const { chromium, mode, startMs, undrawn, lighthouse, problem } = parsed.data
  const all = { ...facts, examination: parsed.data }
  if (problem !== null) {
    return { check, outcome: 'failed', detail: same(`${place}: ${problem}`), fix: remedy.NO_BROWSER, facts: all }
  }
  const seen = `${place}: Chromium ${chromium}, ${mode}, ${startMs} ms, Lighthouse ${lighthouse}, ${memoryMb} MB`
  if (undrawn.length > 0) {
    const detail = {
      vi: `${seen}; không vẽ được ${undrawn.join(' ')}`,
      en: `${seen}; ${undrawn.join(' ')} are not drawn`,
    }
    return { check, outcome: 'failed', detail, fix: remedy.NO_BROWSER, facts: all }
  }
  const alone = mode === 'single-process'
  return {
    check,
    outcome: alone ? 'failed' : 'passed',
    detail: same(seen),
    fix: alone ? remedy.SINGLE_PROCESS : null,
    facts: all,
  }
}

/** Why a function did not run. */
export function functionFault(
  { name, region }: DeployedFunction,
  { fault, text }: { readonly fault: AwsFault; readonly text: string },
): Finding {
  const place = `${name} (${region})`
  const missing = fault === 'not_found'
  const detail = missing ? { vi: `${place}: chưa triển khai`, en: `${place}: not deployed` } : same(`${place}: ${text}`)
  const outcome = missing || fault === 'throttled' || fault === 'other' ? 'inconclusive' : 'failed'
  return { check: 'function', outcome, detail, fix: remedy.FUNCTION[fault], facts: { name, region } }
}

/** What a function said that isn't what it was asked for, such as an error of its own. */
export function noAnswer({ name, region }: DeployedFunction, payload: unknown): Finding {
  const said = JSON.stringify((payload as { readonly errorMessage?: unknown } | null)?.errorMessage ?? payload)
  const detail = same(`${name} (${region}): ${said.slice(0, 300)}`)
  return { check: 'function', outcome: 'failed', detail, fix: remedy.NO_ANSWER, facts: { name, region } }
}

function* clockFindings(account: AwsAccount): Generator<AwsFinding> {
  const bracket = narrowest(account.clock())
  if (bracket === null) return
  const off = isOffBy(bracket, CLOCK_TOLERANCE_MS)
  const [least, most] = [bracket.leastMs, bracket.mostMs].map(
    (ms) => `${ms < 0 ? '−' : '+'}${Math.abs(ms / 1_000).toFixed(1)}`,
  )
  yield {
    check: 'clock',
    outcome: off === null ? 'inconclusive' : off ? 'failed' : 'passed',
    detail: {
      vi: `lệch so với đồng hồ của AWS từ ${least} đến ${most} giây`,
      en: `between ${least} and ${most} s off the clock of AWS`,
    },
    fix: off === false ? null : off ? remedy.CLOCK_OFF : remedy.AGAIN,
    facts: { ...bracket },
  }
}

function count(value: number, lang: 'vi' | 'en'): string {
  return value.toLocaleString(lang)
}

function gib(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1)
}
