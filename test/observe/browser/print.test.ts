import { expect, test } from 'vitest'
import { printPdf } from '../../../lib/observe/browser/print.ts'

test('a document becomes as many pages as it has, without a network', async () => {
  const html = '<!doctype html><p style="break-after:page">Một</p><p>Hai</p><img src="http://127.0.0.1:9/x.png">'
  const pdf = Buffer.from(await printPdf(html)).toString('latin1')
  expect(pdf.slice(0, 5)).toBe('%PDF-')
  expect(/\/Count (\d+)/.exec(pdf)?.[1]).toBe('2')
}, 60_000)
