import { z } from 'zod'

const count = z.number().int().nonnegative().nullable()

/** The machine that measures. */
export const machineSchema = z.strictObject({
  cpuModel: z.string().max(200).nullable(),
  /** Processors that this process may use. */
  cores: z.number().int().positive(),
  /** What the machine has, or the limit that it is held to. */
  memoryBytes: z.number().int().positive(),
})

/** What a machine went through in a span of time. Null: the system doesn't tell. */
export const machineUseSchema = z.strictObject({
  /** Of the minute before each end. */
  loadAverage: z.strictObject({
    before: z.number().nonnegative().nullable(),
    after: z.number().nonnegative().nullable(),
  }),
  /** What other guests of the host took from all processors together. */
  stealMs: count,
  /** How long, and in how many periods, the process's groups were stopped at their processor limit. */
  throttledMs: count,
  throttledPeriods: count,
})

export type Machine = Readonly<z.infer<typeof machineSchema>>
export type MachineUse = Readonly<z.infer<typeof machineUseSchema>>
