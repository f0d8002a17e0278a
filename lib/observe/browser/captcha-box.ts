import type { Page } from 'puppeteer-core'
import { inSeenFrames } from './seen-frames.ts'

type Seen = {
  /** The first captcha that can be seen. */
  readonly captcha: string | null
  /** What can be pressed, by what it reads. */
  readonly pressed: readonly string[]
}

/** A button of a form to be filled in, which may end with a captcha. */
const SENDS_FORM =
  /(?:nộp|gửi|lưu|trình|đăng ký|hoàn tất)\s+(?:hồ sơ|tờ khai|đơn|thông tin|đăng ký|phản ánh)|^\s*(?:nộp|lưu|thanh toán|đăng ký)(?=\s|$)|submit application/i

/**
 * The kind of captcha that a page shows in place of a form, in words; null where it shows none, or where it stands at the
 * end of a form: beside a button that sends one. To be asked of a page whose form did not come. Open shadow trees and
 * large frames are looked into as well.
 */
export async function showsCaptcha(page: Page): Promise<string | null> {
  const seen = await inSeenFrames(page, look)
  if (seen.some(({ pressed }) => pressed.some((text) => SENDS_FORM.test(text.normalize('NFC'))))) return null
  return seen.find(({ captcha }) => captcha !== null)?.captcha ?? null
}

/** Runs in the page. */
function look(): Seen {
  const edges = 'header, footer, nav, aside, [role=banner], [role=contentinfo], [role=navigation]'
  const badge = '.grecaptcha-badge, .grecaptcha-badge *, [data-size=invisible], [data-size=invisible] *'
  /** Whose widget it is, by what its maker says that pages hold. */
  const widgets: readonly (readonly [string, string])[] = [
    ['reCAPTCHA', '.g-recaptcha, iframe[src*="/recaptcha/"]'],
    ['hCaptcha', '.h-captcha, iframe[src*="hcaptcha.com"]'],
    ['Turnstile', '.cf-turnstile, iframe[src*="challenges.cloudflare.com"]'],
    ['GeeTest', '[class^="geetest_"], [class*=" geetest_"]'],
    ['a captcha of its own', ':is([class*=captcha i], [id*=captcha i]):has(img, canvas, svg, iframe)'],
  ]
  const answerName = /captcha|ma-?_?(?:xac-?_?nhan|bao-?_?ve|kiem-?_?tra|an-?_?toan)/i
  const answerWords =
    /captcha|mã (?:xác nhận|bảo vệ|bảo mật|kiểm tra|an toàn)|(?:ký tự|chữ|mã|số)[^.]{0,30} (?:hình|ảnh)/i
  const treesIn = (root: Document | ShadowRoot): readonly (Document | ShadowRoot)[] => [
    root,
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : treesIn(shadowRoot))),
  ]
  const trees = treesIn(document)
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.getBoundingClientRect().height > 0
  const shown = (selector: string): Element[] =>
    trees
      .flatMap((root) => [...root.querySelectorAll(selector)])
      .filter((one) => isSeen(one) && !one.matches(badge) && !one.closest(edges))
  /** A field that asks what stands in a picture beside it. */
  const isAnswer = (field: Element): boolean => {
    const names = ['name', 'id'].map((name) => field.getAttribute(name) ?? '')
    const labels = field instanceof HTMLInputElement ? [...(field.labels ?? [])].map(({ innerText }) => innerText) : []
    const words = [...labels, ...['placeholder', 'aria-label', 'title'].map((name) => field.getAttribute(name) ?? '')]
    const asks =
      names.some((name) => answerName.test(name)) || words.some((text) => answerWords.test(text.normalize('NFC')))
    let box = field.parentElement
    for (let up = 0; asks && box && up < 4; up++, box = box.parentElement)
      if ([...box.querySelectorAll('img, canvas, svg')].some(isSeen)) return true
    return false
  }
  const widget = widgets.find(([, selector]) => shown(selector).length > 0)?.[0]
  const asked = shown('input:not([type=hidden], [type=submit], [type=button], [type=password])').some(isAnswer)
  return {
    captcha: widget ?? (asked ? 'letters of a picture' : null),
    pressed: shown('button, [role=button], input[type=button], input[type=submit]').map((one) =>
      [
        one instanceof HTMLElement ? one.innerText : '',
        one instanceof HTMLInputElement ? one.value : '',
        one.getAttribute('aria-label') ?? '',
      ]
        .join(' ')
        .trim()
        .slice(0, 300),
    ),
  }
}
