import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import type { PublicStatus } from '../../../lib/model/public-status.ts'
import { publicSite } from '../../../lib/web/public/site.ts'
import { schemaText } from '../../../scripts/schema-text.ts'
import { PUBLIC_NOW, publicStatusOf } from '../../kit/public-status.ts'

type Made = { readonly path: string; readonly text: string; readonly body: Uint8Array; readonly contentType: string }

async function make(status: PublicStatus): Promise<ReadonlyMap<string, Made>> {
  const files = publicSite(status).flat()
  const made = await Promise.all(
    files.map(async ({ path, contentType, body }) => {
      const bytes = await body()
      return { path, contentType, body: bytes, text: Buffer.from(bytes).toString() }
    }),
  )
  return new Map(made.map((file) => [file.path, file]))
}

const fleet = await make(publicStatusOf({ portals: 83 }))
const textOf = (path: string, from = fleet): string => from.get(path)?.text ?? ''
const pages = [...fleet.values()].filter(({ path }) => /^(en\/)?(index|portals\/cong-[1-9]\/index)\.html$/.test(path))

describe.each(pages)('$path', ({ path, text }) => {
  test('with all that it loads is below 60 kB', () => {
    const loads = [...fleet.values()].filter((file) => file.path.startsWith('assets/') || file.path === path)
    const bytes = loads.map(({ body, contentType }) =>
      contentType === 'font/woff2' ? body.byteLength : gzipSync(body).byteLength,
    )
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(60_000)
  })

  test('leads only to files that there are, in whatever folder all of them lie', () => {
    const links = [...text.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link = '']) => link)
    const targets = links.filter((link) => !/^(#|data:)/.test(link))
    expect(targets.length).toBeGreaterThan(3)
    for (const target of targets) {
      expect(target).not.toMatch(/^\/|^[a-z]+:/)
      const found = posix.join(posix.dirname(path), target)
      expect(fleet.has(/(\/|^\.\/?)$/.test(found) ? posix.join(found, 'index.html') : found), `${target}`).toBe(true)
    }
  })

  test('asks for its fonts before anything is drawn, so that nothing moves', () => {
    const fonts = [...fleet.keys()].filter((file) => file.endsWith('.woff2'))
    const asked = [...text.matchAll(/<link rel="preload" href="([^"]*)" as="font"/g)].map(([, href = '']) =>
      posix.join(posix.dirname(path), href),
    )
    expect(fonts.length).toBeGreaterThan(1)
    expect(asked.toSorted()).toEqual(fonts.toSorted())
  })

  test('runs nothing, and says in the catalogue’s zone when it was written', () => {
    expect(text).not.toMatch(/<script|\son[a-z]+=|\sstyle=|<style/)
    expect(text).toContain('<time datetime="2026-11-23T02:20:00.000Z">09:20 23/11/2026</time>')
    expect(text).toMatch(/quá \d+ phút|more than \d+ minutes ago/)
  })
})

