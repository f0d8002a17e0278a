import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { createAccountSecrets } from '../../lib/record/account-secrets.ts'

const PASSWORD = 'mat-khau-rat-dai'

/** The protocol's own answers, since no embedded server keeps secrets; the deployment is tried on one that does. */
async function serve(secrets: Readonly<Record<string, string>>) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { SecretId: id } = body as { readonly SecretId: string }
      asked.push(`${String(request.headers['x-amz-target'])} ${id}`)
      const text = secrets[id]
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      if (text === undefined) response.writeHead(400).end(JSON.stringify({ __type: 'ResourceNotFoundException' }))
      else response.end(JSON.stringify({ Name: id, SecretString: text }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const env = {
    AWS_REGION: 'ap-southeast-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }
  return { asked, read: createAccountSecrets(env, 'nhip/accounts/') }
}

test('an account is read by its name each time, and an exchanged one is the new one at once', async () => {
  const secrets = { 'nhip/accounts/da-nang/thu': JSON.stringify({ user: 'thu', password: PASSWORD }) }
  const { asked, read } = await serve(secrets)
  expect(await read('da-nang/thu')).toEqual({ user: 'thu', password: PASSWORD, cookies: [], localStorage: {} })
  secrets['nhip/accounts/da-nang/thu'] = JSON.stringify({ user: 'khac', password: PASSWORD })
  expect(await read('da-nang/thu')).toMatchObject({ user: 'khac' })
  const one = 'secretsmanager.GetSecretValue nhip/accounts/da-nang/thu'
  expect(asked).toEqual([one, one])
})

test.each([
  ['none', undefined, 'secret nhip/accounts/thu: ResourceNotFoundException'],
  ['no JSON', `user=thu&password=${PASSWORD}`, 'secret nhip/accounts/thu: not right: the whole'],
  ['a wrong key', JSON.stringify({ user: 'thu', pasword: PASSWORD }), 'secret nhip/accounts/thu: not right: the whole'],
  ['a wrong value', JSON.stringify({ user: [PASSWORD] }), 'secret nhip/accounts/thu: not right: user'],
])('%s: says why, and nothing of what the secret holds', async (_name, text, why) => {
  const { read } = await serve(text === undefined ? {} : { 'nhip/accounts/thu': text })
  expect(await read('thu')).toBe(why)
})
