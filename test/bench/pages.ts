import { createKeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { openFleetApp } from '../kit/fleet-app.ts'
import { type PageQuality, pageQuality, QUALITIES } from '../kit/page-quality.ts'
import { SHOWN_PAGES } from '../kit/pages.ts'
import { serve } from '../kit/serve.ts'
import { machine } from './http-table.ts'

/**
 * Every page by Lighthouse as audits run it (a phone of the reference, its network and processor simulated), for the
 * first role that may see it, over a fleet with a quarter's past. 1 where a page is short of the goal: 0.98 of
 * performance (the middle of the runs), 1 of all else.
 */
const PORTALS = Number(process.env.NHIP_BENCH_PORTALS ?? 83)
const DAYS = Number(process.env.NHIP_BENCH_DAYS ?? 92)
const RUNS = Number(process.env.NHIP_BENCH_RUNS ?? 3)
const GOAL = { performance: 0.98, accessibility: 1, 'best-practices': 1, seo: 1 }
const ONLY = process.env.NHIP_BENCH_PAGE

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const fleet = await openFleetApp({ page: 'token' }, { portals: PORTALS, days: DAYS })
const served = await serve(fleet.app)
const browser = createKeptBrowser()
let short = 0
try {
  print(`${await machine()}\n${PORTALS} portals, ${DAYS} days of each; ${RUNS} runs of each page\n`)
  print(
    'page                                      role       performance (least)  accessibility  practices   SEO     kB',
  )
  for (const [name, { path, roles }] of SHOWN_PAGES.filter(([page]) => ONLY === undefined || page === ONLY)) {
    const role = roles === 'anybody' ? null : (roles[0] ?? null)
    const cookie = role === null ? null : await fleet.signIn({ role } as { readonly role: 'operator' })
    const url = new URL(path, served.url).href
    const runs: PageQuality[] = []
    for (let run = 0; run < RUNS; run++) runs.push(await pageQuality(browser, { url, cookie, qualities: QUALITIES }))
    const of = (quality: (typeof QUALITIES)[number]) =>
      runs.map(({ scores }) => scores[quality] ?? 0).toSorted((a, b) => a - b)
    const middle = (quality: (typeof QUALITIES)[number]): number => of(quality)[Math.floor(RUNS / 2)] ?? 0
    const wrong = new Set(runs.flatMap((run) => run.wrong))
    if (QUALITIES.some((quality) => middle(quality) < GOAL[quality])) short++
    print(
      [
        name.replace('GET ', '').padEnd(42),
        (role ?? 'anybody').padEnd(11),
        `${middle('performance').toFixed(2)} (${(of('performance')[0] ?? 0).toFixed(2)})`.padStart(19),
        middle('accessibility').toFixed(2).padStart(15),
        middle('best-practices').toFixed(2).padStart(11),
        middle('seo').toFixed(2).padStart(6),
        (Math.max(...runs.map(({ wireBytes }) => wireBytes ?? 0)) / 1_000).toFixed(0).padStart(7),
      ].join(''),
    )
    for (const line of wrong) print(`  ${line}`)
  }
} finally {
  await browser.close()
  served.close()
  await fleet.stores.close()
}
if (short > 0) process.exitCode = 1
