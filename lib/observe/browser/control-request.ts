/** One load of the control page to be made; plain data, fit to be sent to another process. */
export type ControlRequest = {
  readonly location: string
  /** What stands for the reference's slowdown at this location; null: that of the profile. */
  readonly cpuSlowdownMultiplier: number | null
}
