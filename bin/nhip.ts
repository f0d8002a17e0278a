import { run } from '../lib/cli/program.ts'

await run(process.argv)
