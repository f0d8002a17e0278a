import type { Frame, Page } from 'puppeteer-core'

type World = Pick<Page, 'evaluate' | 'evaluateHandle'>

/**
 * A world of our own in a frame: it has the frame's document, and nothing of what the page's scripts have made of the
 * language and of its objects; nor do forms stand there for what a document has by their names. What a handle from it
 * evaluates runs there as well. Puppeteer has one for its own needs, which its types don't show.
 */
export function ownWorld(frame: Frame): World {
  return (frame as unknown as { isolatedRealm: () => World }).isolatedRealm()
}
