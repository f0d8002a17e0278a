import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { History } from '../../lib/flow/history.ts'
import type { Status } from '../../lib/flow/status.ts'
import { lockFolder } from '../../lib/local/lock.ts'
import type { AlertEvent } from '../../lib/model/alert.ts'
import { nhip, scratch, scratchFile, values } from '../kit/nhip.ts'

const EVERY = 300_000
const FIRST = Math.floor((Date.now() - 3_600_000) / EVERY) * EVERY
const HEADER = {
  type: 'trace',
  cadenceSeconds: 300,
  timezone: 'UTC',
  locations: ['a', 'b'].map((id) => ({ id, group: 'domestic' })),
  pages: ['da-nang/home'],
}

/** A trace of slots by words: `.` passed, `x` failed. */
function trace(words: string): Promise<string> {
  const lines = words.split(' ').flatMap((word, slot) =>
    [...word].map((letter, index) => ({
      type: 'o',
      slotMs: FIRST + slot * EVERY,
      page: 'da-nang/home',
      location: 'ab'.charAt(index),
      ...(letter === 'x'
        ? { outcome: 'failed', cause: 'http_5xx' }
        : { outcome: 'passed', cause: null, totalMs: 400, waitMs: 200 }),
    })),
  )
  return scratchFile('trace.ndjson', [HEADER, ...lines].map((line) => JSON.stringify(line)).join('\n'))
}

describe('nhip replay', () => {
  test('prints alert events, one a line', async () => {
    const { exit, stdout, stderr } = await nhip(['replay', await trace('.. xx xx .. .. ..'), '--json'])
    expect([exit, stderr]).toEqual([0, ''])
    expect(values<AlertEvent>(stdout)).toMatchObject([
      {
        type: 'alert',
        event: 'opened',
        kind: 'down',
        severity: 'page',
        seq: 1,
        page: 'da-nang/home',
        portal: 'da-nang',
        group: 'domestic',
        sinceMs: FIRST + EVERY,
        reason: { vi: expect.stringContaining('ngừng hoạt động'), en: expect.stringContaining('has been down since') },
        children: [],
      },
      { event: 'resolved', seq: 2 },
    ])
  })

  test('by another policy', async () => {
    const policy = await scratchFile(
      'p.yaml',
      (await import('node:fs'))
        .readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8')
        .replace('openAfterSlots: 2', 'openAfterSlots: 3')
        .replace('openAfterSlotsAlone: 3', 'openAfterSlotsAlone: 9')
        .replace('openAfterSlotsWeak: 4', 'openAfterSlotsWeak: 9'),
    )
    expect(values((await nhip(['replay', await trace('xx xx ..'), '--policy', policy, '--json'])).stdout)).toEqual([])
  })

  test('of what is mostly out of order says so: that nothing is told means nothing', async () => {
    const file = await trace('.. xx xx .. .. ..')
    const [header = '', ...lines] = (await readFile(file, 'utf8')).split('\n')
    await writeFile(file, [header, ...lines.toReversed()].join('\n'))
    expect(await nhip(['replay', file, '--json'])).toEqual({
      exit: 3,
      stdout: '',
      stderr: '10 lines came after their slot had closed and changed nothing: lines are to be in order of arrival.\n',
    })
    const [first = '', ...rest] = lines
    await writeFile(file, [header, ...rest, first].join('\n'))
    const { exit, stderr } = await nhip(['replay', file, '--json'])
    expect([exit, stderr]).toEqual([0, expect.stringMatching(/^1 line came after its slot /)])
  })

  test('tells a person, also what only the end of the file brings', async () => {
    const { stdout, stderr } = await nhip(['replay', await trace('xx x x'), '--lang', 'vi'])
    expect(stdout).toMatch(
      / {2}khẩn {2}down:da-nang\/home:domestic:\d+:1 {2}opened {2}da-nang\/home ngừng hoạt động từ /,
    )
    expect(stderr).toBe('4 dòng, 2 sự kiện cảnh báo.\n')
  })
})

