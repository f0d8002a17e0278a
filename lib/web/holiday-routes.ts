import { endPlannedHoliday, planHolidays, plannedHolidays } from '../flow/declare-holidays.ts'
import type { Clock } from '../model/clock.ts'
import { newHolidaysSchema } from '../model/holiday.ts'
import type { Table } from '../record/table.ts'
import { holidaysAnswer } from './answers/holidays.ts'
import { HOLIDAY_LIST } from './list-kinds.ts'
import { answerPart, PART_QUERY } from './list-part.ts'
import { problem } from './problem.ts'
import { readBody } from './read-json.ts'
import { type Route, route } from './route.ts'

const PATH = '/api/holidays'

/** Holidays and make-up days are planned and taken back by operators; whoever is signed in reads them. */
export function holidayRoutes(ports: { readonly table: Table; readonly clock: Clock }): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: PATH,
      summary: 'Planned holidays and working days besides the catalogue, those to come first.',
      query: PART_QUERY,
      gives: { form: holidaysAnswer },
      roles: ['operator', 'evaluator', 'vendor'],
      answer: async (c, _principal, query) =>
        answerPart(c, await plannedHolidays(ports), { ...HOLIDAY_LIST, ...query }),
    }),
    route({
      method: 'POST',
      path: PATH,
      summary: 'Plans holidays, or days on which people make up for others.',
      body: newHolidaysSchema,
      gives: { status: 201, form: holidaysAnswer },
      roles: ['operator'],
      answer: async (c) => {
        const asked = await readBody(c, { schema: newHolidaysSchema, code: 'bad_holiday' })
        if ('problem' in asked) return problem(c, asked.problem)
        return c.json(await planHolidays(asked.value, { ...ports, by: c.get('by') }), 201)
      },
    }),
    route({
      method: 'DELETE',
      path: `${PATH}/:holiday`,
      summary: 'Takes a planned day back, if it has not begun.',
      gives: { form: holidaysAnswer },
      roles: ['operator'],
      answer: async (c) => c.json(await endPlannedHoliday(c.req.param('holiday') ?? '', { ...ports, by: c.get('by') })),
    }),
  ]
}
