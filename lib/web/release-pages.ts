import type { Context } from 'hono'
import { z } from 'zod'
import { declaredReleases, declareRelease, type ReleasePorts, withdrawRelease } from '../flow/releases.ts'
import type { Portal } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import { InputError } from '../model/input-error.ts'
import { newReleaseSchema } from '../model/release.ts'
import type { Table } from '../record/table.ts'
import type { WebEnv } from './guard.ts'
import { RELEASE_LIST } from './list-kinds.ts'
import type { Page, PageRoute, PageView } from './page-route.ts'
import { shownPart } from './part-links.ts'
import { portalRoute } from './portal-route.ts'
import { readForm, textsOf } from './read-form.ts'
import { type ReleasesView, releasesPage } from './releases-page.ts'
import type { Viewer } from './viewer.ts'

const ROWS = 50

const withdrawSchema = z.strictObject({ id: z.string() })

/** What went live on a portal: its vendor and operators declare, correct and withdraw it; all who read the portal read it. */
export function releasePages(ports: { readonly table: Table; readonly clock: Clock }): readonly PageRoute[] {
  const portsOf = ({ viewer }: PageView): ReleasePorts & { readonly by: string } => {
    const { principal, by } = viewer as Viewer
    return { ...ports, principal, by: by ?? '' }
  }
  const shown = async (
    of: { readonly c: Context<WebEnv>; readonly portal: Portal; readonly view: PageView; readonly correct?: string },
    refused: ReleasesView['refused'],
  ): Promise<Page> => {
    const { portal, view } = of
    const { releases } = await declaredReleases(portal.id, portsOf(view))
    const corrects = releases.find(({ id, withdrawnAtMs }) => id === of.correct && withdrawnAtMs === null) ?? null
    const part = shownPart(of.c, releases, { ...RELEASE_LIST, limit: ROWS })
    return releasesPage({ portal, releases, part, viewer: view.viewer, nowMs: view.nowMs, corrects, refused }, view.say)
  }
  const path = '/portals/:portal/releases'
  const how = { method: 'POST', roles: ['operator', 'vendor'] } as const
  return [
    portalRoute(path, ({ c, portal, view }) => shown({ c, portal, view, correct: c.req.query('correct') ?? '' }, null)),
    portalRoute(
      path,
      async ({ c, portal, view }) => {
        try {
          const asked = await readForm(c, newReleaseSchema)
          await declareRelease({ ...asked, portal: portal.id }, portsOf(view))
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          const form = await textsOf(c)
          const refused = { problem: { code: error.code, message: error.message }, form }
          return shown({ c, portal, view, correct: form.replaces ?? '' }, refused)
        }
        return toList(c, portal)
      },
      how,
    ),
    portalRoute(
      `${path}/withdraw`,
      async ({ c, portal, view }) => {
        const { id } = await readForm(c, withdrawSchema)
        await withdrawRelease({ portal: portal.id, id }, portsOf(view))
        return toList(c, portal)
      },
      how,
    ),
  ]
}

function toList(c: Context, portal: Portal): Response {
  return c.redirect(`/portals/${portal.id}/releases`, 303)
}
