import { Hono } from 'hono'
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import { expect, test } from 'vitest'
import { readSigned, setSigned } from '../../lib/web/signed-cookie.ts'

/** Cookies that we sign are those that Hono signs: sessions outlive a change from one to the other. */
const SECRET = 'a-secret-of-this-test'
const TEXT = 'abcdefghijkl.Zm9v_-'
const app = new Hono()
  .get('/ours', (c) => {
    setSigned(c, TEXT, { name: 'nhip', secret: SECRET, path: '/', secure: true, prefix: 'host', httpOnly: true })
    return c.text('')
  })
  .get('/honos', async (c) => {
    await setSignedCookie(c, 'nhip', TEXT, SECRET, { path: '/', secure: true, prefix: 'host', httpOnly: true })
    return c.text('')
  })
  .get('/read', async (c) => {
    const named = { name: 'nhip', secret: SECRET, prefix: 'host' } as const
    const theirs = await getSignedCookie(c, SECRET, 'nhip', 'host')
    return c.json({ ours: readSigned(c, named), honos: theirs || null })
  })

const made = async (path: string): Promise<string> => (await app.request(path)).headers.getSetCookie()[0] ?? ''
const read = async (cookie: string): Promise<unknown> => (await app.request('/read', { headers: { cookie } })).json()

test('what is set is the same, and each reads what the other has set', async () => {
  const [ours, honos] = [await made('/ours'), await made('/honos')]
  expect(ours).toBe(honos)
  expect(ours).toMatch(/^__Host-nhip=abcdefghijkl\.Zm9v_-\.[\w%]+; Path=\/; HttpOnly; Secure$/)
  expect(await read(ours.split(';')[0] ?? '')).toEqual({ ours: TEXT, honos: TEXT })
})

test('nothing else is ours', async () => {
  const [right = ''] = (await made('/ours')).split(';')
  const [, signature = ''] = /\.([^.]*)$/.exec(right) ?? []
  for (const wrong of [
    '',
    'other=1',
    '__Host-nhip=',
    '__Host-nhip=.',
    `__Host-nhip=${TEXT}`,
    `__Host-nhip=.${signature}`,
    right.replace('abc', 'abd'),
    right.replace(signature, ''),
    right.replace(signature, `A${signature.slice(1)}`),
    right.replace('__Host-nhip', 'nhip'),
    `${right}x`,
  ])
    expect([wrong, await read(wrong)]).toEqual([wrong, { ours: null, honos: null }])
})
