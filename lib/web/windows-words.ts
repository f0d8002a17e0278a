import type { BilingualText } from '../model/catalogue.ts'
import type { Holiday } from '../model/holiday.ts'
import type { Recurrence } from '../model/recurrence.ts'

/** How often something recurs. */
export const RECURRENCE_WORDS: Readonly<Record<Recurrence, BilingualText>> = {
  day: { vi: 'hằng ngày', en: 'daily' },
  week: { vi: 'hằng tuần', en: 'weekly' },
  month: { vi: 'hằng tháng, cùng ngày', en: 'monthly, on the same day' },
  'month-end': { vi: 'hằng tháng, ngày cuối tháng', en: 'monthly, on the last day' },
}

export const HOLIDAY_KIND_WORDS: Readonly<Record<Holiday['kind'], BilingualText>> = {
  holiday: { vi: 'ngày nghỉ', en: 'holiday' },
  'working-day': { vi: 'ngày làm bù', en: 'working day' },
}

/** Words of holidays and make-up days. */
export const HOLIDAY_WORDS = {
  title: { vi: 'Ngày nghỉ, ngày làm bù', en: 'Holidays and make-up working days' },
  text: {
    vi: 'Ngày nghỉ được so với ngày nghỉ khi phát hiện trang chậm, và không có giờ hành chính khi tính điểm. Ngày đã bắt đầu thì giữ nguyên: khai báo trước ngày đó.',
    en: 'Free days are compared with free days where slowness is looked for, and have no office hours in scores. A day that has begun stays what it is: plan it before.',
  },
  ofCatalogue: { vi: 'Theo danh mục', en: 'In the catalogue' },
  plan: { vi: 'Khai báo ngày nghỉ, ngày làm bù', en: 'Plan holidays or make-up working days' },
  kind: { vi: 'Loại', en: 'Kind' },
  day: { vi: 'Ngày', en: 'Day' },
  firstDay: { vi: 'Ngày đầu', en: 'First day' },
  lastDay: { vi: 'Ngày cuối', en: 'Last day' },
  lastDayHint: { vi: 'Để trống: chỉ một ngày. Tối đa 31 ngày.', en: 'Empty: one day only. 31 days at most.' },
  yearly: { vi: 'ngày nghỉ hằng năm', en: 'holiday of every year' },
  everyYear: { vi: 'hằng năm', en: 'every year' },
  end: { vi: 'Rút lại', en: 'Take back' },
  ended: { vi: 'đã rút lại', en: 'taken back' },
} as const satisfies Record<string, BilingualText>

/** Words of maintenance and silences. */
export const WINDOW_WORDS = {
  title: { vi: 'Bảo trì, tạm tắt cảnh báo, ngày nghỉ', en: 'Maintenance, silences and holidays' },
  text: {
    vi: 'Trong giờ bảo trì khai báo trước, trang vẫn được đo và hiển thị nhưng không báo động và không tính vào tỷ lệ sẵn sàng. Khai báo sau khi đã bắt đầu thì chỉ tắt cảnh báo.',
    en: 'In maintenance that was declared before, a page is measured and shown, but nobody is alerted and its uptime isn’t touched. Declared after it began it only takes the alerts.',
  },
  scoreHint: {
    vi: 'Để được loại khỏi điểm: khai báo trước ít nhất 5 ngày làm việc, ngoài giờ hành chính, tối đa 8 giờ trong 28 ngày; phần vượt vẫn tính.',
    en: 'To be left out of scores: declared 5 working days before, outside office hours, 8 hours in 28 days at most; what exceeds that counts.',
  },
  plan: { vi: 'Khai báo bảo trì', en: 'Plan maintenance' },
  about: { vi: 'Cổng, trang', en: 'Portal, page' },
  allPages: { vi: 'mọi trang', en: 'all pages' },
  all: { vi: 'tất cả', en: 'all' },
  from: { vi: 'Từ', en: 'From' },
  to: { vi: 'Đến', en: 'To' },
  every: { vi: 'Lặp lại', en: 'Recurs' },
  once: { vi: 'một lần', en: 'once' },
  until: { vi: 'Lặp đến', en: 'Recurs until' },
  untilHint: { vi: 'Để trống: không có hạn. Chỉ dùng khi lặp lại.', en: 'Empty: without end. Only for what recurs.' },
  note: { vi: 'Ghi chú', en: 'Note' },
  declare: { vi: 'Khai báo', en: 'Declare' },
  declared: { vi: 'Khai báo lúc', en: 'Declared' },
  state: { vi: 'Trạng thái', en: 'State' },
  end: { vi: 'Kết thúc ngay', en: 'End now' },
  over: { vi: 'đã qua', en: 'over' },
  ended: { vi: 'kết thúc sớm', en: 'ended early' },
  toCome: { vi: 'còn hiệu lực', en: 'in force or to come' },
  maintenance: { vi: 'Bảo trì theo kế hoạch', en: 'Maintenance' },
  silences: { vi: 'Tạm tắt cảnh báo', en: 'Silences' },
  none: { vi: 'Không có.', en: 'None.' },
  wrong: { vi: 'Hãy điền đủ và đúng các ô', en: 'Fill in all of the fields rightly' },
} as const satisfies Record<string, BilingualText>
