#!/usr/bin/env node
// The command `nhip`. Starts on any Node from 20 on with nothing installed: prepares what is missing, then hands over
// to nhip.ts on Node 24.

import { join } from 'node:path'
import { handOver, ROOT } from './hand-over.mjs'
import { ensureInstalled, failSetup } from './setup.mjs'

await ensureInstalled().catch(failSetup)
await handOver(join(ROOT, 'bin', 'nhip.ts'), process.argv.slice(2))
