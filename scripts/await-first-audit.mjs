// Waits until a platform that was started with --json has its first audit, and says when each thing was first seen.
// Runs on the machine's own Node. Arguments: file with its stdout, root of its file system, its working folder, seconds
// until it must be there, its process id.

import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const POLL_MS = 250

const [out, root, folder, seconds, process_] = process.argv.slice(2)
const startedMs = Date.now()
const deadlineMs = startedMs + Number(seconds) * 1_000

const ready = await until('the line that says ready', async () => {
  const lines = (await readFile(out, 'utf8')).split('\n').slice(0, -1)
  const line = lines.find((one) => one.startsWith('{"type":"ready"'))
  return line === undefined ? null : JSON.parse(line)
})
say(`ready at ${ready.url}, locations ${ready.locations.join(', ')}`)

const { token } = JSON.parse(await readFile(join(root, resolve(folder, ready.dataDir), 'platform.json'), 'utf8'))
const status = async () => {
  const answer = await fetch(new URL('/api/status', ready.url), { headers: { authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new Error(`/api/status answered ${answer.status}`)
  return answer.json()
}

const first = await until('a first result', async () => {
  const { pages } = await status()
  return pages.find((page) => page.locations.some(({ outcome }) => outcome !== null && outcome !== undefined)) ?? null
})
say(`first result: ${first.page}`)

const audited = await until('a first audit', async () => {
  const { pages } = await status()
  return pages.find((page) => page.audit !== null && page.audit !== undefined) ?? null
})
say(`first audit: ${audited.page} ${JSON.stringify(audited.audit)}`)

async function until(what, look) {
  for (;;) {
    const seen = await look()
    if (seen !== null) return seen
    if (!runs(Number(process_))) fail(`the platform ended before ${what}`)
    if (Date.now() > deadlineMs) fail(`no sight of ${what} within ${seconds} s`)
    await pause(POLL_MS)
  }
}

function runs(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function say(text) {
  console.log(`  ${((Date.now() - startedMs) / 1_000).toFixed(1)} s  ${text}`)
}

function fail(text) {
  console.error(text)
  process.exit(1)
}
