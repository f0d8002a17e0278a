import type { Clock } from '../model/clock.ts'
import type { Hub } from '../record/hub.ts'
import type { Outbox } from '../record/outbox.ts'

export type DeliverPorts = {
  readonly hub: Pick<Hub, 'send'>
  /** Null: where the hub can't be had, neither can anything else; the work is then to be done again. */
  readonly outbox: Pick<Outbox, 'put'> | null
  readonly clock: Clock
  /** Told of every result that had to wait, with what the hub's side said. */
  readonly onKept?: (error: unknown) => void
}

/** Resolves once a result or a receipt is safe: the hub has it, or the outbox keeps it. */
export type Deliver = (message: unknown) => Promise<void>

/** After a failure the hub is left alone for so long, so that its silence doesn't slow the checks. */
const LEFT_ALONE_MS = 30_000

export function createDeliver(ports: DeliverPorts): Deliver {
  let leftAloneUntilMs = 0
  return async (message) => {
    const body = JSON.stringify(message)
    if (ports.outbox === null) return ports.hub.send([body])
    if (ports.clock.now() < leftAloneUntilMs) return ports.outbox.put(body)
    try {
      await ports.hub.send([body])
    } catch (error) {
      leftAloneUntilMs = ports.clock.now() + LEFT_ALONE_MS
      await ports.outbox.put(body)
      ports.onKept?.(error)
    }
  }
}
