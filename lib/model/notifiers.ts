import { z } from 'zod'
import { type AlertEvent, portalsOf } from './alert.ts'
import { idSchema } from './id.ts'

const some = <T extends z.ZodType>(one: T) => z.array(one).min(1).optional()

/** Which alerts a notifier tells; what is absent lets all through. */
const onlySchema = z.strictObject({
  events: some(z.enum(['opened', 'joined', 'escalated', 'reminded', 'resolved'])),
  kinds: some(z.enum(['down', 'slow', 'regional', 'burn', 'shift', 'pillar', 'certificate', 'monitor'])),
  severities: some(z.enum(['page', 'ticket', 'info'])),
  portals: some(idSchema),
  vendors: some(idSchema),
})

const common = {
  /** Names it in the log, and in what was told by it: a new one has told nothing yet. */
  id: idSchema,
  only: onlySchema.default({}),
  /** `escalations`: hears only of what nobody has taken on in time, and of its end. */
  topic: z.enum(['alerts', 'escalations']).default('alerts'),
}

const webhookSchema = z.strictObject({
  ...common,
  url: z.url({ protocol: /^https?$/ }),
  /** Signs each message; shared with the receiver. */
  secret: z.string().min(16).max(200),
})

const address = z.email()
const mailSchema = z
  .strictObject({
    ...common,
    host: z.string().min(1).max(253),
    port: z.int().min(1).max(65_535),
    /** `tls` from the first byte, `starttls` before anything else, `none` for a relay on the same machine. */
    security: z.enum(['tls', 'starttls', 'none']),
    user: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    from: address,
    to: z.array(address).min(1).max(50),
  })
  .superRefine(({ user, password }, context) => {
    if ((user === undefined) === (password === undefined)) return
    const missing = user === undefined ? 'user' : 'password'
    const message = 'write user and password, or neither for a server that asks for none'
    context.addIssue({ code: 'custom', path: [missing], message })
  })

/** How people are told besides by subscribers of the topic. It holds secrets: a file of its owner's, or a secret on AWS. */
export const notifiersSchema = z
  .strictObject({ webhooks: z.array(webhookSchema).default([]), mail: z.array(mailSchema).default([]) })
  .superRefine((settings, context) => {
    // Of whatever kinds there are: what one has told, another of its name would take for told.
    const ids = Object.values(settings).flatMap((some) => some.map(({ id }) => id))
    for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index)))
      context.addIssue({ code: 'custom', message: `two notifiers are called ${id}` })
  })

export type Notifiers = Readonly<z.infer<typeof notifiersSchema>>
export type WebhookSettings = Notifiers['webhooks'][number]
export type MailSettings = Notifiers['mail'][number]
export type Only = z.infer<typeof onlySchema>

/** Whether an alert is among those that a notifier tells. */
export function isWanted({ only, topic }: Pick<WebhookSettings, 'only' | 'topic'>, event: AlertEvent): boolean {
  const isEscalation = event.event === 'escalated' || event.facts.escalated === true
  const isHeard = topic === 'escalations' ? isEscalation : event.event !== 'escalated'
  return isHeard && passes(only, event)
}

function passes({ events, kinds, severities, portals, vendors }: Only, event: AlertEvent): boolean {
  const has = (all: readonly string[] | undefined, one: string | null): boolean =>
    all === undefined || (one !== null && all.includes(one))
  return (
    has(events, event.event) &&
    has(kinds, event.kind) &&
    has(severities, event.severity) &&
    (portals === undefined || portalsOf(event).some((portal) => portals.includes(portal))) &&
    has(vendors, event.vendor)
  )
}
