import { spawn } from 'node:child_process'

export type Watchdog = {
  /** Tells which process group to end. Told once. */
  readonly watch: (groupId: number) => void
  /** Ends the group and removes the folder now; resolves when that is done. Idempotent. */
  readonly release: () => Promise<void>
}

// The first line is the group. The second read ends when our end of the pipe is closed, by us or by the kernel.
// Dying processes may still write for a moment, so the folder is removed until it is gone.
const SCRIPT = `
group=; read -r group; read -r end
[ -n "$group" ] && kill -9 "-$group" 2>/dev/null
tries=0
while [ -e "$1" ] && [ $tries -lt 50 ]; do rm -rf -- "$1" 2>/dev/null || sleep 0.1; tries=$((tries + 1)); done
`

/**
 * A shell of its own process group that outlives us: when this process ends, however it ends, the watchdog ends the
 * browser's process group and removes its folder. Nothing we could do ourselves survives a SIGKILL.
 */
export function startWatchdog(folder: string): Watchdog {
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'nhip-watchdog', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise<void>((resolve, reject) => {
    shell.once('exit', () => resolve())
    shell.once('error', reject)
  })
  ended.catch(() => {})
  // Where the shell is gone already there is nothing to tell it; `release` reports how it ended.
  shell.stdin.on('error', () => {})
  shell.unref()
  return {
    watch: (groupId) => void shell.stdin.write(`${groupId}\n`),
    release: async () => {
      shell.ref()
      shell.stdin.end()
      await ended
    },
  }
}
