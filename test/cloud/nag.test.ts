import { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import { AwsSolutionsChecks } from 'cdk-nag'
import { expect, test } from 'vitest'
import { folderOfFile, synthesize } from '../kit/cloud.ts'

const folder = folderOfFile()

test('the rules of AwsSolutions find nothing', async () => {
  const { app } = await synthesize(folder)
  expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([])
})

test('they would find something', async () => {
  const { app } = await synthesize(folder)
  const queues = app.node.findAll().filter((node): node is CfnQueue => node instanceof CfnQueue)
  for (const queue of queues) queue.redrivePolicy = undefined
  const found = new AwsSolutionsChecks(app).validateScope(app).violations
  expect(found.map(({ ruleName }) => ruleName)).toEqual(['AwsSolutions-SQS3'])
})
