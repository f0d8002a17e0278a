import type { APIGatewayProxyEventV2 } from 'aws-lambda'

export const HTTP_API = 'a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com'

/** What an HTTP API sends of a request, `GET /path?query`, payload format 2.0. */
export function httpApiEvent(
  request: string,
  of: {
    readonly headers?: Record<string, string>
    readonly cookies?: readonly string[]
    readonly body?: string
  } = {},
) {
  const [method = '', path = ''] = request.split(' ')
  const [rawPath = '', rawQueryString = ''] = path.split('?')
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    headers: { host: HTTP_API, 'x-forwarded-proto': 'https', ...of.headers },
    ...(of.cookies === undefined ? {} : { cookies: [...of.cookies] }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      domainName: HTTP_API,
      domainPrefix: 'a1b2c3d4e5',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '22/Nov/2026:03:00:00 +0000',
      timeEpoch: 1_795_316_400_000,
    },
    ...(of.body === undefined ? {} : { body: of.body }),
    isBase64Encoded: false,
  } satisfies APIGatewayProxyEventV2
}
