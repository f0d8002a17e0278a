import { type ClosedDays, closeDay } from '../lib/flow/close-day.ts'
import { ACCESS } from '../lib/model/access.ts'
import { readEnvironment } from '../lib/model/environment.ts'
import { createArchive, permitArchive } from '../lib/record/archive.ts'
import { type CellFiles, createArchiveCells } from '../lib/record/cell-files.ts'
import {
  createKeeping,
  createLogger,
  type Env,
  type Handler,
  type KeepingOptions,
  lazily,
  type ScheduledEvent,
  scheduledHandler,
} from './shell.ts'

export type CloseDayOptions = KeepingOptions & {
  /** Default: in the bucket. */
  readonly cells?: CellFiles
}

/** Brings the rollups of hours and days up to now, and judges days. */
export function create(env: Env, options: CloseDayOptions = {}): Handler<ScheduledEvent, ClosedDays> {
  const settings = readEnvironment('close-day', env)
  const log = options.log ?? createLogger('close-day', env)
  const access = ACCESS['close-day']
  const ports = {
    ...createKeeping(env, { options, settings, access }),
    cells: options.cells ?? createArchiveCells(permitArchive(createArchive(env, settings.NHIP_ARCHIVE), access.files)),
  }
  return scheduledHandler({ log, run: () => closeDay(ports) })
}

export const handler = lazily(create)
