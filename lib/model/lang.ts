import { z } from 'zod'
import type { BilingualText } from './catalogue.ts'

export type Lang = 'vi' | 'en'

export const LANGS: readonly Lang[] = ['vi', 'en']

export const langSchema = z.enum(['vi', 'en'])

/** A text in one of its languages. */
export function say(text: BilingualText, lang: Lang): string {
  return text[lang]
}