test('every chart has its key, and a table of what it draws', () => {
  for (const [path, key, band] of [
    ['portals/cong-1/index.html', 'Chú giải', 'p50 đến p95'],
    ['en/portals/cong-1/index.html', 'Key', 'p50 to p95'],
  ] as const) {
    const text = textOf(path)
    const keys = [...text.matchAll(/<ul class="legend" aria-label="([^"]*)">(.*?)<\/ul>/gs)]
    expect(keys.map(([, label]) => label)).toEqual([key, key, key])
    const ofBands = keys.filter(([, , items = '']) => items.includes(band) && items.includes('class="midbar"'))
    expect(ofBands.length).toBe(2)
    expect(text.match(/<svg class="chart/g)?.length).toBe(2)
    expect(text.match(/<details><summary>/g)?.length).toBe(2)
  }
})

test('a page that all is well with says so, one of nothing too', async () => {
  const well = await make(publicStatusOf({ portals: 2, states: ['ok'] }))
  expect(textOf('index.html', well)).toContain('Tất cả các cổng đang hoạt động bình thường')
  expect(textOf('index.html')).not.toContain('Tất cả các cổng đang hoạt động bình thường')
  expect(textOf('en/index.html')).toContain('<li class="badge down">down: 9</li>')
  expect(textOf('en/index.html', await make(publicStatusOf({ portals: 0 })))).toContain('No portal is published')
})

test('what is not known is said, never guessed', async () => {
  const status = publicStatusOf({ portals: 1, states: ['unknown'] })
  const [portal] = status.portals
  const pagesWithout =
    portal?.pages.map((page) => ({ ...page, days: page.days.map(() => null), countedMs: null })) ?? []
  const files = await make({ ...status, portals: portal ? [{ ...portal, pages: pagesWithout }] : [] })
  for (const path of ['index.html', 'portals/cong-1/index.html', 'badges/cong-1.svg']) {
    expect(textOf(path, files)).toContain('chưa đủ dữ liệu')
    expect(textOf(path, files)).not.toMatch(/>100[,.]0%|bình thường</)
  }
})

test('hostile names are text, in pages and pictures', async () => {
  const status = publicStatusOf({ portals: 1 })
  const hostile = `"><script>alert(1)</script>`
  const name = { vi: hostile, en: hostile }
  const files = await make({
    ...status,
    chosen: { ...status.chosen, title: name, note: name },
    portals: status.portals.map((portal) => ({ ...portal, name })),
  })
  const pagesAndPictures = [...files.values()].filter(({ path }) => path !== 'status.json')
  expect(pagesAndPictures.filter(({ text }) => text.includes('<script')).map(({ path }) => path)).toEqual([])
})

describe('status.json', () => {
  test('is as its published schema says', async () => {
    const published = await readFile(new URL('../../../docs/status.schema.json', import.meta.url), 'utf8')
    expect(published).toBe(schemaText('docs/status.schema.json'))
    const accepts = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(published))
    const file = JSON.parse(textOf('status.json')) as Record<string, unknown>
    expect([accepts(file), accepts.errors]).toEqual([true, null])
    expect(accepts({ ...file, scores: [] })).toBe(false)
    expect(file.writtenAtMs).toBe(PUBLIC_NOW)
    expect(brotliCompressSync(textOf('status.json')).byteLength).toBeLessThan(10_000)
  })
})

describe('a badge', () => {
  const parts = (path: string) => {
    const svg = textOf(path)
    const number = (pattern: RegExp) => [...svg.matchAll(pattern)].map(([, value]) => Number(value))
    return {
      svg,
      width: number(/<svg[^>]* width="(\d+)"/g)[0] ?? 0,
      boxes: number(/<rect x="(\d+)"/g),
      boxWidths: number(/<rect x="\d+" width="(\d+)"/g),
      texts: number(/<text x="(\d+)"/g),
      textWidths: number(/textLength="(\d+)"/g),
    }
  }

  test.each(['badges/cong-3.svg', 'badges/cong-3.en.svg', 'badges/cong-6.svg', 'badges/cong-9.svg'])(
    '%s is as wide as its parts, each text within its own, whatever font there is',
    (path) => {
      const { width, boxes, boxWidths, texts, textWidths } = parts(path)
      expect(boxWidths.reduce((sum, one) => sum + one, 0)).toBe(width)
      expect(boxes.length).toBeGreaterThan(1)
      for (const [index, left] of boxes.entries()) {
        expect(texts[index]).toBe(left + 8)
        expect(boxWidths[index]).toBe((textWidths[index] ?? 0) + 16)
      }
    },
  )

  test('says all that it shows in its title, and loads nothing', () => {
    const { svg } = parts('badges/cong-3.svg')
    expect(svg).toContain(
      '<title id="t">Cổng dịch vụ công tỉnh cong-3: ngừng hoạt động; tỷ lệ sẵn sàng 90 ngày: 99,51%; 09:20 23/11/2026</title>',
    )
    expect(svg).toContain('role="img" aria-labelledby="t"')
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|@import|url\((?!#)/)
    expect(Buffer.byteLength(svg)).toBeLessThan(1_500)
  })
})
