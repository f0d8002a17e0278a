import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'
import { alertSubject, alertText } from '../judge/alert-text.ts'
import type { AlertEvent } from '../model/alert.ts'

/** The alert topic. */
export type Topic = { readonly publish: (event: AlertEvent) => Promise<void> }

/** Attributes let a subscriber filter by policy, without code; empty ones are left out. */
export function createTopic(client: SNSClient, topicArn: string): Topic {
  return {
    publish: async (event) => {
      const { kind, severity, portal, vendor } = event
      const attributes = Object.entries({ event: event.event, kind, severity, portal, vendor }).filter(
        ([, value]) => value,
      )
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: alertSubject(event),
          // Of subscribers, mail gets the text that a person can act on, all others the event.
          MessageStructure: 'json',
          Message: JSON.stringify({ default: JSON.stringify(event), email: alertText(event) }),
          MessageAttributes: Object.fromEntries(
            attributes.map(([name, value]) => [name, { DataType: 'String', StringValue: value as string }]),
          ),
        }),
      )
    },
  }
}
