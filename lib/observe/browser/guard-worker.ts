import { parentPort } from 'node:worker_threads'
import { createGuardProxy, type GuardFailure, type GuardOptions, type GuardProxy } from '../../transport/guard-proxy.ts'

/** What a guard has to tell at any time: see `GuardProxy`. */
export type GuardReport = {
  readonly url: string
  readonly failures: readonly GuardFailure[]
  readonly connectMs: ReadonlyMap<string, number>
}

/** To the worker; `id` names the guard. */
export type GuardCall =
  | { readonly type: 'open'; readonly id: number; readonly options: GuardOptions }
  | { readonly type: 'report' | 'disconnect' | 'seal' | 'close'; readonly id: number }

/** From the worker, one for each call; calls of one guard wait for each other. */
export type GuardAnswer =
  | { readonly id: number; readonly report: GuardReport }
  | { readonly id: number; readonly error: string }

const port = parentPort
if (!port) throw new Error('this is a worker thread')

const guards = new Map<number, GuardProxy>()

port.on('message', (call: GuardCall) => {
  answer(call).then(
    (guard) => port.postMessage({ id: call.id, report: reportOf(guard) } satisfies GuardAnswer),
    (error: unknown) => port.postMessage({ id: call.id, error: String(error) } satisfies GuardAnswer),
  )
})

async function answer(call: GuardCall): Promise<GuardProxy> {
  const guard = call.type === 'open' ? await createGuardProxy(call.options) : guards.get(call.id)
  if (!guard) throw new Error(`no guard ${call.id}`)
  if (call.type === 'open') guards.set(call.id, guard)
  if (call.type === 'disconnect') guard.disconnect()
  if (call.type === 'seal') guard.seal()
  if (call.type === 'close') {
    guards.delete(call.id)
    await guard.close()
  }
  return guard
}

function reportOf({ url, failures, connectMs }: GuardProxy): GuardReport {
  return { url, failures: failures(), connectMs: connectMs() }
}
