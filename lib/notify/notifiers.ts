import type { Notifiers } from '../model/notifiers.ts'
import { createMail } from './mail.ts'
import type { Notifier, NotifyPorts } from './notifier.ts'
import { createWebhook } from './webhook.ts'

/** Every notifier that the settings name. */
export function createNotifiers(settings: Notifiers, ports: NotifyPorts): readonly Notifier[] {
  return [
    ...settings.webhooks.map((webhook) => createWebhook(webhook, ports)),
    ...settings.mail.map((mail) => createMail(mail)),
  ]
}
