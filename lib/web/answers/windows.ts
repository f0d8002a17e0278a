import { z } from 'zod'
import type { DeclaredWindow, Windows } from '../../flow/declare-window.ts'
import { RECURRENCES } from '../../model/recurrence.ts'
import { epochMs } from './common.ts'
import { named } from './named.ts'

const window = {
  id: z.string(),
  kind: z.enum(['maintenance', 'silence']),
  portal: z.string(),
  page: z.string().nullable(),
  fromMs: epochMs,
  toMs: epochMs,
  every: z.enum(RECURRENCES).nullable(),
  untilMs: epochMs.nullable(),
  note: z.string().nullable(),
  declaredAtMs: epochMs,
  by: z.string(),
  endedAtMs: epochMs.nullable(),
}

export const windowAnswer = named<DeclaredWindow>('Window', z.object({ type: z.literal('window'), ...window }))

export const windowsAnswer = named<Windows>(
  'Windows',
  z.object({ type: z.literal('windows'), windows: z.array(z.object({ ...window, isOver: z.boolean() })) }),
)
