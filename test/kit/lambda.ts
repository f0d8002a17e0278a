import type { Context, SQSEvent } from 'aws-lambda'

/** What Lambda gives a function besides the event. */
export const CONTEXT = {
  functionName: 'nhip-test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:ap-southeast-1:123456789012:function:nhip-test',
  memoryLimitInMB: '1769',
  awsRequestId: '6bc28136-0000-4f71-8e2b-000000000000',
  logGroupName: '/aws/lambda/nhip-test',
  logStreamName: '2026/11/22/[$LATEST]1',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => 900_000,
} as Context

/** A batch as Lambda's mapping of a queue sends it: messages `m0`, `m1`, … */
export function sqsEvent(...bodies: readonly string[]): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m${index}`,
      receiptHandle: `AQEB${index}`,
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1795316226239',
        SenderId: 'AIDAIENQZJOLO23YVJ4VO',
        ApproximateFirstReceiveTimestamp: '1795316226240',
      },
      messageAttributes: {},
      md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:ap-southeast-1:123456789012:nhip-test',
      awsRegion: 'ap-southeast-1',
    })),
  }
}
