import { machineHere } from './machine-use.ts'

/** Real pages take up to 1 GB; one that takes three is running away. */
const MAX_BYTES = 3 * 1024 ** 3

/** What AWS Lambda tells a function of its own memory, MB. */
const FUNCTION_MEMORY_VARIABLE = 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE'

/**
 * What a browser may take, all its processes together, bytes: half of the machine's memory, or of what a control group or
 * Lambda leaves of it, and 3 GB at most. The rest is for the process that makes audits, and for what else runs here.
 */
export function browserMemoryLimit(): number {
  const functionMb = Number(process.env[FUNCTION_MEMORY_VARIABLE] ?? Number.POSITIVE_INFINITY)
  return Math.min(MAX_BYTES, machineHere().memoryBytes / 2, (functionMb * 1024 ** 2) / 2)
}
