/** A file of the public status page. */
export type SiteFile = {
  /** Without a slash at its start, ASCII. */
  readonly path: string
  readonly contentType: string
  readonly cacheControl: string
  /** When this is another text than at the last writing, the file is written anew at once. */
  readonly urgent: string
  /** What else is new in it waits until its last writing is so old; `Infinity`: it is never new. */
  readonly everyMs: number
  /** Made only when it may have to be written. */
  readonly body: () => Promise<Uint8Array>
}

/** Nothing of a public page runs, and nothing comes from elsewhere. */
export const PUBLIC_CSP =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Files and the state of their writing have prefixes of their own in the bucket: only files are for everybody. */
export const SITE = 'site/'
export const SITE_STATE = 'state.json'
