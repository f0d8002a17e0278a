import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { checkCatalogue } from '../../lib/cli/catalog.ts'
import { readCatalogue } from '../../lib/flow/read-catalogue.ts'
import { recordingIo } from '../kit/recording-io.ts'
import { writtenCatalogue, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const folder = await mkdtemp(join(tmpdir(), 'nhip-catalog-'))
afterAll(() => rm(folder, { recursive: true }))

const file = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}
const expecting = writtenPage({ expect: { text: 'dịch vụ công' } })
const whole = stringify(writtenCatalogue({ portals: [writtenPortal({ pages: [expecting] })] }))
const good = await file('good.yaml', whole)
const bad = await file(
  'bad.yaml',
  stringify(writtenCatalogue({ catalog: 'No Id', portals: [writtenPortal({ pages: [writtenPage({ url: 'x' })] })] })),
)

describe('catalog check', () => {
  test('a good file: one line, 0', async () => {
    const io = recordingIo()
    expect(await checkCatalogue(good, io)).toBe(0)
    expect(io.lines).toEqual(['1 portal, 1 page, no problems'])
  })

  test('advises to name a text where a page that is measured has none: no problem', async () => {
    const pages = ['a', 'b', 'c', 'd'].map((id) => writtenPage({ id }))
    const portals = [
      writtenPortal({ pages: [...pages, expecting] }),
      writtenPortal({ id: 'cu', state: 'retired', pages }),
    ]
    const bare = await file('bare.yaml', stringify(writtenCatalogue({ portals })))
    const io = recordingIo()
    expect(await checkCatalogue(bare, io)).toBe(0)
    expect(io.lines).toEqual([
      '2 portals, 9 pages, no problems',
      expect.stringMatching(/^Better name expect\.text, .* for 4 pages \((?:[a-z-]+\/[abc], ){3}…\): /),
    ])
    const told = recordingIo({ json: true })
    expect(await checkCatalogue(bare, told)).toBe(0)
    expect(told.values).toMatchObject([
      {
        problems: [],
        advice: [{ code: 'no_expected_text', pages: expect.arrayContaining([expect.stringMatching(/\/d$/)]) }],
      },
    ])
  })

  test('says at which addresses no audit can be made, of pages and of what journeys open: no problem', async () => {
    const pages = [
      writtenPage({ ...expecting, id: 'thu', url: 'https://cong.example.gov.vn:25/' }),
      writtenPage({ ...expecting, id: 'x11', url: 'http://cong.example.gov.vn:6000/' }),
      writtenPage({
        ...expecting,
        id: 'buoc',
        kind: 'eform',
        url: 'https://cong.example.gov.vn/',
        journey: [{ open: 'https://cong.example.gov.vn:10080/' }, { click: { text: 'Tiếp' } }],
      }),
      writtenPage({ ...expecting, id: 'khac', url: 'https://cong.example.gov.vn:8443/' }),
      expecting,
    ]
    const refused = await file('ports.yaml', stringify(writtenCatalogue({ portals: [writtenPortal({ pages })] })))
    const io = recordingIo()
    expect(await checkCatalogue(refused, io)).toBe(0)
    expect(io.lines).toEqual([
      '1 portal, 5 pages, no problems',
      expect.stringMatching(/^Browsers refuse the port .* of 3 pages \([a-z-]+\/thu, [a-z-]+\/x11, [a-z-]+\/buoc\): /),
    ])
    const told = recordingIo({ json: true })
    expect(await checkCatalogue(refused, told)).toBe(0)
    expect(told.values).toMatchObject([
      { advice: [{ code: 'port_refused_by_browsers', pages: ['thu', 'x11', 'buoc'].map((id) => `da-nang/${id}`) }] },
    ])
  })

  test('a bad file: a block per problem, a count, 1', async () => {
    const io = recordingIo()
    expect(await checkCatalogue(bad, io)).toBe(1)
    const text = io.lines.join('\n')
    expect(text).toContain(
      `${bad}:1:10  invalid_id  "No Id" is not an id\n  value: catalog = "No Id"\n  fix: use 1 to 63`,
    )
    expect(text).toContain('invalid_url  "x" is not an absolute')
    expect(io.lines.at(-1)).toBe('1 portal, 1 page, 2 problems')
  })

  test('the frame speaks Vietnamese', async () => {
    const io = recordingIo({ lang: 'vi' })
    expect(await checkCatalogue(bad, io)).toBe(1)
    expect(io.lines).toContain('  vị trí: catalog = "No Id"')
    expect(io.lines.at(-1)).toBe('1 cổng, 1 trang, 2 lỗi')
  })

  test('--json: one value and nothing else', async () => {
    const io = recordingIo({ json: true })
    expect(await checkCatalogue(bad, io)).toBe(1)
    expect(io.lines).toEqual([])
    expect(io.values).toMatchObject([
      {
        type: 'catalog',
        file: bad,
        portals: 1,
        pages: 1,
        problems: [
          {
            line: 1,
            column: 10,
            path: 'catalog',
            code: 'invalid_id',
            value: 'No Id',
            message: expect.any(String),
            fix: expect.any(String),
          },
          { path: 'portals[0].pages[0].url', code: 'invalid_url', value: 'x' },
        ],
      },
    ])
    const clean = recordingIo({ json: true })
    expect(await checkCatalogue(good, clean)).toBe(0)
    expect(clean.values).toEqual([{ type: 'catalog', file: good, portals: 1, pages: 1, problems: [], advice: [] }])
  })

  test('control characters of a file do not reach the terminal', async () => {
    const io = recordingIo()
    await checkCatalogue(await file('control.yaml', 'catalog: "\\e[2J\\x9b\\u202e"\n'), io)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(io.lines.join('')).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
  })

  test('as a process: JSON alone on stdout, the exit code set', () => {
    const module = JSON.stringify(new URL('../../lib/cli/catalog.ts', import.meta.url).href)
    const script = `const { catalogCommand } = await import(${module})\nawait catalogCommand().parseAsync(['node', 'nhip', 'check', ${JSON.stringify(bad)}, '--json'])`
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    })
    expect({ stderr, status }).toEqual({ stderr: '', status: 1 })
    expect(JSON.parse(stdout)).toMatchObject({ type: 'catalog', portals: 1, pages: 1 })
    expect(stdout.trimEnd()).not.toContain('\n')
  })
})

