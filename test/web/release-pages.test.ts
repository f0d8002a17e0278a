import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '../../lib/model/day.ts'
import { DAY_MS } from '../../lib/model/duration.ts'
import { HOSTILE, NOW, openPortalStory, type PortalStory, TODAY } from '../kit/portal-story.ts'

const RELEASES = '/portals/da-nang/releases'
const PAGE = '/portals/da-nang/pages/home'

let story: PortalStory
let vendor: string
let other: string
beforeAll(async () => {
  story = await openPortalStory({ days: 60 })
  for (let ago = 59; ago >= 0; ago--) await story.day('da-nang/home', { ago, totalMs: ago < 30 ? 400 : 900 })
  vendor = await story.signIn({ role: 'vendor', vendor: 'vnpt', name: 'Chị Hoa' })
  other = await story.signIn({ role: 'vendor', vendor: 'fpt' })
})
afterAll(() => story.stores.close())

const page = async (path: string, cookie = vendor): Promise<string> => (await story.get(path, cookie)).text()
const send = (path: string, fields: Readonly<Record<string, string>>, cookie = vendor) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return story.post(path, form, cookie)
}
const NEW = { at: `${addDays(TODAY, -30)}T22:00`, label: '2.4.1', note: `tách máy chủ ${HOSTILE}`, replaces: '' }
const idsIn = (shown: string): readonly string[] =>
  [...shown.matchAll(/name="id" value="([^"]*)"/g)].map(([, id = '']) => id)

describe('a release', () => {
  test('is declared by a form, and marked in the charts of latency and audits', async () => {
    expect(await page(PAGE)).not.toContain('class="markname"')
    const answer = await send(RELEASES, NEW)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, RELEASES])
    const shown = await page(`${PAGE}?lang=en`)
    // Two charts of response times, three of audits.
    expect(shown.match(/<text class="markname"[^>]*>1</g)).toHaveLength(5)
    expect(shown).toContain('Releases marked (1)')
    expect(shown).toContain(`<b>2.4.1</b>`)
    expect(shown).toContain(`/portals/da-nang/compare?page=home&amp;date=${addDays(TODAY, -30)}`)
    expect(shown).not.toContain('<img')
    // 59 days and 15 hours after the left edge of 90 days.
    expect(shown).toContain(`<line class="release" x1="${(((59 + 22 / 24) / 90) * 100).toFixed(2)}%"`)
  })

  test.each([
    // As by a second tab, or by a page that is sent again.
    [{}, 'Phiên bản này đã được khai báo cho đúng thời điểm đó.', `label: 2.4.1 is declared for ${NEW.at} already`],
    [{ label: '' }, 'Còn ô bắt buộc chưa điền.', 'label: fill it in'],
    [{ label: 'x'.repeat(41) }, 'Nội dung của một ô dài quá mức cho phép.', 'label: write 40 characters at most'],
  ])('is not declared with %o, and says what is wrong', async (wrong, vi, en) => {
    const answer = await send(`${RELEASES}?lang=vi`, { ...NEW, ...wrong })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(`${vi} <small lang="en">${en}</small>`)
  })

  test('is kept as it would be typed elsewhere, however marks over letters came', async () => {
    const note = 'sửa lỗi hiển thị dấu'
    await send(RELEASES, { ...NEW, label: '2.4.0', note: note.normalize('NFD') })
    expect(note).toBe(note.normalize('NFC'))
    const shown = await page(RELEASES)
    expect(shown).toContain(note)
    expect(shown).toBe(shown.normalize('NFC'))
    const id = idsIn(shown).at(0) ?? ''
    expect((await send(`${RELEASES}/withdraw`, { id })).status).toBe(303)
  })

  test('is offered to compare at, and marked there', async () => {
    const shown = await page(`/portals/da-nang/compare?lang=vi&date=${addDays(TODAY, -31)}`)
    expect(shown).toContain('Trước và sau một phiên bản phát hành')
    expect(shown).toContain(`date=${addDays(TODAY, -30)}&amp;days=28`)
    expect(shown).toContain('class="markname"')
  })

  test('is corrected by a new one, and withdrawn: then it is marked no more', async () => {
    const [first = ''] = idsIn(await page(RELEASES))
    const form = await page(`${RELEASES}?correct=${first}`)
    expect(form).toContain(`name="replaces" value="${first}"`)
    expect(form).toContain(`value="${addDays(TODAY, -30)}T22:00"`)
    await send(RELEASES, { ...NEW, label: '2.4.2', replaces: first })
    const corrected = await page(`${RELEASES}?lang=en`)
    expect(corrected).toContain('<del>2.4.1</del>')
    expect(corrected).toContain('corrected')
    const [second = ''] = idsIn(corrected)
    expect(second).not.toBe(first)
    expect(await page(PAGE)).toContain('<b>2.4.2</b>')
    expect(await page(PAGE)).not.toContain('<b>2.4.1</b>')
    expect((await send(`${RELEASES}/withdraw`, { id: second })).status).toBe(303)
    expect(await page(PAGE)).not.toContain('class="markname"')
    expect(await page(`${RELEASES}?lang=vi`)).toContain('đã rút')
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['of no moment', { ...NEW, at: '22:00' }],
    ['of a time far ahead', { ...NEW, at: '2027-06-01T00:00' }],
    ['without a version', { ...NEW, label: '' }],
    ['in place of none', { ...NEW, replaces: 'none' }],
  ])('%s is refused, and what was written stays', async (_name, fields) => {
    const before = idsIn(await page(RELEASES)).length
    const answer = await send(RELEASES, fields)
    const shown = await answer.text()
    expect(answer.status).toBe(400)
    expect(shown).toContain('role="alert"')
    expect(shown).toContain('value="tách máy chủ')
    expect(idsIn(shown)).toHaveLength(before)
  })

  test('of another vendor’s portal is none; an evaluator reads it and can’t declare it', async () => {
    for (const path of [RELEASES, `${RELEASES}/withdraw`])
      expect((await send(path, { ...NEW, id: 'x' }, other)).status).toBe(404)
    expect((await story.get(RELEASES, other)).status).toBe(404)
    const evaluator = await story.signIn({ role: 'evaluator' })
    expect((await send(RELEASES, NEW, evaluator)).status).toBe(403)
    const shown = await page(RELEASES, evaluator)
    expect(shown).toContain('2.4.2')
    expect(shown).not.toContain('method="post" action="/portals')
  })
})

test('those that stand close together have one number above them', async () => {
  const at = (ago: number) => new Date(NOW - ago * DAY_MS).toISOString()
  for (const ago of [50, 12, 11, 10]) await send(RELEASES, { ...NEW, at: at(ago).slice(0, 19), label: `r${ago}` })
  const names = [...(await page(PAGE)).matchAll(/class="markname"[^>]*>([^<]*)</g)].map(([, name]) => name)
  expect(names.slice(0, 2)).toEqual(['1', '2–4'])
})
