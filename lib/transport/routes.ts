import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { AddressFamily } from '../model/catalogue.ts'
import { isLoopbackHost } from '../model/host-fit.ts'
import { isAllowedAddress } from './address.ts'

export type Route =
  | { readonly family: AddressFamily; readonly kind: 'routed'; readonly from: string }
  | { readonly family: AddressFamily; readonly kind: 'none'; readonly detail: string }

/** Somebody on the internet, over each family: a.root-servers.net, https://www.iana.org/domains/root/servers. */
const ANYBODY = { 4: '198.41.0.4', 6: '2001:503:ba3e::2:30' } as const

/**
 * Whether this machine, from its address `source` where one is given, has a way to the internet over IPv4 and over IPv6,
 * in this order, and from which address. Nothing is sent: the system is asked for a route. Over IPv6 the way must begin at a
 * public address, or with `allowPrivate` at a unique local one; over IPv4 private addresses are translated on the way.
 */
export async function routes(of: {
  readonly source: string | null
  readonly allowPrivate: boolean
}): Promise<readonly [Route, Route]> {
  return Promise.all([routeOver(4, of), routeOver(6, of)])
}

/** Those that have a route. */
export async function routedFamilies(of: Parameters<typeof routes>[0]): Promise<readonly AddressFamily[]> {
  return (await routes(of)).filter(({ kind }) => kind === 'routed').map(({ family }) => family)
}

function routeOver(
  family: AddressFamily,
  { source, allowPrivate }: { readonly source: string | null; readonly allowPrivate: boolean },
): Promise<Route> {
  if (source !== null && isIPv6(source) !== (family === 6))
    return Promise.resolve({ family, kind: 'none', detail: `${source} is no IPv${family} address` })
  const socket = createSocket(`udp${family}`)
  return new Promise<Route>((resolve) => {
    const fail = (error: NodeJS.ErrnoException) =>
      resolve({ family, kind: 'none', detail: error.code ?? error.message })
    const found = (error?: NodeJS.ErrnoException) => {
      if (error) return fail(error)
      const { address } = socket.address()
      const usable = family === 4 || isAllowedAddress(address, { allowPrivate })
      resolve(usable ? { family, kind: 'routed', from: address } : { family, kind: 'none', detail: `only ${address}` })
    }
    socket.on('error', fail)
    const connect = () => socket.connect(53, ANYBODY[family], found)
    if (source === null) connect()
    // From a loopback address nothing but this machine is reached, and that without a route.
    else socket.bind({ address: source }, allowPrivate && isLoopbackHost(source) ? () => found() : connect)
  }).finally(() => socket.close())
}
