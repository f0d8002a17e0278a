import { z } from 'zod'
import type { DeclaredRelease, Releases } from '../../flow/releases.ts'
import { epochMs } from './common.ts'
import { named } from './named.ts'

const release = {
  id: z.string(),
  portal: z.string(),
  atMs: epochMs,
  label: z.string(),
  note: z.string().nullable(),
  replaces: z.string().nullable(),
  declaredAtMs: epochMs,
  by: z.string(),
  withdrawnAtMs: epochMs.nullable(),
}

export const releaseAnswer = named<DeclaredRelease>('Release', z.object({ type: z.literal('release'), ...release }))

export const releasesAnswer = named<Releases>(
  'Releases',
  z.object({ type: z.literal('releases'), portal: z.string(), releases: z.array(z.object(release)) }),
)
