import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import { alertSubject, alertText } from '../judge/alert-text.ts'
import { type AlertEvent, portalsOf } from '../model/alert.ts'

/** The alert topic. */
export type Topic = { readonly publish: (event: AlertEvent) => Promise<void> }

/**
 * Attributes let a subscriber filter by policy, without code; empty ones are left out. Where incidents of several portals
 * are told as one, `portal` is an array, of which a policy matches any.
 */
export function createTopic(client: SNSClient, topicArn: string): Topic {
  return {
    publish: async (event) => {
      const { kind, severity, portal, vendor } = event
      const portals = portalsOf(event)
      const attributes = Object.entries({
        event: text(event.event),
        kind: text(kind),
        severity: text(severity),
        portal: portals.length > 1 ? { DataType: 'String.Array', StringValue: JSON.stringify(portals) } : text(portal),
        vendor: text(vendor),
      }).filter(([, attribute]) => attribute.StringValue)
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: alertSubject(event),
          // Of subscribers, mail gets the text that a person can act on, all others the event.
          MessageStructure: 'json',
          Message: JSON.stringify({ default: JSON.stringify(event), email: alertText(event) }),
          MessageAttributes: Object.fromEntries(attributes),
        }),
      )
    },
  }
}

function text(value: string | null): MessageAttributeValue {
  return { DataType: 'String', StringValue: value ?? undefined }
}
