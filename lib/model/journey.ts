/** What is looked for: an element by selector, by the whole of its text, or by both. At least one is set. */
export type JourneyTarget = { readonly selector: string | null; readonly text: string | null }

/** One step on the way to a form. There is none that sends one. */
export type JourneyStep =
  | { readonly kind: 'open'; readonly url: string }
  /** A value of a list, a group of radio buttons or a combobox, by what people read or by its value. */
  | { readonly kind: 'choose'; readonly selector: string; readonly option: string }
  /** Into a search field, or, where the text is the account's, into a login. */
  | { readonly kind: 'type'; readonly selector: string; readonly text: string }
  | { readonly kind: 'click'; readonly target: JourneyTarget }
  | { readonly kind: 'waitFor'; readonly target: JourneyTarget }

/** A step gives up after so long: the page before the form has not come, or lacks what the step needs. */
export const STEP_DEADLINE_MS = 15_000

/** All steps before the last together. */
export const JOURNEY_DEADLINE_MS = 60_000

/** Stand in a text for what the account's secret holds. */
export const ACCOUNT_PLACEHOLDERS = ['{account.user}', '{account.password}'] as const

/** Words of ways that lead to a form and send nothing; with any other word, the same verbs send. */
const LEADS =
  /^(?:nộp|gửi|đăng ký|thực hiện|làm|kê khai)(?: hồ sơ| thủ tục| tờ khai)? (?:trực tuyến|online|qua mạng)(?: mức(?: độ)? \d| toàn trình| một phần)?$|^apply online$|^start(?: application)?$/

const SENDS =
  /(?:^|[\s(])(?:nộp|gửi|trình|ký số|ký tên|thanh toán|hoàn tất|hoàn thành|xác nhận|lưu|xóa|xoá|hủy|huỷ|submit|send|save|sign|pay|confirm|delete|finish)(?=$|[\s),.!:])/

/** Whether what stands on a button says that it sends, pays, signs or saves something. */
export function saysSubmit(text: string): boolean {
  const read = text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
  return !LEADS.test(read) && SENDS.test(read)
}

/** A step as people read it in a detail. */
export function describeStep(step: JourneyStep): string {
  switch (step.kind) {
    case 'open':
      return `open ${step.url}`
    case 'choose':
      return `choose “${step.option}” in ${step.selector}`
    case 'type':
      return `type in ${step.selector}`
    case 'click':
    case 'waitFor': {
      const { selector, text } = step.target
      return `${step.kind} ${[selector, text === null ? null : `“${text}”`].filter((part) => part !== null).join(' ')}`
    }
  }
}
