import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export type Listener = { readonly pid: number; readonly address: string; readonly port: number }

/** State of a listening socket in `/proc/net/tcp`. */
const LISTEN = '0A'

/** TCP sockets on which one of the processes listens, as the kernel has them. Linux only. */
export function listenersOf(pids: readonly number[]): readonly Listener[] {
  const owners = new Map(pids.flatMap((pid) => socketsOf(pid).map((inode) => [inode, pid] as const)))
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const fields = line.trim().split(/\s+/)
        const pid = owners.get(fields[9] ?? '')
        const [address = '', port = ''] = (fields[1] ?? '').split(':')
        return fields[3] === LISTEN && pid !== undefined
          ? [{ pid, address: addressOf(address), port: Number.parseInt(port, 16) }]
          : []
      }),
  )
}

function socketsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => inodeOf(`/proc/${pid}/fd/${fd}`))
  } catch {
    // It has ended meanwhile.
    return []
  }
}

function inodeOf(link: string): readonly string[] {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.slice(1) ?? []
  } catch {
    return []
  }
}

/** The kernel writes words of four bytes in the machine's order, little-endian where this runs. */
function addressOf(hex: string): string {
  const bytes = hex.match(/.{8}/g)?.flatMap((word) => word.match(/../g)?.reverse() ?? []) ?? []
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.')
  return (bytes.join('').match(/.{4}/g) ?? []).join(':').toLowerCase()
}
