import { expect, test } from 'vitest'
import { printPdf } from '../../../lib/observe/browser/print.ts'

test('a document becomes as many pages as it has, without a network', async () => {
  const html = '<!doctype html><p style="break-after:page">Một</p><p>Hai</p><img src="http://127.0.0.1:9/x.png">'
  const pdf = Buffer.from(await printPdf(html, 'vi')).toString('latin1')
  expect(pdf.slice(0, 5)).toBe('%PDF-')
  expect(/\/Count (\d+)/.exec(pdf)?.[1]).toBe('2')
}, 180_000)

test('a section that is a little too long becomes one page, a long one stays as large as it is', async () => {
  const style = '<style>@page{size:A4;margin:11mm 14mm 13mm 20mm}body{margin:0}section{break-after:page}</style>'
  const section = (heightMm: number): string => `<section><div style="height:${heightMm}mm">x</div></section>`
  const pages = async (heightMm: number): Promise<string | undefined> => {
    const pdf = await printPdf(`<!doctype html>${style}${section(heightMm)}${section(10)}`, 'en')
    return /\/Count (\d+)/.exec(Buffer.from(pdf).toString('latin1'))?.[1]
  }
  expect([await pages(320), await pages(358)]).toEqual(['2', '3'])
}, 180_000)
