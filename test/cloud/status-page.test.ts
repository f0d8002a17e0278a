import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { PUBLIC_CSP } from '../../lib/model/site-file.ts'
import {
  folderOfFile,
  functionsOf,
  type Resource,
  resourcesOf,
  STATUS_PAGE,
  type SynthesizedStack,
  synthesize,
  writeCatalogue,
} from '../kit/cloud.ts'
import { resolve } from '../kit/resolve-template.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

const { hub } = await synthesize(folderOfFile())

describe('the public status page', () => {
  const kinds = (stack: SynthesizedStack): readonly string[] => Object.values(stack.resources).map(({ Type }) => Type)

  test.each([
    ['the catalogue publishes nothing', { publish: undefined, statusPage: STATUS_PAGE }],
    ['it has no place', { publish: { portals: 'all' }, statusPage: undefined }],
  ])('is not there where %s: no bucket, no distribution, no function', async (_, { publish, statusPage }) => {
    const catalogue = writeCatalogue(temporaryFolder(), { publish })
    const made = await synthesize(temporaryFolder(), { catalogue, statusPage })
    expect(kinds(made.hub).filter((type) => /CloudFront/.test(type))).toEqual([])
    expect(resourcesOf(made.hub, 'AWS::S3::Bucket').map(([id]) => id)).toEqual(['EvidenceBucket'])
    expect(functionsOf(made.hub).map(({ name }) => name)).not.toContain('publish-status')
    expect(JSON.stringify(made.hub.resources)).not.toContain('NHIP_STATUS_PAGE')
  })

  test('is read over TLS 1.2 and more alone, compressed, with nothing that runs, by a name of one’s own', () => {
    const [[, { Properties }]] = resourcesOf(hub, 'AWS::CloudFront::Distribution') as unknown as [[string, Resource]]
    expect(Properties.DistributionConfig).toMatchObject({
      Aliases: [STATUS_PAGE.domain],
      DefaultRootObject: 'index.html',
      ViewerCertificate: {
        AcmCertificateArn: STATUS_PAGE.certificate,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
      DefaultCacheBehavior: {
        Compress: true,
        ViewerProtocolPolicy: 'redirect-to-https',
        AllowedMethods: ['GET', 'HEAD'],
      },
      Origins: [
        { OriginPath: '/site', OriginAccessControlId: expect.anything(), S3OriginConfig: { OriginAccessIdentity: '' } },
      ],
    })
    expect(Properties.DistributionConfig as object).not.toHaveProperty('Logging')
    const [[, headers]] = resourcesOf(hub, 'AWS::CloudFront::ResponseHeadersPolicy') as unknown as [[string, Resource]]
    const text = JSON.stringify(headers.Properties)
    expect(text).toContain(PUBLIC_CSP)
    for (const name of ['StrictTransportSecurity', 'ContentTypeOptions', 'FrameOptions', 'ReferrerPolicy'])
      expect(text).toContain(name)
  })

  test('lies in a bucket that nobody but that distribution reads, and of it not the state of its writing', () => {
    expect(hub.resources.StatusPageBucket?.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    })
    const policy = resourcesOf(hub, 'AWS::S3::BucketPolicy').find(([, { Properties }]) =>
      JSON.stringify(Properties.Bucket).includes('StatusPageBucket'),
    )?.[1].Properties.PolicyDocument as { readonly Statement: readonly { readonly Effect: string }[] }
    const allowed = resolve(
      policy.Statement.filter(({ Effect }) => Effect === 'Allow'),
      hub,
    )
    expect(allowed).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::StatusPageBucket/site/*',
        Condition: { StringEquals: { 'AWS:SourceArn': expect.stringMatching(/distribution\/StatusPageDistribution/) } },
      },
    ])
  })

  test('has the file of a folder where a folder is asked for', () => {
    const [[, { Properties }]] = resourcesOf(hub, 'AWS::CloudFront::Function') as unknown as [[string, Resource]]
    const at = (uri: string): unknown =>
      runInNewContext(`${String(Properties.FunctionCode)}; handler(${JSON.stringify({ request: { uri } })}).uri`)
    expect(['/', '/en/portals/hue/', '/status.json'].map(at)).toEqual([
      '/index.html',
      '/en/portals/hue/index.html',
      '/status.json',
    ])
  })
})
