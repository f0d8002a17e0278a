import { Command } from 'commander'
import type { Status } from '../flow/status.ts'
import type { Lang } from '../model/lang.ts'
import { CAUSE_WORDS, KIND_WORDS, OUTCOME_WORDS, SEVERITY_WORDS, VERDICT_WORDS } from '../model/words.ts'
import { type DataOptions, fromData, withDataOptions } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'
import { noRoute } from './no-route.ts'

type Options = DataOptions & { readonly json?: boolean; readonly lang?: Lang }

export function statusCommand(): Command {
  return withCommonOptions(
    withDataOptions(new Command('status').description('live state of every page, open incidents, locations')),
  ).action(async (options: Options) => {
    process.exitCode = await run(options)
  })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const status = await fromData<Status>(options, {
    path: '/api/status',
    open: async ({ table }) => {
      const [{ status: statusOf }, { systemClock }, { DEFAULT_POLICY }] = await Promise.all([
        import('../flow/status.ts'),
        import('../flow/system-clock.ts'),
        import('../model/policy.ts'),
      ])
      return statusOf({ table, clock: systemClock, policy: DEFAULT_POLICY })
    },
  })
  if (io.json) io.emit(status)
  else show(io, status)
  return EXIT.passed
}

function show(io: Io, status: Status): void {
  const paint = {
    ok: io.colour.green,
    slow: io.colour.yellow,
    down: io.colour.red,
    regional: io.colour.yellow,
    unknown: io.colour.dim,
  }
  const width = Math.max(0, ...status.pages.map(({ page }) => page.length))
  for (const { page, verdict, sinceMs, isOlder, judgedToMs, isBehind, locations, audit } of status.pages) {
    const seen = locations
      .map(
        ({ location, outcome, cause, totalMs }) =>
          `${location} ${outcome === 'passed' ? `${Math.round(totalMs ?? 0)} ms` : io.say(cause ? CAUSE_WORDS[cause] : OUTCOME_WORDS[outcome])}`,
      )
      .join(' · ')
    const score =
      audit?.score === null || audit?.score === undefined
        ? ''
        : `  ${io.say({ vi: 'điểm', en: 'score' })} ${Math.round(audit.score * 100)}`
    const since =
      sinceMs === null
        ? ''
        : ` ${io.colour.dim(`${io.say(isOlder ? { vi: 'từ trước', en: 'since before' } : { vi: 'từ', en: 'since' })} ${new Date(sinceMs).toISOString()}`)}`
    const behind =
      isBehind && judgedToMs !== null
        ? ` ${io.colour.yellow(`${io.say({ vi: 'tính đến', en: 'as of' })} ${new Date(judgedToMs).toISOString()}, ${io.say({ vi: 'hệ thống đang xử lý bù', en: 'catching up' })}`)}`
        : ''
    io.print(
      `${page.padEnd(width)}  ${paint[verdict](io.say(VERDICT_WORDS[verdict]))}${since}${behind}  ${seen}${score}`,
    )
  }
  for (const { location, families, routed } of status.locations)
    for (const family of routed === null ? [] : families.filter((one) => !routed.includes(one)))
      io.print(io.colour.yellow(io.say(noRoute(location, family))))
  io.print('')
  if (status.incidents.length === 0)
    io.print(io.say({ vi: 'Không có sự cố nào đang diễn ra.', en: 'No incident is open.' }))
  for (const { page, title, kind, severity, sinceMs, locations } of status.incidents) {
    io.print(
      `${io.colour.red(io.say(KIND_WORDS[kind]))} (${io.say(SEVERITY_WORDS[severity])})  ${title ? io.say(title) : page}  ${new Date(sinceMs).toISOString()}  ${locations.join(', ')}`,
    )
  }
}
