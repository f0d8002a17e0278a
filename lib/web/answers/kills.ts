import { z } from 'zod'
import type { Kills, TurnedKill } from '../../flow/turn-kill.ts'
import { killSchema } from '../../model/kill.ts'
import { named } from './named.ts'

export const killsAnswer = named<Kills>(
  'KillSwitches',
  z.object({ type: z.literal('kills'), kills: z.array(named('KillSwitch', killSchema, 'portal null: for all.')) }),
)

export const turnedKillAnswer = named<TurnedKill>(
  'TurnedKillSwitch',
  z.object({ type: z.literal('kill'), ...killSchema.shape, isKnown: z.boolean().nullable() }),
)
