/** What the text of a page shows by itself. Whether that matters is for the judge. */
export type PageSigns = {
  /** The expected text is there; null where none is expected. */
  readonly textFound: boolean | null
  readonly title: string | null
  /** A firewall's block page, by the words that products put on theirs. */
  readonly blockPage: boolean
  /** A challenge in place of the page: a riddle for a person, or a script that only a browser runs. */
  readonly captcha: boolean
  /** For a password, a code sent once, or the name of an account. */
  readonly credentialField: boolean
  /** Title or main heading speaks of signing in; on a page that says nothing else also a heading below. */
  readonly loginWords: boolean
  /** The text offers to sign in with an account of the state. */
  readonly signInOffer: boolean
  /**
   * The text asks its reader to sign in before anything else, or a way to sign in is what the page shows. Looked for in a
   * browser only, which knows what is seen.
   */
  readonly loginDemand: boolean
  /** Where a page with nothing to read sends its reader, as written. */
  readonly leadsTo: string | null
  /** Title or main heading says that there is nothing here. */
  readonly notFoundWords: boolean
  /** What stands in the place of the portal, in words: a server's default page, an error, a notice of maintenance; or null. */
  readonly standIn: string | null
  /** Bytes of the decoded body. */
  readonly bodyBytes: number
}
