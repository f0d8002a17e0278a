import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import type { DeploymentPlan } from '../model/plan-deployment.ts'
import { PUBLIC_CSP, SITE, SITE_STATE } from '../model/site-file.ts'
import { acknowledge } from './acknowledge.ts'
import { NhipFunction, type NhipFunctionProps } from './nhip-function.ts'
import { pin } from './pin.ts'
import type { RowsTable } from './rows-table.ts'

export type StatusPageProps = {
  readonly place: NonNullable<DeploymentPlan['statusPage']>
  readonly table: RowsTable
  readonly all: Pick<NhipFunctionProps<'publish-status'>, 'prefix' | 'packages' | 'logRetentionDays' | 'alarms'>
}

const LOGICAL_ID = 'StatusPageBucket'

/** A folder's file: CloudFront itself knows one for the root alone. */
const INDEX_OF_FOLDERS = `function handler(event) {
  var request = event.request
  if (request.uri.endsWith('/')) request.uri += 'index.html'
  return request
}
`

/**
 * The public status page: files in a bucket of their own, which CloudFront alone may read, and of it only what is for
 * everybody; and the function that writes them.
 */
export class StatusPage extends Construct {
  readonly writer: NhipFunction<'publish-status'>
  /** Where it is found once the name of its place is pointed here. */
  readonly domainName: string

  constructor(scope: Construct, id: string, { place, table, all }: StatusPageProps) {
    super(scope, id)
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    pin(bucket, LOGICAL_ID)
    acknowledge(bucket, {
      'AwsSolutions-S1': 'What it holds is for everybody, and one function alone writes it: there is nothing to log.',
    })
    this.writer = this.addWriter(bucket, { table, all })
    const distribution = this.addDistribution(bucket, place)
    this.domainName = distribution.distributionDomainName
    // Of the files for everybody alone: what is remembered of their writing stays inside.
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects(`${SITE}*`)],
        conditions: { StringEquals: { 'AWS:SourceArn': distribution.distributionArn } },
      }),
    )
  }

  private addWriter(
    bucket: Bucket,
    { table, all }: Pick<StatusPageProps, 'table' | 'all'>,
  ): NhipFunction<'publish-status'> {
    const writer = new NhipFunction(this, 'PublishStatus', {
      ...all,
      name: 'publish-status',
      description: 'Writes the files of the public status page',
      memoryMb: 1_024,
      // Never two at once.
      timeout: Duration.seconds(55),
      environment: { NHIP_TABLE: table.name, NHIP_SITE: bucket.bucketName },
    })
    table.grantGet(writer)
    table.grantQuery(writer)
    writer.may({
      actions: ['s3:PutObject', 's3:DeleteObject'],
      resources: [bucket.arnForObjects(`${SITE}*`)],
    })
    writer.may({ actions: ['s3:GetObject', 's3:PutObject'], resources: [bucket.arnForObjects(SITE_STATE)] })
    // Who may not list is not told that a file isn't there yet.
    writer.may({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] })
    acknowledge(writer, {
      [`AwsSolutions-IAM5[Resource::<${LOGICAL_ID}.Arn>/${SITE}*]`]:
        'Files are named by portals; what begins otherwise is out of reach.',
    })
    return writer
  }

  private addDistribution(bucket: Bucket, place: StatusPageProps['place']): Distribution {
    const prefix = Stack.of(this).stackName
    const distribution = new Distribution(this, 'Distribution', {
      comment: `${prefix}: public status page`,
      domainNames: [place.domain],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', place.certificate),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_200,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        // What CDK would grant it besides is all of the bucket.
        origin: S3BucketOrigin.withBucketDefaults(bucket as IBucket, {
          originPath: `/${SITE.slice(0, -1)}`,
          originAccessControlId: new S3OriginAccessControl(this, 'Access').originAccessControlId,
        }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        compress: true,
        cachePolicy: new CachePolicy(this, 'Cache', {
          comment: 'As each file says; nothing of who asks',
          minTtl: Duration.seconds(0),
          defaultTtl: Duration.minutes(1),
          maxTtl: Duration.days(365),
          enableAcceptEncodingBrotli: true,
          enableAcceptEncodingGzip: true,
        }),
        responseHeadersPolicy: this.headers(),
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new EdgeFunction(this, 'Folders', {
              runtime: FunctionRuntime.JS_2_0,
              code: FunctionCode.fromInline(INDEX_OF_FOLDERS),
              comment: 'The file of a folder',
            }),
          },
        ],
      },
      // The bucket says “forbidden” of what is not there, since nobody may list it.
      errorResponses: [403, 404].map((httpStatus) => ({
        httpStatus,
        responseHttpStatus: 404,
        responsePagePath: '/404.html',
        ttl: Duration.minutes(1),
      })),
    })
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'It is for everybody, wherever they are.',
      'AwsSolutions-CFR2': 'There is nothing behind it that a request could reach: files that are the same for all.',
      'AwsSolutions-CFR3': 'Who looks at it is nobody’s business: no addresses of visitors are kept.',
    })
    return distribution
  }

  private headers(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'Headers', {
      comment: 'Nothing runs, nothing is framed, nothing comes from elsewhere',
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: PUBLIC_CSP, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          {
            header: 'permissions-policy',
            value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
            override: true,
          },
        ],
      },
      removeHeaders: ['x-amz-server-side-encryption', 'x-amz-version-id'],
    })
  }
}
