import type { Page } from 'puppeteer-core'
import { offersSignIn } from '../http/recognise.ts'
import { inSeenFrames } from './seen-frames.ts'

type Seen = {
  /** A password is asked for. */
  readonly password: boolean
  /** What can be pressed, by what it reads. */
  readonly pressed: readonly string[]
  /** Headings. */
  readonly headings: readonly string[]
}

/**
 * Whether a page shows a way to sign in as its own content, or over it: a field for a password, or buttons that sign in
 * with an account of the state. It is looked for in open shadow trees and large frames as well. What stands at the edges
 * of every page (header, footer, navigation, aside) is none, nor is what can't be seen.
 */
export async function showsLogin(page: Page): Promise<boolean> {
  const frames = await inSeenFrames(page, look)
  return frames.some((seen) => seen.password || offersSignIn(seen))
}

/** Runs in the page. */
function look(): Seen {
  const edges =
    'header, footer, nav, aside, [role=banner], [role=contentinfo], [role=navigation], [role=complementary], [role=search]'
  const bars = '[class*=header i], [id*=header i], [class*=navbar i], [class*=topbar i], [class*=top-bar i]'
  const over = '[aria-modal=true], dialog:modal, .modal, [role=dialog]'
  const treesIn = (root: Document | ShadowRoot): readonly (Document | ShadowRoot)[] => [
    root,
    ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : treesIn(shadowRoot))),
  ]
  const trees = treesIn(document)
  const all = (selector: string): Element[] => trees.flatMap((root) => [...root.querySelectorAll(selector)])
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.getBoundingClientRect().height > 0
  /** A page's classes may speak of its header on all that it holds: a bar is low. */
  const isAtEdge = (element: Element): boolean => {
    if (element.closest(over)) return false
    const bar = element.closest(bars)
    if (element.closest(edges) || (bar && bar.getBoundingClientRect().height < innerHeight / 3)) return true
    const root = element.getRootNode()
    return root instanceof ShadowRoot && isAtEdge(root.host)
  }
  const shown = (selector: string): Element[] => all(selector).filter((one) => isSeen(one) && !isAtEdge(one))
  const reads = (element: Element): string =>
    [
      element instanceof HTMLElement ? element.innerText : '',
      element instanceof HTMLInputElement ? element.value : '',
      ...[element, ...element.querySelectorAll('img')].flatMap((one) =>
        ['aria-label', 'title', 'alt'].map((name) => one.getAttribute(name) ?? ''),
      ),
    ]
      .join(' ')
      .slice(0, 300)
  return {
    password: shown('input[type=password]').length > 0,
    pressed: shown('a[href], button, [role=button], input[type=button], input[type=submit], [onclick]').map(reads),
    headings: shown('h1, h2, h3, h4, h5, h6, legend, [role=heading]').map(reads),
  }
}
