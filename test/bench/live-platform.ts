import { readCatalogue } from '../../lib/flow/read-catalogue.ts'
import { createLocalLog } from '../../lib/local/local-log.ts'
import { startPlatform } from '../../lib/local/platform.ts'
import { measuredPages } from '../../lib/model/catalogue.ts'

/** Lines that it says. `ready`: every page has passed twice at every location, so that all is warm. */
export type LiveLine =
  | { readonly type: 'ready'; readonly endpoints: { readonly dynamodb: string; readonly messages: string } }
  | { readonly type: 'audit' }

export type LiveArguments = {
  readonly catalogue: string
  readonly dataDir: string
  readonly locations: readonly string[]
}

const PASSES = 2

// The platform as `nhip up` composes it, but that it makes no audits at once when it starts: only those that fall due.
const { catalogue: file, ...of } = JSON.parse(process.argv[2] ?? '') as LiveArguments
const { catalogue } = await readCatalogue(file)
const cold = new Map(
  measuredPages(catalogue).flatMap(({ key }) => of.locations.map((location) => [`${key} ${location}`, PASSES])),
)
const say = (line: LiveLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
const platform = await startPlatform({
  ...of,
  port: 0,
  catalogue,
  allowPrivate: true,
  log: createLocalLog({ dataDir: of.dataDir, env: process.env }),
  onResult: ({ type, page, location, outcome }) => {
    if (type === 'audit') return say({ type })
    const name = `${page} ${location}`
    const left = cold.get(name)
    if (left === undefined || outcome !== 'passed') return
    if (left > 1) return void cold.set(name, left - 1)
    cold.delete(name)
    if (cold.size === 0) sayReady()
  },
})
process.once('SIGTERM', () => void platform.stop('handBack').then(() => process.exit(0)))
await platform.machine.measureNow({ kinds: ['http'] })
platform.machine.keepTime()

function sayReady(): void {
  const { tableEndpoint, messagesEndpoint } = platform.stores
  say({ type: 'ready', endpoints: { dynamodb: tableEndpoint, messages: messagesEndpoint } })
}
