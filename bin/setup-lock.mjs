// One set-up at a time, by a file that holds the process id of whoever is at it.

import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const BEAT_MS = 1_000
const STALE_MS = 60_000
const RETRY_MS = 200
const SETTLE_MS = 100

/**
 * Waits until this process holds the lock; `interrupted` says that whoever held it before was killed in the middle.
 * `onWait` is told the holder's process id, once.
 */
export async function takeLock(file, onWait) {
  let told = false
  for (;;) {
    if (create(file)) return hold(file, false)
    const holder = look(file)
    if (holder === 'gone') continue
    if (holder.alive) {
      if (!told) onWait(holder.pid)
      told = true
      await pause(RETRY_MS)
      continue
    }
    // Whoever else saw the dead holder writes its own id too: the last one has it.
    const mine = `${file}.${process.pid}`
    writeFileSync(mine, String(process.pid))
    renameSync(mine, file)
    await pause(SETTLE_MS)
    if (readFileSync(file, 'utf8') === String(process.pid)) return hold(file, true)
  }
}

function hold(file, interrupted) {
  const beat = setInterval(() => touch(file), BEAT_MS)
  beat.unref()
  let left = ''
  return {
    interrupted,
    /** Makes `release` leave what a killed holder leaves, so that the next one starts over. */
    markInterrupted() {
      left = 'interrupted'
    },
    release() {
      clearInterval(beat)
      if (left === '') rmSync(file, { force: true })
      else writeFileSync(file, left)
    },
  }
}

function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

/** A holder that stopped beating is dead, whatever runs under its number now (or in another container). */
function look(file) {
  try {
    const content = readFileSync(file, 'utf8')
    const pid = Number(content)
    const quietMs = Date.now() - statSync(file).mtimeMs
    // Just created, its number not yet written.
    if (content === '' && quietMs < BEAT_MS) return { pid, alive: true }
    return { pid, alive: pid > 0 && quietMs < STALE_MS && exists(pid) }
  } catch (error) {
    if (error.code === 'ENOENT') return 'gone'
    throw error
  }
}

function exists(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function touch(file) {
  try {
    utimesSync(file, new Date(), new Date())
  } catch {
    // The file went with the folder; whoever installs next finds no lock and starts afresh.
  }
}
