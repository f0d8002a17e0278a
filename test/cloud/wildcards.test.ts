import { expect, test } from 'vitest'
import { folderOfFile, type SynthesizedStack, synthesize } from '../kit/cloud.ts'
import { ACCOUNT, resolve } from '../kit/resolve-template.ts'

/** What may have a star in an action or a resource, and why. */
const REASONS: Readonly<Record<string, string>> = {
  'TopicKey allows kms:* on *': 'a policy of a key is about that key; without its account nobody could ever change it',
  'TopicKey allows kms:Decrypt on *': 'a policy of a key is about that key',
  'TopicKey allows kms:GenerateDataKey on *': 'a policy of a key is about that key',
  'AWSCDKTrigger… allows lambda:InvokeFunction on arn:aws:lambda:…:*':
    'versions of one function, by CDK’s own provider',
  ...reasonsOf('Export', { prefix: 'exports/', put: 'files get their names when they are made' }),
  ...reasonsOf('Export', {
    prefix: 'cells/',
    put: 'what days come to is named by page and month',
    get: 'as for evidence',
  }),
  ...reasonsOf('Export', { prefix: 'evidence/', get: 'a score may be of any day' }),
  ...reasonsOf('Export', { prefix: 'audits/report/', get: 'sheets show any page’s audits' }),
  ...reasonsOf('Audit', { prefix: 'audits/', put: 'files are named by page and slot' }),
  ...reasonsOf('Web', { prefix: 'exports/', get: 'links to any of them are signed' }),
  ...reasonsOf('Web', {
    prefix: 'audits/',
    put: 'private locations bring theirs by signed links',
    get: 'as for exports',
  }),
  ...reasonsOf('Web', { prefix: 'reviews/', put: 'files are named by their review', get: 'as for exports' }),
  ...reasonsOf('ArchiveDay', {
    prefix: 'evidence/',
    put: 'files are named by page and day',
    get: 'what was written is read back, whichever it is',
  }),
  ...reasonsOf('CloseDay', { prefix: 'evidence/', get: 'what came late may be of any day' }),
  ...reasonsOf('CloseDay', {
    prefix: 'cells/',
    put: 'files are named by page and month',
    get: 'what was counted is read back, whichever day it is of',
  }),
  ...reasonsOf('Sweep', { prefix: 'evidence/', get: 'every day has its time' }),
  'StatusPagePublishStatus allows s3:PutObject on arn:aws:s3:::StatusPageBucket/site/*': 'files are named by portals',
  'StatusPagePublishStatus allows s3:DeleteObject on arn:aws:s3:::StatusPageBucket/site/*': 'as for those that are put',
  'StatusPageBucketPolicy allows s3:GetObject on arn:aws:s3:::StatusPageBucket/site/*':
    'CloudFront reads for everybody what is for everybody',
  'SigningKey allows kms:* on *':
    'a policy of a key is about that key; without its account nobody could ever change it',
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

/** What a function may do to the files under a prefix of the hub's bucket. */
function reasonsOf(id: string, of: { readonly prefix: string; readonly put?: string; readonly get?: string }) {
  const files = `on arn:aws:s3:::nhip-evidence-${ACCOUNT}-ap-southeast-1/${of.prefix}*`
  const put =
    of.put === undefined
      ? {}
      : {
          [`${id} allows s3:PutObject ${files}`]: of.put,
          [`${id} allows s3:AbortMultipartUpload ${files}`]: 'as for those that are finished',
        }
  return { ...put, ...(of.get === undefined ? {} : { [`${id} allows s3:GetObject ${files}`]: of.get }) }
}

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
  if (resource.startsWith('arn:aws:s3:')) return id.replace(/(May)?[0-9A-F]{8}$/, '')
  return id.startsWith('AWSCDKTrigger') ? 'AWSCDKTrigger…' : id
}

function shorten(resource: string): string {
  return resource.replace(/^(arn:aws:(?:logs|lambda)):.*:\*$/, '$1:…:*')
}
