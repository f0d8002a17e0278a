import { expect, test } from 'vitest'
import type { ReadPack } from '../../lib/flow/criteria.ts'
import type { Evaluation } from '../../lib/model/evaluation.ts'
import { createSay } from '../../lib/web/overview-say.ts'
import { scoreOthers } from '../../lib/web/score-others.ts'

const say = createSay({ lang: 'en', timezone: 'Asia/Ho_Chi_Minh', nowMs: 0 })

const evaluation = (criteria: string, period: string, of: { readonly to?: string; readonly group?: string } = {}) =>
  ({
    criteria,
    version: 1,
    period,
    group: of.group ?? 'domestic',
    opening: { statement: { to: of.to ?? period } },
  }) as unknown as Evaluation

const pack = (criteria: string, version = 1) => ({ criteria: { criteria, version } }) as unknown as ReadPack

const SHOWN = { criteria: 'load@1', period: '2026-10', group: 'domestic' } as const

async function told(of: Partial<Parameters<typeof scoreOthers>[1]>) {
  const text = String(await scoreOthers(SHOWN, { leftOpen: null, packs: [], evaluations: [], ...of }, say))
  const links = [...text.matchAll(/<a href="([^"]+)">([^<]+)<\/a>/g)]
  return { text, links: links.map(([, href = '', name]) => [name, href.replaceAll('&amp;', '&')]) }
}

test('the same period by other criteria: as it was opened, else by what is published', async () => {
  const { links } = await told({
    packs: [pack('load', 2), pack('other'), pack('ready')],
    evaluations: [
      evaluation('load', '2026-10'),
      evaluation('load', '2026-10', { group: 'abroad' }),
      evaluation('ready', '2026-10'),
    ],
  })
  expect(links).toEqual([
    ['load@1, abroad', '/scores?period=2026-10&criteria=load%401&group=abroad'],
    ['ready@1', '/scores?period=2026-10&criteria=ready%401&group=domestic'],
    ['load@2', '/scores?period=2026-10&criteria=load%402'],
    ['other@1', '/scores?period=2026-10&criteria=other%401'],
  ])
})

test('other periods by the same criteria and group, the latest first and not all', async () => {
  const months = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11'].map((month) => `2026-${month}`)
  const { links } = await told({
    evaluations: [
      ...months.map((month) => evaluation('load', month)),
      evaluation('ready', '2026-12'),
      evaluation('load', '2026-12', { group: 'abroad' }),
    ],
  })
  expect(links.map(([name]) => name)).toEqual(['2026-11', '2026-09', '2026-08', '2026-07', '2026-06', '2026-05'])
})

test('which are shown is said only where the address leaves it open', async () => {
  expect((await told({})).text.trim()).toBe('')
  for (const leftOpen of ['criteria', 'period', 'both'] as const)
    expect((await told({ leftOpen })).text).toContain(': Period <b>2026-10</b>, Criteria <b>load@1</b>.</p>')
})
