import type { Clock } from '../model/clock.ts'
import type { Hub } from '../record/hub.ts'
import type { Outbox } from '../record/outbox.ts'
import type { Sign } from './sign-results.ts'

export type DeliverPorts = {
  /** Null: everything goes by the outbox. */
  readonly hub: Pick<Hub, 'send'> | null
  /** Null: where the hub can't be had, neither can anything else; the work is then to be done again. */
  readonly outbox: Pick<Outbox, 'put'> | null
  readonly clock: Clock
  /** Default: nothing is signed. */
  readonly sign?: Sign
  /** Told of every result that had to wait, with what the hub's side said. */
  readonly onKept?: (error: unknown) => void
}

/** Resolves once a result or a receipt is safe: the hub has it, or the outbox keeps it. */
export type Deliver = (message: unknown) => Promise<void>

/** After a failure the hub is left alone for so long, so that its silence doesn't slow the checks. */
const LEFT_ALONE_MS = 30_000

export function createDeliver(ports: DeliverPorts): Deliver {
  let leftAloneUntilMs = 0
  const { hub, outbox, sign } = ports
  if (hub === null && outbox === null) throw new Error('there is no way for results: neither a hub nor an outbox')
  return async (message) => {
    const body = JSON.stringify(sign ? await sign(message) : message)
    if (outbox === null) return hub?.send([body])
    if (hub === null || ports.clock.now() < leftAloneUntilMs) return outbox.put(body)
    try {
      await hub.send([body])
    } catch (error) {
      leftAloneUntilMs = ports.clock.now() + LEFT_ALONE_MS
      await outbox.put(body)
      ports.onKept?.(error)
    }
  }
}
