import { z } from 'zod'
import { killSchema } from '../../model/kill.ts'
import { epochMs } from './common.ts'
import { named } from './named.ts'

/** What an agent asks for; a catalogue's form is that of the release that both run. */
export const configsAnswer = named(
  'Configs',
  z.object({
    type: z.literal('configs'),
    location: z.string(),
    configs: z.array(
      z.object({
        version: z.string(),
        effectiveFromMs: epochMs,
        publishedAtMs: epochMs,
        catalogue: z.record(z.string(), z.unknown()),
        played: z.array(z.string()),
      }),
    ),
    kills: z.array(killSchema),
  }),
  'catalogue is the checked one, with its defaults applied.',
)

export const keyAnswer = named('RegisteredKey', z.object({ keyId: z.string(), fromMs: epochMs }))
export const acceptedAnswer = named('Accepted', z.object({ accepted: z.int().nonnegative() }))
export const placeAnswer = named('UploadPlace', z.object({ url: z.string() }), 'Where a file is to be put.')
export const keptAnswer = named('Kept', z.object({ kept: z.int().nonnegative() }), 'Bytes.')
