import { expect, test } from 'vitest'
import { folderOfFile, type SynthesizedStack, synthesize } from '../kit/cloud.ts'
import { resolve } from '../kit/resolve-template.ts'

/** What may have a star in an action or a resource, and why. */
const REASONS: Readonly<Record<string, string>> = {
  'TopicKey allows kms:* on *': 'a policy of a key is about that key; without its account nobody could ever change it',
  'TopicKey allows kms:Decrypt on *': 'a policy of a key is about that key',
  'TopicKey allows kms:GenerateDataKey on *': 'a policy of a key is about that key',
  'AWSCDKTrigger… allows lambda:InvokeFunction on arn:aws:lambda:…:*':
    'versions of one function, by CDK’s own provider',
  'Export allows s3:PutObject on arn:aws:s3:::EvidenceBucket/exports/*': 'files get their names when they are made',
  'Export allows s3:AbortMultipartUpload on arn:aws:s3:::EvidenceBucket/exports/*': 'as for those that are finished',
  'Web allows s3:GetObject on arn:aws:s3:::EvidenceBucket/exports/*': 'links to any of them are signed',
  '…Log allows logs:CreateLogStream on arn:aws:logs:…:*': 'log streams of one group',
  '…Log allows logs:PutLogEvents on arn:aws:logs:…:*': 'log streams of one group',
}

type Statement = {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource?: string | readonly string[]
}

const { all } = await synthesize(folderOfFile())

test('no policy allows a star in an action or a resource without a reason', () => {
  const found = new Set(all.flatMap(starsIn))
  expect([...found].toSorted()).toEqual(Object.keys(REASONS).toSorted())
})

function starsIn(stack: SynthesizedStack): readonly string[] {
  return Object.entries(stack.resources).flatMap(([id, { Properties }]) =>
    statementsIn(resolve(Properties, stack)).flatMap(({ Effect, Action, Resource = [] }) => {
      if (Effect !== 'Allow') return []
      return [Action].flat().flatMap((action) =>
        [Resource]
          .flat()
          .filter((resource) => action.includes('*') || resource.includes('*'))
          .map((resource) => `${placeOf(id, resource)} allows ${action} on ${shorten(resource)}`),
      )
    }),
  )
}

/** Statements of policies wherever they stand in a resource. */
function statementsIn(value: unknown): readonly Statement[] {
  if (typeof value !== 'object' || value === null) return []
  const { Statement } = value as { readonly Statement?: readonly Statement[] }
  return [
    ...(Array.isArray(Statement) ? (Statement as Statement[]) : []),
    ...Object.values(value).flatMap(statementsIn),
  ]
}

function placeOf(id: string, resource: string): string {
  if (resource.startsWith('arn:aws:logs:')) return '…Log'
  if (resource.startsWith('arn:aws:s3:')) return id.replace(/May[0-9A-F]{8}$/, '')
  return id.startsWith('AWSCDKTrigger') ? 'AWSCDKTrigger…' : id
}

function shorten(resource: string): string {
  return resource.replace(/^(arn:aws:(?:logs|lambda)):.*:\*$/, '$1:…:*')
}
