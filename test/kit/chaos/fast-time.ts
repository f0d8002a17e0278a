import { type LoadFnOutput, registerHooks } from 'node:module'
import { fastTimeOf } from './fast-clock.ts'

// Preloaded (`--import`) into a process, its threads included: there the calendar runs faster. All that is read off
// `Date` does, and so does what the platform's clock and its schedule wait for. What is not of the timetable stays as it
// is: the durations of requests and their time-outs (`performance.now`, other timers), and for how long at least a queue
// hides what was taken.

/** Handlers need time of ours, however fast the calendar is: a message that was taken stays hidden so long at least. */
const LEAST_HIDDEN_MS = 5_000

const CHANGES: readonly {
  readonly module: RegExp
  readonly to: (source: string, speed: number) => string
}[] = [
  {
    module: /\/lib\/(flow\/system-clock|local\/schedule)\.ts$/,
    to: (source, speed) => `const setTimeout = (work, ms) => globalThis.setTimeout(work, ms / ${speed}); ${source}`,
  },
  {
    module: /\/fauxqs\/dist\/sqs\/sqsStore\.js$/,
    to: (source, speed) => {
      const hidden = 'visibilityTimeout * 1000'
      if (!source.includes(hidden)) throw new Error('the embedded queue hides messages in another way')
      return source.replaceAll(hidden, `Math.max(${hidden}, ${LEAST_HIDDEN_MS * speed})`)
    },
  },
]

const fast = fastTimeOf(process.env)
// A browser has no faster time: whoever would make audits ends at once.
if (fast !== null && process.argv[1]?.endsWith('audit-process.ts')) process.exit(1)
if (fast !== null) {
  const RealDate = Date
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [fast.now()] : args, newTarget) as Date,
    get: (target, name, receiver): unknown => (name === 'now' ? fast.now : Reflect.get(target, name, receiver)),
  })
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context)
      const change = CHANGES.find(({ module }) => module.test(url))
      return change ? { ...loaded, source: change.to(textOf(loaded.source), fast.speed) } : loaded
    },
  })
}

function textOf(source: LoadFnOutput['source']): string {
  if (source === undefined) throw new Error('a module without a source')
  return typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString()
}
