import { observationSchema } from '../../../lib/model/observation.ts'
import type { DoneCall } from '../fault-proxy.ts'
import { type CheckName, nameOf } from '../slot-ledger.ts'

/** Results that the hub's queue has taken, by check: when the earliest of them started. */
export type Acknowledged = {
  readonly note: (call: DoneCall) => void
  readonly startedAtMs: ReadonlyMap<CheckName, number>
}

type Entry = { readonly Id?: string; readonly MessageBody: string }

export function createAcknowledged(): Acknowledged {
  const startedAtMs = new Map<CheckName, number>()
  return {
    startedAtMs,
    note: ({ operation, body, answer }) => {
      if (operation !== 'SendMessage' && operation !== 'SendMessageBatch') return
      const asked = JSON.parse(body) as Entry & { readonly QueueUrl: string; readonly Entries?: readonly Entry[] }
      if (!asked.QueueUrl.endsWith('/nhip-observations')) return
      const { Successful } = JSON.parse(answer) as { readonly Successful?: readonly { readonly Id: string }[] }
      const taken = new Set(Successful?.map(({ Id }) => Id))
      for (const { Id, MessageBody } of asked.Entries ?? [asked]) {
        if (Id !== undefined && !taken.has(Id)) continue
        const { signature: _signature, ...result } = JSON.parse(MessageBody) as { readonly signature?: unknown }
        const { success, data } = observationSchema.safeParse(result)
        if (!success || data.page === null) continue
        const name = nameOf({ ...data, page: data.page })
        startedAtMs.set(name, Math.min(data.startedAtMs, startedAtMs.get(name) ?? Number.POSITIVE_INFINITY))
      }
    },
  }
}
