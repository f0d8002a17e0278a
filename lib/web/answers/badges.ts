import { z } from 'zod'
import { LANGS } from '../../model/lang.ts'
import { PUBLIC_STATES } from '../../model/public-status.ts'
import type { PortalBadge } from '../portal-badge.ts'
import { named } from './named.ts'

export const badgeAnswer = named<PortalBadge & { readonly type: 'badge'; readonly portal: string }>(
  'Badge',
  z.object({
    type: z.literal('badge'),
    portal: z.string(),
    reason: z.enum(['not_published', 'nowhere']).nullable(),
    state: z.enum(PUBLIC_STATES).nullable(),
    badges: z.array(
      z.object({
        lang: z.enum(LANGS),
        pictureUrl: z.string(),
        pageUrl: z.string(),
        text: z.string(),
        svg: z.string(),
        code: z.string(),
      }),
    ),
  }),
  'svg is the picture as it is now, code the HTML that shows it on another site. Without any, reason says why: the catalogue does not publish the portal, or there is no public status page (nowhere).',
)
