import type { Context } from 'hono'
import { z } from 'zod'
import { endPlannedHoliday, planHolidays, plannedHolidays } from '../flow/declare-holidays.ts'
import { declaredWindows, endDeclared, planMaintenance } from '../flow/declare-window.ts'
import { portalsFor } from '../flow/scope.ts'
import type { Clock } from '../model/clock.ts'
import { type NewHolidays, newHolidaysSchema } from '../model/holiday.ts'
import { InputError } from '../model/input-error.ts'
import { newMaintenanceSchema } from '../model/window.ts'
import type { Table } from '../record/table.ts'
import { actorOf, formProblem, tried } from './ask-page.ts'
import type { WebEnv } from './guard.ts'
import { HOLIDAY_LIST, WINDOW_LIST } from './list-kinds.ts'
import { type PageRoute, type PageView, pageRoute, type Page as Shown } from './page-route.ts'
import { shownPart } from './part-links.ts'
import { readForm, textsOf } from './read-form.ts'
import type { Viewer } from './viewer.ts'
import { type WindowsView, windowsPage } from './windows-page.ts'

/** Of each list. */
const ROWS = 50

/** A holiday, one of every year, or a day on which people work. */
const daysSchema = z.strictObject({
  kind: z.enum(['holiday', 'yearly', 'working-day']),
  day: z.string(),
  lastDay: z.string().optional(),
  label: newHolidaysSchema.shape.note,
})

const endSchema = z.strictObject({ kind: z.enum(['maintenance', 'silence']), id: z.string() })

/** Maintenance, silences and holidays: operators declare and end them, evaluators and vendors read those of theirs. */
export function windowPages(ports: { readonly table: Table; readonly clock: Clock }): readonly PageRoute[] {
  const shown = async (
    c: Context<WebEnv>,
    { viewer, config, say }: PageView,
    refused: WindowsView['refused'],
  ): Promise<Shown> => {
    const portals = portalsFor((viewer as Viewer).principal, config)
    const [maintenance, silences] = await Promise.all(
      (['maintenance', 'silence'] as const).map(async (kind) => {
        const { windows } = await declaredWindows(kind, { ...ports, portals })
        return { count: windows.length, part: shownPart(c, windows, { ...WINDOW_LIST, limit: ROWS, param: kind }) }
      }),
    )
    const { holidays } = await plannedHolidays(ports)
    return windowsPage(
      {
        viewer: viewer as Viewer,
        catalogue: config?.catalogue ?? null,
        maintenance: maintenance as NonNullable<typeof maintenance>,
        silences: silences as NonNullable<typeof silences>,
        holidays: {
          count: holidays.length,
          part: shownPart(c, holidays, { ...HOLIDAY_LIST, limit: ROWS, param: 'holiday' }),
        },
        refused,
      },
      say,
    )
  }
  return [
    pageRoute({
      method: 'GET',
      path: '/maintenance',
      roles: ['operator', 'evaluator', 'vendor'],
      answer: (c, view) => shown(c, view, null),
    }),
    pageRoute({
      method: 'POST',
      path: '/maintenance',
      roles: ['operator'],
      answer: async (c, view) => {
        try {
          await planMaintenance(await askedMaintenance(c), { ...ports, by: view.viewer?.by ?? '' })
        } catch (error) {
          if (!(error instanceof InputError)) throw error
          return shown(c, view, { problem: { code: error.code, message: error.message }, form: await textsOf(c) })
        }
        return c.redirect('/maintenance', 303)
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/maintenance/end',
      roles: ['operator'],
      answer: async (c, view) => {
        const ended = await tried(async () =>
          endDeclared(await readForm(c, endSchema), { ...ports, by: actorOf(view) }),
        )
        return 'value' in ended ? c.redirect('/maintenance', 303) : shown(c, view, { problem: ended.problem, form: {} })
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/maintenance/holidays',
      roles: ['operator'],
      answer: async (c, view) => {
        const planned = await tried(async () => planHolidays(await askedHolidays(c), { ...ports, by: actorOf(view) }))
        return 'value' in planned
          ? c.redirect('/maintenance#holidays', 303)
          : shown(c, view, { problem: planned.problem, form: await textsOf(c) })
      },
    }),
    pageRoute({
      method: 'POST',
      path: '/maintenance/holidays/end',
      roles: ['operator'],
      answer: async (c, view) => {
        const ended = await tried(async () =>
          endPlannedHoliday((await readForm(c, z.strictObject({ id: z.string() }))).id, {
            ...ports,
            by: actorOf(view),
          }),
        )
        return 'value' in ended
          ? c.redirect('/maintenance#holidays', 303)
          : shown(c, view, { problem: ended.problem, form: {} })
      },
    }),
  ]
}

/** A span of days, or one of every year. */
async function askedHolidays(c: Context<WebEnv>): Promise<NewHolidays> {
  const { kind, day, lastDay, label } = await readForm(c, daysSchema)
  if (kind !== 'yearly') return { days: [lastDay === undefined ? day : `${day}..${lastDay}`], kind, note: label }
  if (lastDay !== undefined)
    throw new InputError('bad_holiday', 'a holiday of every year is one day: leave the last day empty')
  return { days: [day.slice('yyyy-'.length)], kind: 'holiday', note: label }
}

/** One field names the portal, or the portal and its page. */
async function askedMaintenance(c: Context<WebEnv>): Promise<z.infer<typeof newMaintenanceSchema>> {
  const { about, ...rest } = await readForm(c, z.looseObject({ about: z.string() }))
  const [portal, page] = about.split('/')
  const asked = newMaintenanceSchema.safeParse({ ...rest, portal, ...(page === undefined ? {} : { page }) })
  if (asked.success) return asked.data
  const { code, message } = formProblem(asked.error)
  throw new InputError(code, message)
}
