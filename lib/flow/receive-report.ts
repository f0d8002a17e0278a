import { z } from 'zod'
import { measuredPages } from '../model/catalogue.ts'
import type { Clock } from '../model/clock.ts'
import type { Config } from '../model/config.ts'
import { DAY_MS, HOUR_MS } from '../model/duration.ts'
import { pageKeySchema } from '../model/id.ts'
import { REPORT_BYTES, reportFileNameSchema, reportKey } from '../model/report-file.ts'

/** A file that a location has for its hub. */
export const reportOfferSchema = z.strictObject({
  page: pageKeySchema,
  slotMs: z.number().int().nonnegative(),
  name: reportFileNameSchema,
  bytes: z.number().int().min(1).max(REPORT_BYTES),
})

export type ReportOffer = Readonly<z.infer<typeof reportOfferSchema>>

/** A location that was cut off for so long may still bring what it has. */
const OLDEST_MS = 35 * DAY_MS

/**
 * The key of a file that a location offers, or why it isn't taken. The location is that of its token: nobody writes
 * where another one does.
 */
export function reportOffered(
  offer: ReportOffer,
  from: { readonly location: string; readonly config: Config | null; readonly clock: Clock },
): { readonly key: string } | { readonly refusal: string } {
  const nowMs = from.clock.now()
  const isMeasured = from.config !== null && measuredPages(from.config.catalogue).some(({ key }) => key === offer.page)
  if (!isMeasured) return { refusal: `${offer.page} is not measured` }
  if (offer.slotMs > nowMs + HOUR_MS || offer.slotMs < nowMs - OLDEST_MS)
    return { refusal: `slot ${offer.slotMs} is to come, or long gone` }
  return { key: reportKey({ ...offer, location: from.location }, offer.name) }
}
