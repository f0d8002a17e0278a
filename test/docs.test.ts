import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseCatalogue } from '../lib/model/parse-catalogue.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DOCUMENTS = [
  ...(await readdir(ROOT)).filter((name) => name.endsWith('.md')),
  ...(await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => join('docs', name)),
]
const read = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8')

describe.each(DOCUMENTS)('%s', (file) => {
  test('every relative link leads to a file and, where it names one, a heading', async () => {
    for (const link of linksIn(await read(file))) {
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? file : join(dirname(file), path)
      expect(existsSync(join(ROOT, target)), `${link} in ${file}`).toBe(true)
      if (anchor !== undefined) expect(anchorsIn(await read(target)), `${link} in ${file}`).toContain(anchor)
    }
  })
})

describe.each(['README.md', 'README.vi.md'])('the catalogue in %s', (file) => {
  test('has no problem', async () => {
    const text = /```yaml\n([\s\S]*?)```/.exec(await read(file))?.[1]
    const { catalogue, pages, problems } = parseCatalogue({ text: text ?? '', file })
    expect(problems).toEqual([])
    expect(catalogue).not.toBeNull()
    expect(pages).toBe(1)
  })
})

test('documents that the code names are there', async () => {
  const sources = (await readdir(join(ROOT, 'lib'), { recursive: true })).filter((name) => name.endsWith('.ts'))
  const named = new Set<string>()
  for (const source of sources) {
    for (const [path] of (await read(join('lib', source))).matchAll(/\bdocs\/[\w./-]*\w/g)) named.add(path)
  }
  expect(named).toContain('docs/commands.md')
  for (const path of named) expect(existsSync(join(ROOT, path)), `${path} is named in the code`).toBe(true)
})

function linksIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '').filter((link) => !/^\w+:/.test(link))
}

/** Anchors as GitHub makes them of headings, and those that are written out. */
function anchorsIn(markdown: string): readonly string[] {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
  return [...headings, ...[...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id ?? '')]
}
