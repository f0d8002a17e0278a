import { describe, expect, test } from 'vitest'
import { redacted, withoutAccount } from '../../../lib/observe/browser/redact.ts'

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

test('what an element of an account’s page reads is gone, and which one it is stays', () => {
  const node = {
    selector: 'main > p.chao',
    snippet: '<p id="chao" class="chao lon" title="Nguyễn Văn An" data-so="1">',
    nodeLabel: 'Xin chào Nguyễn Văn An',
  }
  const cut = { ...node, snippet: '<img alt="Nguyễn Văn …>' }
  const run = { report: { audits: { lcp: { details: { items: [{ node }] } } } }, artifacts: { TraceElements: [cut] } }
  const { report, artifacts } = withoutAccount(run as unknown as Parameters<typeof withoutAccount>[0], [])
  const told = JSON.stringify([report, artifacts])
  expect(told).not.toContain('Nguyễn')
  expect(told).toContain('main > p.chao')
  expect(report?.audits.lcp?.details).toMatchObject({
    items: [{ node: { snippet: '<p id="chao" class="chao lon" title="[redacted]" data-so="[redacted]">' } }],
  })
})
