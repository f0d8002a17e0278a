import type { Page } from 'puppeteer-core'

/** Letters that only fonts made for Vietnamese draw: two marks on one letter. */
export const VIETNAMESE_LETTERS: readonly string[] = [...'ẾộữằĐơ']

/**
 * Which letters the browser does not really draw, by their pixels: nothing, the box of a missing glyph, or the bare
 * letter without its marks.
 */
export async function undrawnLetters(page: Page, letters: readonly string[]): Promise<readonly string[]> {
  return page.evaluate((wanted) => {
    const pixels = (text: string): string => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 120, height: 160 })
      const context = canvas.getContext('2d')
      if (!context) throw new Error('no canvas')
      context.font = '80px sans-serif'
      context.fillText(text, 10, 110)
      return context.getImageData(0, 0, 120, 160).data.join()
    }
    // A private character that no font has.
    const strangers = [pixels(''), pixels('\u{10F0FE}')]
    return wanted.filter((letter) => {
      const seen = pixels(letter)
      const bare = letter.normalize('NFD').charAt(0)
      return strangers.includes(seen) || (bare !== letter && seen === pixels(bare))
    })
  }, letters)
}
