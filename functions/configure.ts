import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { publishCriteria, readPack } from '../lib/flow/criteria.ts'
import { playedOf } from '../lib/flow/played-locations.ts'
import { type PublishedConfig, publishConfig } from '../lib/flow/publish-config.ts'
import { readCatalogue } from '../lib/flow/read-catalogue.ts'
import { systemClock } from '../lib/flow/system-clock.ts'
import { ACCESS } from '../lib/model/access.ts'
import { MINUTE_MS } from '../lib/model/duration.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { createClients } from '../lib/record/clients.ts'
import { createTable, permit } from '../lib/record/table.ts'
import { createLogger, type Env, type Handler, lazily, type ShellOptions } from './shell.ts'

/** A location has a new version within a minute or so; one that was away for less than this misses no slot of it. */
const LEAD_MS = 15 * MINUTE_MS

/**
 * Publishes the catalogue and the criteria that came with this function, at each deployment and for whatever event; again
 * changes nothing. Rejects, so that the deployment fails, where one of them can't be read or has a problem, the catalogue
 * lacks a location that is to be played, or criteria were published before with other rules.
 */
export function create(env: Env, options: ShellOptions = {}): Handler<unknown, PublishedConfig> {
  const settings = readEnvironment('configure', env)
  const log = options.log ?? createLogger('configure', env)
  const { dynamodb } = options.clients ?? createClients(env)
  const table = permit(createTable(dynamodb, settings.NHIP_TABLE), ACCESS.configure.table)
  const file = resolve(import.meta.dirname, settings.NHIP_CATALOGUE)
  const wanted = settings.NHIP_PLAYED.split(',').map((id) => id.trim())
  const criteria = settings.NHIP_CRITERIA.split(',').filter((name) => name !== '')
  return async () => {
    try {
      const nowMs = systemClock.now()
      const packs = await Promise.all(
        criteria.map(async (name) => readPack(await readFile(resolve(import.meta.dirname, name), 'utf8'), name)),
      )
      const { catalogue } = await readCatalogue(file)
      const played = playedOf(catalogue, wanted)
      const published = await publishConfig(table, { catalogue, played, nowMs, leadMs: LEAD_MS })
      await publishCriteria(table, { packs, nowMs })
      log.info({ ...published, catalogue: catalogue.catalog, played }, 'configured')
      return published
    } catch (error) {
      log.error({ error: String(error) }, 'not everything was published')
      throw error
    }
  }
}

export const handler = lazily(create)
