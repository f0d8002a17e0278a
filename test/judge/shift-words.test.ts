import { describe, expect, test } from 'vitest'
import type { ShiftFigures } from '../../lib/judge/shift-step.ts'
import { shiftReason } from '../../lib/judge/shift-words.ts'
import type { AlertEventName } from '../../lib/model/alert.ts'

describe('SHIFT in words, in both languages', () => {
  const told = (event: AlertEventName, figures: Partial<ShiftFigures> = {}, facts: Record<string, unknown> = {}) =>
    shiftReason({
      event,
      label: { vi: 'Trang', en: 'Page' },
      timezone: 'UTC',
      sinceMs: 0,
      figures: {
        metric: 'totalMs',
        location: 'sgn',
        before: 800,
        after: 1_240,
        latest: 1_210,
        ratio: 1.55,
        p: 0.0001,
        day: '2026-08-10',
        ...figures,
      },
      facts,
    })

  test.each([
    ['totalMs', 'thời gian đáp ứng', 'response time'],
    ['lcpMs', 'thời gian hiện nội dung chính (LCP)', 'largest contentful paint (LCP)'],
    ['readyMs', 'thời gian tới khi biểu mẫu nhập được', 'time until the form is usable'],
    ['tbtMs', 'thời gian trình duyệt bị chặn (TBT)', 'total blocking time (TBT)'],
  ] as const)('slower by %s', (metric, vi, en) => {
    expect(told('opened', { metric })).toEqual({
      vi: `Trang chậm đi từ khoảng 10/08/2026 và giữ nguyên ở mức đó: ${vi} 1,2 giây tại điểm đo sgn, gấp 1,55 lần mức trước 800 ms. Đối chiếu với thay đổi phần mềm, nội dung và hạ tầng quanh ngày này.`,
      en: `Page has been slower since about 10/08/2026 and has stayed so: ${en}: 1.2 s at sgn, 1.55 times what it was, 800 ms. Compare with changes of software, content and servers around that day.`,
    })
  })

  test('a layout that shifts is worse, not slower; its numbers have no unit', () => {
    const figures = { metric: 'cls', before: 0.05, after: 0.152, latest: 0.15, ratio: 3.04 } as const
    expect(told('reminded', figures)).toEqual({
      vi: 'Nhắc lại: Trang kém đi từ khoảng 10/08/2026 và giữ nguyên ở mức đó: độ xê dịch bố cục (CLS) 0,15 tại điểm đo sgn, gấp 3,04 lần mức trước 0,05. Đối chiếu với thay đổi phần mềm, nội dung và hạ tầng quanh ngày này.',
      en: 'Reminder: Page has been worse since about 10/08/2026 and has stayed so: layout shift (CLS): 0.15 at sgn, 3.04 times what it was, 0.05. Compare with changes of software, content and servers around that day.',
    })
  })

  test('how it ended', () => {
    expect(told('resolved', {}, { reason: 'returned' })).toEqual({
      vi: 'Trang đã trở lại gần mức cũ: thời gian đáp ứng 1,2 giây, sau khi tăng lên 1,2 giây từ 10/08/2026 (trước đó 800 ms).',
      en: 'Page is nearly back where it was: response time: 1.2 s, after 1.2 s since 10/08/2026 and 800 ms before.',
    })
    expect(told('resolved', {}, { reason: 'usual' })).toEqual({
      vi: 'Trang vẫn ở mức mới từ 10/08/2026 (thời gian đáp ứng 1,2 giây, trước đó 800 ms): mức này được coi là mức thường, cảnh báo khép lại.',
      en: 'Page has stayed as it is since 10/08/2026 (response time: 1.2 s, 800 ms before): this counts as usual from now on, and the alert ends.',
    })
    expect(told('resolved', {}, { reason: 'superseded' })).toEqual({
      vi: 'Trang: thay đổi từ 10/08/2026 xảy ra ở nhiều máy chủ không liên quan cùng lúc, nên được coi là do hệ thống đo; không tính cho cổng này.',
      en: 'Page: what changed on 10/08/2026 changed at many unrelated hosts at once, so it is taken for a change of ours; it is not held against this portal.',
    })
  })
})
