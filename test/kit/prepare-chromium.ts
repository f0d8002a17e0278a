import { prepareChromium } from '../../lib/observe/browser/chromium.ts'

// A process that prepares Chromium in the folder it is given, so that a test can kill it.
await prepareChromium({ cacheDir: process.argv[2], onProgress: (text) => process.send?.(text.en) })
process.send?.('done')
process.disconnect()
