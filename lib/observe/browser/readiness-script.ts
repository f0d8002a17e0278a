import type { Engine } from '../../model/catalogue.ts'
import type { EngineForm } from '../../model/engine.ts'

/** What a page is waited for to show: something of its own, or the form of an engine. */
export type Wanted =
  | { readonly kind: 'selector'; readonly selector: string }
  | { readonly kind: 'form'; readonly forms: readonly EngineForm[] }

/** Epoch ms of the browser's clock: a document's navigation began, or what is waited for can be used. */
export type WatchMessage =
  | { readonly kind: 'document'; readonly atMs: number }
  | { readonly kind: 'ready'; readonly atMs: number; readonly engine: Engine | null }

/** The function in the page by which the script reports. */
export const WATCH_BINDING = 'nhipReport'

/**
 * Source of a script for every new document of a page, or for the present one, in which only what is not there yet
 * counts. It looks once per frame, so that the looking costs the page
 * little, and reports the first frame in which what is wanted is there. What a selector of the page's own matches must
 * be rendered, not hidden, not transparent and larger than nothing. A form has come with its first field that can be
 * used besides: enabled, no part of a skeleton or of what is busy, not the page's search or login, and under no veil
 * that says it is loading; a notice over the page that its reader closes is none. Of a form that is there twice, for phones and for others, the one that is seen counts.
 * It looks into frames, too, where they share the page's process, and into open shadow trees: for a selector of the
 * page's own, and for forms whose marks nothing else has. What other fields are there may be a chat's or a map's.
 */
export function watchScript(wanted: Wanted, document: 'new' | 'present'): string {
  return `(${watch.toString()})(${JSON.stringify(wanted)}, ${document === 'new'}, ${WATCH_BINDING})`
}

