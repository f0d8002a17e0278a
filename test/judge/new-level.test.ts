import { describe, expect, test } from 'vitest'
import { reduceSlot } from '../../lib/judge/incident.ts'
import { DAY_MS, HOUR_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { closing, times, trace } from '../kit/slots.ts'

/** Slots of an hour, without what is only a reminder. */
const hours = (words: string) => {
  const story = trace(words, { everyMs: HOUR_MS })
  return { ...story, told: story.told.filter((line) => !line.endsWith('reminded')) }
}

const WEEK = 7 * 24

describe('a new level', () => {
  test('slow for a week without a calm slot: that is how the page is now', () => {
    const { told, events, state } = hours(times('sss', WEEK + 1))
    expect(told).toEqual(['3 slow opened', `${WEEK} slow resolved`])
    expect(events.at(-1)).toMatchObject({
      kind: 'slow',
      event: 'resolved',
      severity: 'page',
      incident: events[0]?.incident,
      facts: { rule: 'new_level', reason: 'new_level', metric: 'wait', ms: 1_000 },
    })
    expect(events.at(-1)?.reason).toEqual({
      vi: 'Trang chậm liên tục từ 08:00:00 01/01/1970 (chờ máy chủ 1,0 giây): mức này được coi là mức thường mới, cảnh báo chậm khép lại. Xác minh với đơn vị cung cấp rằng thay đổi này là chủ ý.',
      en: 'Page has been slow without a break since 08:00:00 01/01/1970 (waiting for the server takes 1.0 s): this counts as usual from now on, and the alert ends. Ask whoever runs it whether the change is meant.',
    })
    expect(state.slow).toBeNull()
    expect(state.level).toEqual({ sinceMs: 0, atMs: 7 * DAY_MS + HOUR_MS })
  })

  test('is filed as such, so that the baseline begins anew with it', () => {
    const { state } = hours(times('sss', WEEK))
    expect(state.level).toBeUndefined()
    expect(state.slow).not.toBeNull()
  })

  test('a calm slot on the way begins the week anew', () => {
    const calmAt = 5 * 24
    const { told } = hours(`${times('sss', calmAt)} === ${times('sss', WEEK + 1)}`)
    expect(told).toEqual(['3 slow opened', `${calmAt + 1 + WEEK} slow resolved`])
  })

  test('slots that are slow, but not so slow, go on', () => {
    const { told } = hours(`sss sss sss sss ${times('+++', WEEK - 3)}`)
    expect(told).toEqual(['3 slow opened', `${WEEK} slow resolved`])
  })

  test('above the ceiling nothing becomes usual', () => {
    expect(hours(times('ccc', WEEK + 24)).told).toEqual(['3 slow opened'])
  })

  test('what nobody could see for most of the week is no level', () => {
    const { told } = hours(`sss sss sss sss ${times('??? ??? sss', 60)}`)
    expect(told).toEqual(['3 slow opened'])
  })

  test('half of the week is enough of it', () => {
    // From the slot that opened it on: the fourth.
    const slow = (slots: number) => hours(`${times('sss', slots - 1)} ${times('???', WEEK + 1 - slots)} sss`).told
    expect(slow(3 + 84)).toEqual(['3 slow opened', `${WEEK} slow resolved`])
    expect(slow(3 + 83)).toEqual(['3 slow opened'])
  })

  test('an incident that is over leaves nothing for the next one', () => {
    const { told, state } = hours(`${times('sss', 24)} ${times('===', 4 * 24)} ${times('sss', 4 * 24)}`)
    expect(told).toEqual(['3 slow opened', '29 slow resolved', '123 slow opened'])
    expect(state.slowUnbrokenMs).toBe(120 * HOUR_MS)
    expect(hours(`${times('sss', 24)} ${times('===', 9)}`).state).not.toHaveProperty('slowUnbrokenMs')
  })

  test('is filed, and told where its beginning was', () => {
    const before = hours(times('sss', WEEK)).state
    const { records, state } = reduceSlot(before, closing('sss', WEEK, { everyMs: HOUR_MS }), DEFAULT_POLICY)
    expect(records).toMatchObject([
      {
        id: before.slow?.id,
        kind: 'slow',
        page: 'da-nang/home',
        resolvedAtMs: (WEEK + 1) * HOUR_MS,
        newLevel: true,
        untold: false,
      },
    ])
    expect(state).toMatchObject({ slow: null, slowRecent: '', slowCourse: '' })
    const untold = hours(times('Ssss', WEEK + 1))
    expect([untold.told, untold.state.level]).toEqual([[], { sinceMs: 0, atMs: 7 * DAY_MS + HOUR_MS }])
  })

  test('a slot of which nothing is known waits for one of which something is', () => {
    const { told } = hours(`${times('sss', WEEK)} ??? ??? sss`)
    expect(told).toEqual(['3 slow opened', `${WEEK + 2} slow resolved`])
  })
})
