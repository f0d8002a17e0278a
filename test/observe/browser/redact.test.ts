import { describe, expect, test } from 'vitest'
import { redacted } from '../../../lib/observe/browser/redact.ts'

const SECRET = 'Mật/khẩu "A&B" <i>c</i> d'

describe('a secret is found', () => {
  test.each([
    ['as it is', SECRET],
    ['in decomposed letters', SECRET.normalize('NFD')],
    ['in an address', encodeURIComponent(SECRET)],
    ['in an address with small digits', encodeURIComponent(SECRET).replaceAll(/%\w\w/g, (code) => code.toLowerCase())],
    ['in an address that leaves what it may', encodeURI(SECRET)],
    ['in a form', new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in JSON by PHP', 'M\\u1eadt\\/kh\\u1ea9u \\"A&B\\" <i>c<\\/i> d'],
    ['in JSON within a script', 'Mật/khẩu \\"A\\u0026B\\" \\u003ci\\u003ec\\u003c/i\\u003e d'],
    ['in the text of a page', 'Mật/khẩu "A&amp;B" &lt;i&gt;c&lt;/i&gt; d'],
    ['in an attribute', 'Mật/khẩu &quot;A&amp;B&quot; &lt;i&gt;c&lt;/i&gt; d'],
    ['in base 64', Buffer.from(SECRET).toString('base64')],
  ])('%s', (_name, written) => {
    expect(redacted({ snippet: [`<a b="${written}">`] }, [SECRET])).toEqual({ snippet: ['<a b="[redacted]">'] })
    expect(redacted({ [`/x?${written}`]: 1 }, [SECRET])).toEqual({ '/x?[redacted]': 1 })
  })
})

test('the longer of two secrets goes first, and what holds none stays', () => {
  expect(redacted(['nhip-thu', 'nhip-thu-2', 'nhip', 1, null], ['nhip-thu', 'nhip-thu-2'])).toEqual([
    '[redacted]',
    '[redacted]',
    'nhip',
    1,
    null,
  ])
})

test('half a character in a secret is no trouble', () => {
  expect(redacted('a nhip\ud83d b', ['nhip\ud83d'])).toBe('a [redacted] b')
})
