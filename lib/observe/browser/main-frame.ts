import type { Page } from 'puppeteer-core'

/** The id of a page's main frame: that of its target, whatever documents come into it. */
export async function mainFrameOf(page: Page): Promise<string> {
  const session = await page.createCDPSession()
  const { targetInfo } = await session.send('Target.getTargetInfo')
  await session.detach()
  return targetInfo.targetId
}