describe('unreadable files', () => {
  test.each([
    ['missing', () => Promise.resolve(join(folder, 'missing.yaml')), 'no such file'],
    ['a folder', () => Promise.resolve(folder), 'it is a folder'],
    ['below a file', () => Promise.resolve(join(good, 'x.yaml')), 'not a folder'],
    ['not UTF-8', () => file('latin.yaml', new Uint8Array([0x61, 0x3a, 0x20, 0xe9, 0x0a])), 'not UTF-8'],
    ['endless', () => Promise.resolve('/dev/zero'), 'more than 5000000 bytes'],
  ])('%s: wrong input, with the file and the reason', async (_, path, reason) => {
    const name = await path()
    const error = { name: 'InputError', code: 'unreadable', message: expect.stringContaining(reason) }
    await expect(checkCatalogue(name, recordingIo())).rejects.toMatchObject(error)
    await expect(readCatalogue(name)).rejects.toMatchObject({ ...error, message: expect.stringContaining(name) })
  })

  test('a byte order mark is no fault', async () => {
    const name = await file('bom.yaml', `\uFEFF${stringify(writtenCatalogue())}`)
    expect((await readCatalogue(name)).catalogue.catalog).toBe('test')
  })
})

describe('readCatalogue', () => {
  test('gives the catalogue and its text', async () => {
    const { catalogue, text } = await readCatalogue(good)
    expect(catalogue.portals[0]?.pages[0]?.key).toBe('da-nang/home')
    expect(text).toBe(whole)
  })

  test('names the first problem, its line and how many more there are, on one line', async () => {
    const error = await readCatalogue(bad).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'InputError', code: 'invalid_id' })
    const { message } = error as Error
    expect(message).toContain(`${bad}:1:10: "No Id" is not an id: use 1 to 63`)
    expect(message).toContain(`(and 1 more: run nhip catalog check ${bad})`)
    expect(message).not.toContain('\n')
  })

  test('does not speak of more where there is one', async () => {
    const name = await file('one.yaml', stringify(writtenCatalogue({ catalog: 'No Id' })))
    await expect(readCatalogue(name)).rejects.toMatchObject({ message: expect.not.stringContaining('more:') })
  })
})
