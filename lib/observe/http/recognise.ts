import { decodeHTML } from 'entities'
import type { PageSigns } from '../../model/page-signs.ts'
import type { Body } from './body.ts'

/** Words on the block pages of the products met on public portals; each is specific to such pages. */
const BLOCK_PAGE =
  /requested URL was rejected\. Please consult|Request unsuccessful\. Incapsula|Attention Required! \| Cloudflare|Sorry, you have been blocked|Web Page Blocked|FortiGuard Intrusion Prevention|Mod_?Security|Sucuri WebSite Firewall|Access Denied - Sucuri|Web Application Firewall|tường lửa ứng dụng|Yêu cầu của (bạn|quý khách) (đã )?bị (chặn|từ chối)|Truy cập (của bạn )?(đã )?bị (chặn|từ chối)/i
const CAPTCHA =
  /g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile|challenges\.cloudflare\.com|_cf_chl_opt|cdn-cgi\/challenge-platform|không phải (là )?(người máy|robot)/i
const CHALLENGE_TITLE = /just a moment|xác minh|captcha|robot|security check|kiểm tra bảo mật/i
const PASSWORD_FIELD = /<input\b[^>]*\btype\s*=\s*["']?password\b/i
const LOGIN_WORDS = /đăng nhập|sign[ -]?in|log[ -]?in|xác thực (tài khoản|người dùng)|single sign/i
const NOT_FOUND_WORDS = /\b404\b|not found|không tìm thấy|không tồn tại/i

/** The signs are looked for in the beginning of the markup. */
const SIGN_CHARS = 262_144

/** Block pages and challenges are short; a long page that has such words speaks about them. */
const NOTICE_CHARS = 50_000
const CHALLENGE_CHARS = 20_000

/**
 * Signs on a page. The expected text is looked for in the whole decoded body: entities decoded, NFC, case-insensitive.
 */
export function recognise(body: Body, expectText: string | null): PageSigns {
  return signsOf(decodeText(body), { expectText, bodyBytes: body.bodyBytes })
}

/** The same for markup that is at hand as text. */
export function signsOf(
  markup: string,
  of: { readonly expectText: string | null; readonly bodyBytes: number },
): PageSigns {
  const start = markup.slice(0, SIGN_CHARS)
  const title = plain(/<title\b[^>]*>([\s\S]*?)<\/title>/i.exec(start)?.[1])
  const heading = plain(/<h1\b[^>]*>([\s\S]*?)<\/h1>/i.exec(start)?.[1])
  const headline = `${title ?? ''} ${heading ?? ''}`
  return {
    textFound: of.expectText === null ? null : fold(decodeHTML(markup)).includes(fold(of.expectText)),
    title,
    blockPage: markup.length < NOTICE_CHARS && BLOCK_PAGE.test(start),
    captcha: CAPTCHA.test(start) && (CHALLENGE_TITLE.test(headline) || start.length < CHALLENGE_CHARS),
    passwordField: PASSWORD_FIELD.test(start),
    loginWords: LOGIN_WORDS.test(headline),
    notFoundWords: NOT_FOUND_WORDS.test(headline),
    bodyBytes: of.bodyBytes,
  }
}

function decodeText({ bytes, contentType }: Body): string {
  const declared =
    /charset\s*=\s*["']?([\w-]+)/i.exec(contentType)?.[1] ??
    /<meta\b[^>]*charset\s*=\s*["']?([\w-]+)/i.exec(bytes.subarray(0, 2_048).toString('latin1'))?.[1]
  try {
    return new TextDecoder(declared ?? 'utf-8').decode(bytes)
  } catch {
    // An unknown charset label: browsers fall back too, and the text is what can be read of it.
    return new TextDecoder('utf-8').decode(bytes)
  }
}

function plain(html: string | undefined): string | null {
  if (html === undefined) return null
  return decodeHTML(html.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()
    .normalize('NFC')
    .slice(0, 300)
}

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
