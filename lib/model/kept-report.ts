import { z } from 'zod'

/** Of the JSON that Lighthouse writes of a load, what is read again after it was kept; everything else is passed over. */
export const keptReportSchema = z.object({
  audits: z.record(
    z.string(),
    z.object({
      score: z.number().nullable(),
      /** By metric, such as `LCP`: in ms, but for `CLS`. */
      metricSavings: z.record(z.string(), z.number()).optional(),
      details: z
        .object({
          overallSavingsBytes: z.number().optional(),
          debugData: z.object({ wastedBytes: z.number().optional() }).optional(),
        })
        .optional(),
    }),
  ),
})

/** The audit `screenshot-thumbnails` of it: what the screen showed, in the order of time. */
export const filmstripSchema = z.object({
  details: z.object({
    items: z.array(
      z.object({
        /** Ms since the load began. */
        timing: z.number().nonnegative(),
        data: z.string().regex(/^data:image\/jpeg;base64,[A-Za-z0-9+/]+={0,2}$/),
      }),
    ),
  }),
})

export type KeptReport = Readonly<z.infer<typeof keptReportSchema>>
export type Frame = Readonly<z.infer<typeof filmstripSchema>['details']['items'][number]>
