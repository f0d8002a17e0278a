import type { Frame, Page } from 'puppeteer-core'
import { ownWorld } from './own-world.ts'

/**
 * What a function, which runs in a world of our own, tells of the page's document and of each large frame that can be seen.
 * A frame may go as it is asked: nothing is told of that.
 */
export async function inSeenFrames<T>(page: Page, look: () => T): Promise<readonly T[]> {
  const told = await Promise.all(page.frames().map((frame) => toldBy(frame, look)))
  return told.flatMap((one) => (one === null ? [] : [one.told]))
}

async function toldBy<T>(frame: Frame, look: () => T): Promise<{ readonly told: T } | null> {
  try {
    if (frame.parentFrame() !== null && !(await isLarge(frame))) return null
    return { told: (await ownWorld(frame).evaluate(look)) as T }
  } catch {
    return null
  }
}

async function isLarge(frame: Frame): Promise<boolean> {
  using holder = await frame.frameElement()
  if (holder === null) return false
  return await holder.evaluate((element) => {
    const { width, height } = element.getBoundingClientRect()
    const isSeen = element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    return isSeen && width >= innerWidth / 2 && height >= innerHeight / 4
  })
}