describe('nhip import, history and status', () => {
  test('over one folder', { timeout: 180_000 }, async () => {
    const dir = join(await scratch(), 'data')
    const file = await trace('.. xx ..')
    const first = await nhip(['import', file, '--data', dir, '--json'])
    expect([first.exit, values(first.stdout)]).toEqual([
      0,
      [{ type: 'import', lines: 6, added: 6, duplicates: 0, conflicts: 0, pagesAdded: 1, locationsAdded: 2 }],
    ])
    expect((await nhip(['import', file, '--data', dir, '--lang', 'vi'])).stdout).toBe(
      '6 dòng: 0 kết quả mới, 6 trùng, 0 mâu thuẫn; thêm 0 trang, 0 điểm đo.\n',
    )

    const history = await nhip(['history', 'da-nang/home', '--data', dir, '--days', '2', '--json'])
    const [{ days } = { days: [] }] = values<History>(history.stdout)
    const domestic = days.filter(({ location }) => location === 'domestic')
    expect(domestic.reduce((total, { counts }) => total + counts.passed, 0)).toBe(4)
    expect(domestic.reduce((total, { counts }) => total + counts.failed, 0)).toBe(2)

    const status = await nhip(['status', '--data', dir, '--json'])
    expect(status.exit).toBe(0)
    expect(values<Status>(status.stdout)).toMatchObject([
      { type: 'status', pages: [{ page: 'da-nang/home', verdict: 'unknown' }], incidents: [] },
    ])

    const unknown = await nhip(['history', 'da-nang/hom', '--data', dir])
    expect([unknown.exit, unknown.stdout]).toEqual([2, ''])
    expect(unknown.stderr).toMatch(/^nhip: page “da-nang\/hom” is not known here.*da-nang\/home\n$/)
  })

  test('a folder that somebody holds is refused', { timeout: 180_000 }, async () => {
    const dir = await scratch()
    await nhip(['import', await trace('..'), '--data', dir])
    const lock = lockFolder(dir)
    const { exit, stderr } = await nhip(['status', '--data', dir])
    lock.release()
    expect(exit).toBe(2)
    expect(stderr).toMatch(/^nhip: .* is in use by another nhip.*\n$/)
    expect((await nhip(['status', '--data', dir])).exit).toBe(0)
  })
})

describe('wrong input: exit 2, one line', () => {
  test.each<[string, readonly string[], RegExp]>([
    [
      'a trace that is not there',
      ['replay', '/nonexistent'],
      /^nhip: can't read \/nonexistent \(ENOENT\): name a trace file\n$/,
    ],
    [
      'a policy that is not there',
      ['replay', 'x', '--policy', '/nonexistent'],
      /^nhip: can't read \/nonexistent \(ENOENT\): name an alert policy/,
    ],
    ['a folder without data', ['status', '--data', '/nonexistent'], /^nhip: \/nonexistent holds no data: /],
    ['no days', ['history', 'a/b', '--days', '0'], /--days.*from 1 to 400/],
    [
      'a folder and a hub',
      ['status', '--data', 'x', '--hub', 'http://127.0.0.1:1'],
      /--data.*cannot be used with.*--hub/,
    ],
    ['a hub without a token', ['status', '--hub', 'http://127.0.0.1:1'], /^nhip: --hub needs a token/],
    ['no page', ['history'], /missing required argument 'PAGE'/],
    ['no folder to import into', ['import', 'x'], /required option '--data <dir>'/],
  ])('%s', async (_name, args, line) => {
    const { exit, stdout, stderr } = await nhip(args, { env: { NHIP_TOKEN: '' } })
    expect([exit, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(line)
  })

  test('a wrong line of a trace is named, and no folder is left behind', async () => {
    const file = await scratchFile('t.ndjson', `${JSON.stringify(HEADER)}\n{"type":"o"}\n`)
    const dir = join(await scratch(), 'new')
    const replayed = await nhip(['replay', file])
    expect([replayed.exit, replayed.stderr]).toEqual([2, `nhip: ${file}:2: slotMs: expected epoch ms, got nothing\n`])
    const header = await scratchFile('h.ndjson', '{"type":"trace"}\n')
    expect((await nhip(['import', header, '--data', dir])).exit).toBe(2)
    expect(existsSync(dir)).toBe(false)
  })
})
