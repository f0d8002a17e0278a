import type { Markup } from './markup.ts'
import { isNotice } from './obstructions.ts'

/** A page that a server's software brings along: by its title, and by what else is on no other page. */
type ServerPage = {
  readonly product: string
  readonly title: RegExp
  /** In what a reader sees. */
  readonly text?: RegExp
  /** In tags. */
  readonly code?: RegExp
}

const SERVER_PAGES: readonly ServerPage[] = [
  { product: 'nginx', title: /^welcome to nginx\b/i, text: /nginx web server is successfully installed/i },
  { product: 'nginx', title: /^test page for the nginx http server/i, text: /test the proper operation/i },
  { product: 'OpenResty', title: /^welcome to openresty\b/i, text: /openresty[^.]{0,60} is successfully installed/i },
  { product: 'Apache', title: /^apache2 .{0,40}default page/i, text: /it works/i },
  {
    product: 'Apache',
    title: /^(?:apache )?(?:http server )?test page (?:for|powered by)|^http server test page/i,
    text: /test the proper operation/i,
  },
  {
    product: 'IIS',
    title: /^(?:iis(?: ?[\d.]+)?(?: (?:windows|express)[\w .]{0,30})?|microsoft internet information services \d+)$/i,
    code: /iisstart|welcome\.png|iis-\d+\.png|go\.microsoft\.com\/fwlink/i,
  },
  { product: 'Tomcat', title: /^apache tomcat\b/i, text: /successfully installed tomcat/i },
  { product: 'WildFly', title: /^welcome to (?:wildfly|jboss)\b/i, text: /(?:wildfly|jboss)[^.]{0,60} is running/i },
  { product: 'GlassFish', title: /^(?:eclipse )?glassfish server/i, text: /your server is now running/i },
  { product: 'Caddy', title: /^caddy works!?$/i, text: /\bcaddy\b/i },
  {
    product: 'cPanel',
    title: /^default web site page$/i,
    text: /website owner|server administrator|hosting provider/i,
  },
  { product: 'Plesk', title: /^(?:web server[’']s |domain )default page$/i, text: /\bplesk\b/i },
  { product: 'XAMPP', title: /^welcome to xampp$/i, text: /successfully installed xampp/i },
]

/** Apache's oldest page has no title. */
const IT_WORKS = /^it works!$/i

/** Folders of a server that nobody has put a page into. */
const LISTING = /^index of \//i
const LISTING_TEXT = /parent directory|last modified|\.\.\//i

const ERROR_HEADLINE =
  /^(?:http )?(?:error |lỗi )?50[0-4](?:$|[ :–-]{1,3}(?:internal|bad gateway|service|gateway|server|error|lỗi)\b)|^(?:bad gateway|gateway time-?out|internal server error|service (?:temporarily )?unavailable)\b/i

/** Of what is now: portals announce on their own pages what is to come. */
const MAINTENANCE =
  /(?:đang|tạm(?: thời)?)(?: được| trong quá trình| thực hiện| tiến hành)*[^.!?\d]{0,40}(?:bảo trì|nâng cấp)|tạm (?:ngừng|ngưng|dừng)[^.!?\d]{0,60}(?:bảo trì|nâng cấp)|(?:under|down for|undergoing) (?:scheduled )?maintenance|we(?:’|')?ll be (?:right )?back soon/i
const MAINTENANCE_TITLE = /^(?:bảo trì|nâng cấp)(?: hệ thống| website| cổng)?$|^(?:site |system )?maintenance$/i

/** What a notice of maintenance says is said shortly. */
const NOTICE_CHARS = 600
const BARE_CHARS = 300

/**
 * What a server shows in the place of the portal although it says that all is well, in words: its software's own page, a
 * folder's files, an error, a notice of maintenance. Null where it is none of them, as far as that can be told beyond doubt:
 * portals write of maintenance in their news, and hidden in their pages.
 */
export function standInOf(markup: Markup): string | null {
  const { title, heading, text } = markup
  const headline = title ?? ''
  const tags = markup.tags.join('\n')
  const server = SERVER_PAGES.find(
    (page) =>
      page.title.test(headline) && (page.text === undefined || page.text.test(text)) && (page.code?.test(tags) ?? true),
  )
  if (server) return `the default page of ${server.product}`
  if (IT_WORKS.test(text.trim())) return 'the default page of Apache'
  if (LISTING.test(headline) && LISTING.test(heading ?? '') && LISTING_TEXT.test(text)) return 'a list of files'
  if (!isNotice(markup) || markup.tags.some(isField)) return null
  if (ERROR_HEADLINE.test(headline) && (heading === null || ERROR_HEADLINE.test(heading))) return 'an error'
  return saysMaintenance(markup) ? 'a notice of maintenance' : null
}

function saysMaintenance({ title, heading, subheading, text, tags }: Markup): boolean {
  if (text.length >= NOTICE_CHARS) return false
  const isAbout = (line: string | null): boolean =>
    line !== null && (MAINTENANCE.test(line) || MAINTENANCE_TITLE.test(line.trim()))
  // A portal's own page may have a heading of the second rank in a dialog that nobody sees.
  if (isAbout(title) || isAbout(heading) || (heading === null && isAbout(subheading))) return true
  // The same goes for a sentence, where there is more to the page: headings, or a script that makes it.
  const isMore = heading !== null || subheading !== null || tags.some((tag) => /^script\b/i.test(tag))
  return text.length < BARE_CHARS && !isMore && MAINTENANCE.test(text)
}

function isField(tag: string): boolean {
  if (/^(?:select|textarea)\b/i.test(tag)) return true
  return /^input\b/i.test(tag) && !/\stype\s*=\s*["']?(?:hidden|button|submit)\b/i.test(tag)
}
