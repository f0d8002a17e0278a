import { Command } from 'commander'
import type { AlertEvent } from '../model/alert.ts'
import type { Lang } from '../model/lang.ts'
import { SEVERITY_WORDS } from '../model/words.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, withCommonOptions } from './io.ts'
import { readPolicy } from './read-policy.ts'

type Options = { readonly policy?: string; readonly json?: boolean; readonly lang?: Lang }

export function replayCommand(): Command {
  return withCommonOptions(
    new Command('replay')
      .description('run a trace file through the judge, in memory; prints the alert events')
      .argument('<FILE>', 'trace file (NDJSON)')
      .option('--policy <file>', 'alert policy (default: the shipped one)'),
  ).action(async (file: string, options: Options) => {
    process.exitCode = await run(file, options)
  })
}

async function run(file: string, options: Options): Promise<Exit> {
  const io = createIo(options)
  const [{ createReplay }, { readTrace }] = await Promise.all([
    import('../flow/replay.ts'),
    import('../flow/read-trace.ts'),
  ])
  const policy = await readPolicy(options.policy)
  const { header, lines } = await readTrace(file)
  const replay = createReplay(header, policy)
  let events = 0
  let read = 0
  const tell = (event: AlertEvent): void => {
    events++
    if (io.json) return io.emit(event)
    io.progress(null)
    io.print(
      `${new Date(event.atMs).toISOString()}  ${io.say(SEVERITY_WORDS[event.severity])}  ${event.id}  ${event.event}  ${io.say(event.reason)}`,
    )
  }
  for await (const batch of lines) {
    for (const line of batch) for (const event of replay.read(line)) tell(event)
    read += batch.length
    io.progress(`${read}`)
  }
  for (const event of replay.end()) tell(event)
  io.progress(null)
  if (!io.json)
    io.note(
      io.say({
        vi: `${read} dòng, ${events} sự kiện cảnh báo.`,
        en: `${count(read, 'line')}, ${count(events, 'alert event')}.`,
      }),
    )
  const late = replay.late()
  if (late > 0)
    io.note(
      io.say({
        vi: `${late} dòng đến sau khi thời điểm đo của chúng đã khép lại nên không có tác dụng: các dòng phải theo thứ tự đến.`,
        en: `${late === 1 ? '1 line came after its slot' : `${late} lines came after their slot`} had closed and changed nothing: lines are to be in order of arrival.`,
      }),
    )
  // What is mostly out of order tells nothing, and no alert of it is none.
  return late * 2 > read ? EXIT.inconclusive : EXIT.passed
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`
}
