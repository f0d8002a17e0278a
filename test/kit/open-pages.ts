import { createLink } from '../../lib/flow/create-link.ts'
import { ensureBucket } from '../../lib/local/resources.ts'
import type { Stores } from '../../lib/local/stores.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import type { NewLink } from '../../lib/model/session.ts'
import { createApp } from '../../lib/web/app.ts'
import { heldClock } from './clock.ts'
import { makeQueue, openStores, type TestQueue } from './stores.ts'

const ORIGIN = 'http://127.0.0.1:4400'

/** The pages over stores in memory, as a browser asks for them. */
export type Pages = {
  readonly app: ReturnType<typeof createApp>
  readonly stores: Stores
  readonly clock: ReturnType<typeof heldClock>
  readonly jobs: TestQueue
  /** Signs somebody in by a link; the cookie that shows it. */
  readonly signIn: (who: NewLink) => Promise<string>
  readonly get: (path: string, cookie?: string) => Promise<Response>
  /** The page as text, whatever its status. */
  readonly text: (path: string, cookie?: string) => Promise<string>
  /** Sends a form, from a page of the platform unless another origin is given. */
  readonly post: (
    path: string,
    form: Readonly<Record<string, string>> | FormData,
    as?: { readonly cookie?: string; readonly origin?: string },
  ) => Promise<Response>
  readonly close: () => Promise<void>
}

export async function openPages(nowMs: number): Promise<Pages> {
  const stores = await openStores()
  await ensureBucket(stores.messagesEndpoint)
  const clock = heldClock(nowMs)
  const jobs = await makeQueue(stores)
  const app = createApp({
    table: stores.table,
    clock,
    policy: DEFAULT_POLICY,
    observations: await makeQueue(stores),
    deadLetters: await makeQueue(stores),
    jobs,
    archive: stores.archive,
    hostnames: ['127.0.0.1'],
    page: 'token',
    onBroken: (error) => {
      throw error
    },
  })
  const get: Pages['get'] = async (path, cookie) =>
    app.request(`${ORIGIN}${path}`, { headers: cookie ? { cookie } : {} })
  return {
    app,
    stores,
    clock,
    jobs,
    get,
    text: async (path, cookie) => (await get(path, cookie)).text(),
    post: async (path, form, { cookie, origin = ORIGIN } = {}) =>
      app.request(`${ORIGIN}${path}`, {
        method: 'POST',
        body: form instanceof FormData ? form : new URLSearchParams(form),
        headers: { origin, ...(cookie ? { cookie } : {}) },
      }),
    signIn: async (who) => {
      const { path } = await createLink(who, { table: stores.table, clock, by: 'platform' })
      const answer = await get(path)
      return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    },
    close: () => stores.close(),
  }
}
