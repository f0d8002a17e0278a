import type { LoadFacts } from '../../lib/judge/audit-outcome.ts'
import { PLAIN_SIGNS } from './page-signs.ts'

export const URL_ASKED = 'https://dichvucong.example.vn/'

/** A main document, as `LoadFacts` has it. */
export type Document = NonNullable<LoadFacts['document']>

/** Facts of a load in which all went well, but for what is given. */
export function facts(
  over: Partial<Omit<LoadFacts, 'document'>> & { readonly document?: Partial<Document> | null } = {},
): LoadFacts {
  const { document, ...rest } = over
  const whole: Document = {
    url: URL_ASKED,
    httpStatus: 200,
    contentType: 'text/html; charset=utf-8',
    disposition: null,
    navigations: 1,
    netError: null,
    finished: true,
    ...document,
  }
  return {
    answers: true,
    signs: PLAIN_SIGNS,
    empty: false,
    loading: false,
    guardFault: null,
    elsewhere: null,
    stopped: null,
    shownUrl: null,
    refusedNeed: null,
    mayHold: null,
    captcha: null,
    overMemory: null,
    browserGone: false,
    overdueMs: null,
    fault: null,
    ...rest,
    document: document === null ? null : whole,
  }
}