/** Runs in the page. */
function watch(wanted: Wanted, isNew: boolean, report: (message: string) => void): void {
  const isTop = window === window.top
  const isBeyondDoubt = (engine: Engine): boolean => engine === 'formio' || engine === 'surveyjs'
  const forms = wanted.kind === 'form' ? wanted.forms.filter(({ engine }) => isTop || isBeyondDoubt(engine)) : []
  if (!isTop && wanted.kind === 'form' && forms.length === 0) return
  if (isTop && isNew) report(JSON.stringify({ kind: 'document', atMs: performance.timeOrigin }))

  const isSeen = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect()
    const shown = { visibilityProperty: true, opacityProperty: true }
    return (
      width > 0 && height > 0 && element.checkVisibility(shown) && window.frameElement?.checkVisibility(shown) !== false
    )
  }
  const notUsable =
    ':disabled, [aria-busy=true] *, [class*=skeleton i], [class*=skeleton i] *, ' +
    '[class*=shimmer i] *, .placeholder-glow *, header *, footer *, nav *, aside *, [role=search] *, [role=banner] *, ' +
    '[role=contentinfo] *, [role=navigation] *, [role=complementary] *, ' +
    // All of a page of WebForms is one form.
    'form:has([type=password]):not(:has([name="__VIEWSTATE"], [name="__VSTATE"])) *'
  const drawnOtherwise = 'input:is([type=radio], [type=checkbox], [type=file], [role=combobox], [readonly])'
  const beside =
    '[class*=chatbox i], [id*=chatbox i], [class*=chatbot i], [id*=chatbot i], [class*=chat-widget i], ' +
    '[id*=chat-widget i], [class*=livechat i], [id*=livechat i], [class*=cookie i], [id*=cookie i]'
  const setAside = '[inert] *, [aria-hidden=true] *'
  const modal = '[aria-modal=true], dialog:modal'
  const loading =
    '[class*=loading i], [class*=loader i], [id*=loading i], [id*=loader i], [class*=spinner i], [class*=blockui i], ' +
    '[aria-busy=true], [role=progressbar]'

  /** The element itself, and what holds the shadow tree that it is in. */
  const withHosts = (element: Element): readonly Element[] => {
    const root = element.getRootNode()
    return root instanceof ShadowRoot ? [element, ...withHosts(root.host)] : [element]
  }

  /** Something that covers the window and says, by itself or by what it holds, that the page is loading. */
  const isVeiled = (field: Element): boolean => {
    const top = document.elementFromPoint(innerWidth / 2, innerHeight / 2)
    const held = withHosts(field)
    for (let cover = top; cover && !held.some((one) => cover?.contains(one)); cover = cover.parentElement) {
      const { width, height } = cover.getBoundingClientRect()
      if (width < innerWidth * 0.9 || height < innerHeight * 0.9) continue
      if (!['fixed', 'absolute'].includes(getComputedStyle(cover).position)) continue
      if (cover.matches(loading) || top?.closest(loading) || [...cover.querySelectorAll(loading)].some(isSeen))
        return true
    }
    return false
  }
  /** In what holds the field and a password, there are so many other fields: a name, and letters from a picture. */
  const loginFields = 2
  const typed =
    'input:not([type=hidden], [type=password], [type=submit], [type=button], [type=checkbox]), select, textarea'
  /** A page's login need not be a form of its own. */
  const isOfLogin = (field: Element): boolean => {
    const form = field.closest('form')
    if (form && !form.querySelector('[type=password]')) return false
    for (let box = field.parentElement; box; box = box.parentElement) {
      if (![...box.querySelectorAll('[type=password]')].some(isSeen)) continue
      return [...box.querySelectorAll(typed)].filter(isSeen).length <= loginFields
    }
    return false
  }
  /** A notice over the page sets aside what is there: its reader closes it. */
  const isUnderNotice = (): boolean => [...document.querySelectorAll(modal)].some(isSeen)
  /** Libraries draw choices by what holds the true one, which lies over it and can't be seen. */
  const isDrawnByHolder = (field: Element): boolean => {
    const holder = field.parentElement
    if (!field.matches(drawnOtherwise) || !holder || getComputedStyle(field).opacity !== '0' || !isSeen(holder))
      return false
    const [own, around] = [field.getBoundingClientRect(), holder.getBoundingClientRect()]
    const meets =
      own.left < around.right && own.right > around.left && own.top < around.bottom && own.bottom > around.top
    return meets && field.checkVisibility({ visibilityProperty: true })
  }
  /** What keeps its place over a part of the window, for talk or for consent, is none of the page's content. */
  const isBeside = (field: Element): boolean => {
    for (let box = field.closest(beside); box; box = box.parentElement) {
      const { width, height } = box.getBoundingClientRect()
      if (getComputedStyle(box).position === 'fixed') return width * height < (innerWidth * innerHeight) / 2
    }
    return false
  }
  /** What opens the choice of a file, where the field for it is not shown. */
  const isChosenOtherwise = (field: Element): boolean => {
    if (!field.matches('input[type=file]')) return false
    const labels = [...((field as HTMLInputElement).labels ?? [])]
    const holder = field.closest('[role=button], [class*=upload i], [class*=dropzone i], [class*=file-drop i]')
    return [...labels, ...(holder ? [holder] : [])].some(isSeen)
  }
  /** Asks what stands in a picture: no part of what the form is for. */
  const isAnswer = (field: Element): boolean => {
    const labels = [...((field as HTMLInputElement).labels ?? [])].map(({ innerText }) => innerText)
    const told = ['name', 'id', 'placeholder', 'aria-label'].map((name) => field.getAttribute(name) ?? '')
    return /captcha|mã (?:xác nhận|bảo vệ|bảo mật|kiểm tra|an toàn)|ma-?_?(?:xac-?_?nhan|bao-?_?ve)/i.test(
      [...told, ...labels].join(' ').normalize('NFC'),
    )
  }
  const isUsable = (field: Element): boolean => {
    const held = withHosts(field)
    if (
      !(isSeen(field) || isDrawnByHolder(field) || isChosenOtherwise(field)) ||
      isBeside(field) ||
      held.some((element) => element.matches(notUsable))
    )
      return false
    if (isOfLogin(field) || isVeiled(field) || isAnswer(field)) return false
    return !held.some((element) => element.matches(setAside)) || isUnderNotice()
  }

  /** So many frames go by before new shadow trees are looked for: that is looking at every element of the page. */
  const treesEvery = 6
  let trees: readonly (Document | ShadowRoot)[] = [document]
  const treesIn = (root: Document | ShadowRoot): readonly (Document | ShadowRoot)[] => [
    root,
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : treesIn(shadowRoot))),
  ]
  const news = (selector: string, roots: readonly (Document | ShadowRoot)[]): Element[] =>
    roots.flatMap((root) => [...root.querySelectorAll(selector)]).filter((element) => !known.has(element))

  const all = wanted.kind === 'selector' ? wanted.selector : forms.map(({ fields }) => fields).join(', ')
  const present = isNew ? [] : treesIn(document).flatMap((root) => [...root.querySelectorAll(all)])
  const couldBeUsed = (element: Element): boolean => isUsable(element) && !element.matches(setAside)
  const known = new WeakSet(present.filter(wanted.kind === 'selector' ? isSeen : couldBeUsed))

  const found = (): { readonly engine: Engine | null } | null => {
    if (wanted.kind === 'selector') {
      return news(wanted.selector, trees).some(isSeen) ? { engine: null } : null
    }
    for (const { engine, marks, fields } of forms) {
      const roots = isBeyondDoubt(engine) ? trees : [document]
      if (!roots.some((root) => root.querySelector(marks))) continue
      if (news(fields, roots).some(isUsable)) return { engine }
      // One engine's form may be on its way in a page of another's.
      if (isBeyondDoubt(engine)) return null
    }
    return null
  }
  let frames = 0
  const look = (): void => {
    if (frames++ % treesEvery === 0) trees = treesIn(document)
    const come = found()
    if (come === null) requestAnimationFrame(look)
    else report(JSON.stringify({ kind: 'ready', atMs: performance.timeOrigin + performance.now(), ...come }))
  }
  requestAnimationFrame(look)
}
