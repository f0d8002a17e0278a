import { afterAll, beforeAll, expect, test } from 'vitest'
import * as audits from '../../functions/audit.ts'
import { type Stores, TABLE_NAME } from '../../lib/local/stores.ts'
import type { Audit } from '../../lib/model/audit.ts'
import { REFERENCE_MULTIPLIER } from '../../lib/model/calibration.ts'
import type { ControlAudit } from '../../lib/model/control-audit.ts'
import { runControl } from '../../lib/observe/browser/control-run.ts'
import { createKeptBrowser, type KeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { audit } from '../kit/audit.ts'
import { auditVisit } from '../kit/audit-visit.ts'
import { CONTEXT, sqsEvent } from '../kit/lambda.ts'
import { underPulses } from '../kit/pulses.ts'
import { makeQueue, openStores, SILENT, type TestQueue } from '../kit/stores.ts'

let stores: Stores
let browser: KeptBrowser
let observations: TestQueue
let deadLetters: TestQueue
beforeAll(async () => {
  browser = createKeptBrowser()
  stores = await openStores()
  observations = await makeQueue(stores)
  deadLetters = await makeQueue(stores)
})
afterAll(() => Promise.all([browser.close(), stores.close()]))

test('audits after which the browser has too little of the processor count for nothing', {
  timeout: 180_000,
}, async () => {
  const request = { location: 'sgn', cpuSlowdownMultiplier: REFERENCE_MULTIPLIER }
  const calm = await runControl(request, { browser })
  expect(calm.outcome).toBe('passed')
  const { instrument } = calm.conditions
  const { tbtMs, lcpMs } = calm.metrics
  if (instrument === null || tbtMs === null || lcpMs === null) throw new Error('the control page has no figures')

  const log: string[] = []
  const turns = ['calm', 'calm', 'short of time', 'calm', 'short of time']
  const control = async (): Promise<ControlAudit> => {
    const turn = turns.shift()
    log.push(`control, ${turn}`)
    // How far calm loads lie apart on this machine isn't what is asked: one stands for all of them.
    if (turn === 'calm') return { ...calm, startedAtMs: Date.now() }
    return underPulses(browser.processId() ?? 0, () => runControl(request, { browser }))
  }
  const handler = audits.create(
    {
      ...stores.env,
      NHIP_TABLE: TABLE_NAME,
      NHIP_OBSERVATIONS_QUEUE: observations.url,
      NHIP_DEAD_LETTERS_QUEUE: deadLetters.url,
      NHIP_HUB_REGION: 'local',
      NHIP_ALLOW_PRIVATE: '1',
    },
    {
      log: SILENT,
      control,
      audit: async ({ slotMs }) => {
        log.push('audit')
        return audit({ slotMs: slotMs ?? 0, startedAtMs: Date.now(), score: 0.77, representative: 0 })
      },
    },
  )
  const calibration = { multiplier: REFERENCE_MULTIPLIER, tbtMs, lcpMs, instrument, date: '2026-11-01' }
  const makeAudit = async (): Promise<Audit> => {
    const visit = auditVisit({ url: 'http://127.0.0.1:1/', calibration })
    expect(await handler(sqsEvent(JSON.stringify(visit)), CONTEXT)).toEqual({ batchItemFailures: [] })
    const results = (await observations.received()).map(({ Body = '' }) => JSON.parse(Body) as Audit | ControlAudit)
    const made = results.find((result): result is Audit => result.type === 'audit')
    if (!made) throw new Error('no audit was sent')
    return made
  }

  expect(await makeAudit()).toMatchObject({ outcome: 'passed', score: 0.77, calibrated: true })
  expect(log.splice(0)).toEqual(['control, calm', 'audit', 'control, calm'])

  const made = await makeAudit()
  expect(log).toEqual(['audit', 'control, short of time', 'control, calm', 'audit', 'control, short of time'])
  const spoilt = { before: { within: true }, after: { within: false } }
  expect(made).toMatchObject({
    outcome: 'inconclusive',
    cause: 'monitor_overloaded',
    detail: expect.stringMatching(/^control page outside its band after: TBT \d+(\.\d+)?×/),
    score: null,
    calibrated: false,
    controls: spoilt,
    discarded: [
      { score: 0.77, controls: spoilt },
      { score: 0.77, controls: spoilt },
    ],
  })
  expect(made.controls?.after?.tbtRatio).toBeGreaterThan(1.1)
})
