import type { TruthKind } from './truth.ts'
import type { FoundRow } from './world.ts'

/** A class of troubles, as the table has it: of one kind, where it matters by how long or how much. */
export type TroubleClass = { readonly name: string; readonly holds: (row: FoundRow) => boolean }

const isDown = ({ kind }: FoundRow): boolean => kind === 'down' || kind === 'portal-down'

const of = (kind: TruthKind, name: string = kind): TroubleClass => ({ name, holds: (row) => row.kind === kind })

const down = (name: string, least: number, most: number): TroubleClass => ({
  name,
  holds: ({ kind, slots }) => kind === 'down' && slots >= least && slots <= most,
})

const step = (size: number, name: string, isLong: boolean): TroubleClass => ({
  name,
  holds: (row) => row.kind === 'step' && row.size === size && row.slots >= 24 === isLong,
})

/** At least twice as slow for at least two hours. */
const isSlow = ({ kind, size, slots }: FoundRow): boolean => kind === 'step' && size >= 2 && slots >= 24

/** What the goals speak of. */
export const GOALS = {
  down: { name: 'down ≥ 3 slots', holds: (row: FoundRow) => isDown(row) && row.slots >= 3 },
  slow: { name: '≥ 2× for ≥ 2 h', holds: isSlow },
  slowQuiet: {
    name: '2× for ≥ 2 h, quiet',
    holds: (row: FoundRow) => isSlow(row) && row.size === 2 && row.page?.calm === 'quiet',
  },
  slowNoisy: {
    name: '2× for ≥ 2 h, noisy',
    holds: (row: FoundRow) => isSlow(row) && row.size === 2 && row.page?.calm === 'noisy',
  },
} as const satisfies Record<string, TroubleClass>

/** All that happens, once each. */
export const CLASSES: readonly TroubleClass[] = [
  down('down 1 slot', 1, 1),
  down('down 2 slots', 2, 2),
  down('down 3–5 slots', 3, 5),
  down('down 6–12 slots', 6, 12),
  down('down 13–72 slots', 13, 72),
  of('portal-down', 'whole portal down'),
  of('down-unseen', 'down, one location silent'),
  of('flap', 'flapping 3–6 h'),
  { name: 'brownout 30 %', holds: ({ kind, size }) => kind === 'brownout' && size < 0.5 },
  { name: 'brownout 60 %', holds: ({ kind, size }) => kind === 'brownout' && size > 0.5 },
  of('one-location', 'one location fails'),
  step(1.3, '1.3× ≥ 2 h', true),
  step(1.5, '1.5× ≥ 2 h', true),
  step(2, '2× < 2 h', false),
  step(2, '2× ≥ 2 h', true),
  step(3, '3× < 2 h', false),
  step(3, '3× ≥ 2 h', true),
  of('ramp', 'ramp over days'),
  of('new-level', 'step that stays'),
  of('own-network', "a location's own network"),
  of('monitor-fault', 'a location can’t measure'),
  of('silent', 'a location is silent'),
  of('abroad-dropped', 'abroad dropped for days'),
]
