import { readCatalogue } from '../../../lib/flow/read-catalogue.ts'
import { createLocalLog } from '../../../lib/local/local-log.ts'
import { startPlatform } from '../../../lib/local/platform.ts'
import { type Endpoints, storesElsewhere } from './stores-elsewhere.ts'

export type HubArguments = Endpoints & {
  readonly catalogue: string
  readonly dataDir: string
  readonly port: number
  readonly locations: readonly string[]
  readonly agents: readonly string[]
}

// The platform of `nhip up` whose stores are elsewhere. Its first line says that it is ready; a line for each alert.
const { catalogue: file, ...of } = JSON.parse(process.argv[2] ?? '') as HubArguments
const { catalogue } = await readCatalogue(file)
const platform = await startPlatform({
  ...of,
  catalogue,
  allowPrivate: true,
  log: createLocalLog({ dataDir: of.dataDir, env: process.env }),
  openStores: () => Promise.resolve(storesElsewhere(of)),
  onAlert: (alert) => process.stdout.write(`${JSON.stringify(alert)}\n`),
})
await platform.machine.measureNow({ kinds: ['http'] })
platform.machine.keepTime()
process.stdout.write(`${JSON.stringify({ type: 'ready', url: platform.url })}\n`)
