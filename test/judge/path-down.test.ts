import { describe, expect, test } from 'vitest'
import { EVERY_MS, times, trace } from '../kit/slots.ts'

describe('told as a fault of the way there', () => {
  const networks = ['AS1', 'AS1', 'AS2']
  const story = (words: string) =>
    trace(words, { networks }).events.flatMap(({ atMs, event, kind, severity }) =>
      event === 'escalated' ? [] : [`${atMs / EVERY_MS - 1} ${kind} ${event} ${severity}`],
    )
  // A location passes, so that it takes a slot more.
  const opened = '2 down opened ticket'
  const worse = ['down opened page', 'down resolved ticket']

  test('pages once it is seen from two networks, or as a fault of the server, twice in a row, or three times where it passes elsewhere', () => {
    expect(story(`nn. nn. nn. nnn nnn ${times('nnn', 5)}`)).toEqual([
      opened,
      '4 down resolved ticket',
      '4 down opened page',
    ])
    expect(story('nn. nn. nn. xn. xn. xn.')).toEqual([opened, '5 down resolved ticket', '5 down opened page'])
    expect(story(`nn. nn. nn. nnn nn. nnn ??? nnn ... ... ...`).map((line) => line.replace(/^\d+ /, ''))).toEqual([
      opened.slice(2),
      ...worse.toReversed(),
      'down resolved page',
    ])
  })

  test('stays a ticket while it is only now and then', () => {
    expect(story(`nn. nn. nn. ${times('nnn nn.', 6)}`)).toEqual([opened])
    expect(story(`nn. nn. nn. nnn ... nnn`)).toEqual([opened])
    expect(story('nn. nn. nn. xn. xn.')).toEqual([opened])
    expect(trace('nn. nn. nn. nnn ... ... ...', { networks }).state.downPending).toBeNull()
  })

  test('where one location can tell, after three', () => {
    expect(story('n?? n?? n?? x?? x??')).toEqual(['2 down opened ticket'])
    expect(story('n?? n?? n?? x?? x?? x??')).toEqual([
      '2 down opened ticket',
      '5 down resolved ticket',
      '5 down opened page',
    ])
  })

  test('is one outage: it adds up with nothing, and the page is since it was seen', () => {
    const { events, state } = trace(`nn. nn. nn. ${times('nnn', 6)} ... ... ...`, { networks })
    const [ticket, over, page, end] = events.filter(({ event }) => event !== 'escalated')
    expect(over).toMatchObject({ incident: ticket?.incident, facts: { reason: 'superseded' } })
    expect(over?.facts).not.toHaveProperty('stillFailing')
    expect(over?.reason).toEqual({
      vi: 'Trang: không chỉ do đường truyền từ điểm đo, cổng đã ngừng hoạt động; xem cảnh báo khẩn mới.',
      en: 'Page: more than the way there is at fault, it is down; a new, urgent alert tells of it.',
    })
    expect(page).toMatchObject({ sinceMs: 3 * EVERY_MS, severity: 'page', facts: { pathOnly: false } })
    expect(end).toMatchObject({ event: 'resolved', kind: 'down', severity: 'page' })
    expect(new Set(state.burnSlots.all.map(({ outageMs }) => outageMs)).size).toBe(1)
    expect(state.burn).toBeNull()
    expect(state.burnSlots.all).toHaveLength(8)
    const after = trace(`xxx xxx ... ... ... nn. nn. nn. nnn nnn`, { networks }).state.burnSlots.all
    expect(new Set(after.map(({ outageMs }) => outageMs)).size).toBe(2)
  })
})
