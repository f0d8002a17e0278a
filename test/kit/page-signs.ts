import type { PageSigns } from '../../lib/model/page-signs.ts'

/** What a page shows that keeps nothing from its visitor. */
export const PLAIN_SIGNS: PageSigns = {
  textFound: null,
  title: 'Trang chủ',
  blockPage: false,
  captcha: false,
  credentialField: false,
  loginWords: false,
  signInOffer: false,
  leadsTo: null,
  loginDemand: false,
  notFoundWords: false,
  standIn: null,
  bodyBytes: 1_000,
}
