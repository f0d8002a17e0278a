import { LighthouseError } from 'lighthouse/core/lib/lh-error.js'
import { describe, expect, test } from 'vitest'
import { deservesRetry } from '../../lib/judge/audit-outcome.ts'
import { LIGHTHOUSE_ERRORS, rowOfFault, sayFault } from '../../lib/judge/lighthouse-error.ts'
import { outcomeOf } from '../../lib/model/cause.ts'

const CODES = Object.values(LighthouseError.errors as Readonly<Record<string, { readonly code: string }>>).map(
  ({ code }) => code,
)

describe('errors of Lighthouse', () => {
  test('each has its row, and no row is of an error that does not exist', () => {
    expect(Object.keys(LIGHTHOUSE_ERRORS).toSorted()).toEqual(CODES.toSorted())
  })

  test('all are the tool’s own but a page that is none and a browser that died; only the former is the portal’s', () => {
    const causes = CODES.map((code) => [code, rowOfFault(code).cause] as const)
    expect(causes.filter(([, cause]) => cause !== 'audit_error').toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ['NOT_HTML', 'content_mismatch'],
      ['TARGET_CRASHED', 'browser_crashed'],
    ])
    expect(CODES.filter((code) => outcomeOf(rowOfFault(code).cause) === 'failed')).toEqual(['NOT_HTML'])
  })

  test('all others are tried once more', () => {
    expect(CODES.filter((code) => !deservesRetry(rowOfFault(code).cause))).toEqual(['NOT_HTML'])
  })

  test('those after which the browser can’t be trusted replace it', () => {
    expect(CODES.filter((code) => rowOfFault(code).replacesBrowser).toSorted()).toEqual([
      'CRI_TIMEOUT',
      'NO_DCL',
      'NO_NAVSTART',
      'NO_RESOURCE_REQUEST',
      'NO_TRACING_STARTED',
      'PAGE_HUNG',
      'PARSING_PROBLEM',
      'PROTOCOL_TIMEOUT',
      'READ_FAILED',
      'TARGET_CRASHED',
      'TRACING_ALREADY_STARTED',
    ])
  })
})

test.each([
  ['NO_TTI_CPU_IDLE_PERIOD', 'NO_TTI_CPU_IDLE_PERIOD: the page was never at rest'],
  ['NO_NAVSTART', 'NO_NAVSTART: the browser’s record of the load is not whole'],
  ['CRI_TIMEOUT', 'CRI_TIMEOUT: the browser did not answer in time'],
  ['NOT_HTML', 'NOT_HTML'],
  ['Protocol error (Page.navigate)', 'Protocol error (Page.navigate)'],
])('%s is told with what it means, where that is not said by itself', (fault, said) => {
  expect(sayFault(fault)).toBe(said)
})

test('a load that was given up keeps its browser; what nobody knows replaces it, as our fault', () => {
  expect(rowOfFault('LOST')).toEqual({ cause: 'audit_error', replacesBrowser: false })
  expect(rowOfFault('no score')).toEqual({ cause: 'audit_error', replacesBrowser: false })
  expect(rowOfFault('no score: speed-index')).toEqual({ cause: 'audit_error', replacesBrowser: false })
  expect(rowOfFault('no report')).toEqual({ cause: 'audit_error', replacesBrowser: false })
  expect(rowOfFault('Protocol error (Page.navigate)')).toEqual({ cause: 'audit_error', replacesBrowser: true })
})
