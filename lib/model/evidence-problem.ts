import type { BilingualText } from './catalogue.ts'
import type { PageKey } from './id.ts'

/** What is not as it was sealed. */
export type EvidenceProblem = {
  /** Within the evidence; a folder ends with a slash. */
  readonly file: string
  readonly kind: 'changed' | 'missing' | 'added'
  readonly code: EvidenceProblemCode
  /** What else is known, such as the hours (UTC) whose lines differ. */
  readonly detail: BilingualText
  /** Absent: it is not about one of the results alone. */
  readonly result?: {
    readonly page: PageKey
    readonly slotMs: number
    readonly location: string
    readonly type: 'observation' | 'audit'
  }
}

export type EvidenceProblemCode = keyof typeof PROBLEMS

/** Every way in which evidence can be wrong. */
export const PROBLEMS = {
  bytes_differ: {
    vi: 'nội dung không phải nội dung đã niêm phong',
    en: 'its bytes are not those that were sealed',
  },
  not_there: { vi: 'đã được niêm phong nhưng không còn', en: 'it was sealed and is not there' },
  not_sealed: { vi: 'không thuộc những gì đã niêm phong', en: 'it is no part of what was sealed' },
  bad_signature: {
    vi: 'chữ ký không khớp: tệp này hoặc chữ ký của nó đã bị thay đổi',
    en: 'the signature does not fit it: it or its signature was changed',
  },
  other_segment: {
    vi: 'không phải phân đoạn mà chuỗi đã ghi nhận ở vị trí này',
    en: 'it is not the segment that the chain has in this place',
  },
  wrong_place: { vi: 'là phân đoạn của nơi khác', en: 'it is a segment of another place' },
  key_missing: {
    vi: 'thiếu khóa công khai nên không kiểm tra được chữ ký',
    en: 'this public key is not there, so that signatures can’t be checked',
  },
  key_changed: { vi: 'không phải khóa công khai mang tên này', en: 'it is not the public key of its name' },
  result_misfit: {
    vi: 'một kết quả không khớp chữ ký của điểm đo',
    en: 'a result does not fit its location’s signature',
  },
  result_unsigned: {
    vi: 'một kết quả không có chữ ký, dù điểm đo khi ấy đã ký',
    en: 'a result is not signed, though its location signed what it measured then',
  },
  result_key: {
    vi: 'một kết quả được ký bằng khóa không phải của điểm đo khi ấy',
    en: 'a result is signed with a key that was not its location’s then',
  },
  score_differs: {
    vi: 'điểm không phải điểm tính lại được từ gói này',
    en: 'the score is not the one that this bundle gives',
  },
  not_scorable: {
    vi: 'không tính lại được điểm',
    en: 'the score can’t be made again',
  },
  key_untrusted: { vi: 'không phải khóa được tin cậy', en: 'it is none of the keys that are trusted' },
} as const satisfies Readonly<Record<string, BilingualText>>

/** `more` stands behind what the code says. */
export function evidenceProblem(
  of: Omit<EvidenceProblem, 'detail' | 'result'> & { readonly more?: BilingualText },
): EvidenceProblem {
  const { file, kind, code, more } = of
  const text = PROBLEMS[code]
  return {
    file,
    kind,
    code,
    detail: more ? { vi: `${text.vi}; ${more.vi}`, en: `${text.en}; ${more.en}` } : text,
  }
}
