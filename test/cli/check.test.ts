import { describe, expect, test } from 'vitest'
import { type Observation, observationSchema } from '../../lib/model/observation.ts'
import { nhip, scratchFile, values } from '../kit/nhip.ts'
import { html, startSite } from '../kit/site.ts'

const causes = (stdout: string) => values<Observation>(stdout).map(({ cause }) => cause)

describe('nhip check', () => {
  test('prints one observation per address, alone on stdout, in input order', async () => {
    const slow = Promise.withResolvers<void>()
    const site = await startSite({
      // The first is answered once the last was asked for.
      '/slow': (_request, response) => void slow.promise.then(() => response.end(html(''))),
      '/missing': 404,
      '/ok': (_request, response) => {
        response.end(html(''))
        slow.resolve()
      },
    })
    const urls = ['/slow', '/missing', '/ok'].map((path) => site.url(path))
    const { exit, stdout, stderr } = await nhip(['check', ...urls, '--allow-private', '--json'])
    expect(exit).toBe(1)
    expect(stderr).toBe('')
    const seen = values(stdout).map((value) => observationSchema.parse(value))
    expect(seen.map(({ url, outcome, cause }) => [url, outcome, cause])).toEqual([
      [urls[0], 'passed', null],
      [urls[1], 'failed', 'http_4xx'],
      [urls[2], 'passed', null],
    ])
    for (const one of seen)
      expect(one).toMatchObject({
        page: null,
        location: 'cli',
        slotMs: one.startedAtMs,
        catalogVersion: null,
        origin: 'probe',
        requestId: expect.stringMatching(/^[0-9a-f]{16}$/),
        attempts: [{}],
      })
    // No retry of what failed; what a busy machine has spoilt is measured once more.
    expect(site.requests.filter((request) => request === 'GET /missing')).toHaveLength(1)
  })

  test.each<[string, readonly string[], number]>([
    ['all passed', ['/ok'], 0],
    ['any failed', ['/ok', '/blocked', '/missing'], 1],
    ['nothing failed, something inconclusive', ['/ok', '/blocked'], 3],
  ])('exit: %s', async (_name, paths, expected) => {
    const site = await startSite({ '/ok': html(''), '/blocked': 403, '/missing': 500 })
    expect((await nhip(['check', ...paths.map((path) => site.url(path)), '--allow-private'])).exit).toBe(expected)
  })

  test('looks for the expected text', async () => {
    const site = await startSite({ '/': html('N&#7897;p h&#7891; s&#417;') })
    expect((await nhip(['check', site.url('/'), '--allow-private', '--expect-text', 'nộp hồ sơ'])).exit).toBe(0)
    expect(
      causes((await nhip(['check', site.url('/'), '--allow-private', '--json', '--expect-text', 'tra cứu'])).stdout),
    ).toEqual(['content_mismatch'])
  })

  test('gives up after --timeout', async () => {
    const site = await startSite({ '/': () => undefined })
    expect(
      causes((await nhip(['check', site.url('/'), '--allow-private', '--json', '--timeout', '1'])).stdout),
    ).toEqual(['wait_timeout'])
  })

  test('keeps away from private addresses', async () => {
    const site = await startSite({ '/': html('') })
    const { exit, stdout } = await nhip(['check', site.url('/'), `http://127.0.0.1:${site.port}/`, '--json'])
    expect([exit, causes(stdout)]).toEqual([3, ['address_refused', 'address_refused']])
    expect(site.requests).toEqual([])
  })

  test('waits for its turn at a host to the end', async () => {
    // Refused before anything is sent, and still a host that wants its pace: nothing else keeps the process alive.
    const { exit, stdout } = await nhip(['check', 'http://10.0.0.1/a', 'http://10.0.0.1/b', '--json'])
    expect([exit, causes(stdout)]).toEqual([3, ['address_refused', 'address_refused']])
  })

  test('reads addresses from a file, with comments, after those of its arguments', async () => {
    const site = await startSite({ '/a': html(''), '/b': html(''), '/c': html('') })
    const file = await scratchFile(
      'urls.txt',
      `\uFEFF# Cổng\r\n  ${site.url('/b')}  \r\n\r\n#${site.url('/x')}\n${site.url('/c')}`,
    )
    const { exit, stdout } = await nhip([
      'check',
      site.url('/a'),
      '--from',
      file,
      '--allow-private',
      '--json',
      '--in-flight',
      '1',
    ])
    expect(exit).toBe(0)
    expect(values<Observation>(stdout).map(({ url }) => url)).toEqual([site.url('/a'), site.url('/b'), site.url('/c')])
    // What a busy machine has spoilt is measured once more.
    expect([...new Set(site.requests)]).toEqual(['GET /a', 'GET /b', 'GET /c'])
  })

  test('reads addresses from standard input', async () => {
    const site = await startSite({ '/a': html('') })
    const { exit, stdout } = await nhip(['check', '--from', '-', '--allow-private', '--json'], {
      stdin: `# one\n${site.url('/a')}\n`,
    })
    expect([exit, causes(stdout)]).toEqual([0, [null]])
  })

  test('tells a person, in either language: what, why, what to do, and where the time went', async () => {
    const site = await startSite({ '/': 503 })
    const vi = (await nhip(['check', site.url('/'), '--allow-private', '--lang', 'vi'])).stdout.split('\n')
    expect(vi[0]).toMatch(/^không thành công 503 {2}http:.* {2}[\d.]+ ms$/)
    expect(vi.slice(1, 3)).toEqual([
      '  máy chủ lỗi 5xx (http_5xx): status 503',
      '  → kiểm tra nhật ký ứng dụng và máy chủ tại thời điểm đo',
    ])
    expect(vi.slice(4, 7).map((line) => /^ {2}(\S.*?) {2}/.exec(line)?.[1])).toEqual([
      'kết nối',
      'chờ máy chủ',
      'tải về',
    ])
    expect(
      (await nhip(['check', site.url('/'), '--allow-private'], { env: { LC_ALL: '', LANG: 'vi_VN.UTF-8' } })).stdout,
    ).toMatch(/^không thành công/)
    expect((await nhip(['check', site.url('/'), '--allow-private'])).stdout).toMatch(/^failed 503 /)
  })

  test('of many addresses, a few lines each', async () => {
    const site = await startSite({ '/': html('') })
    const urls = Array.from({ length: 4 }, () => site.url('/'))
    const { stdout } = await nhip(['check', ...urls, '--allow-private'])
    expect(stdout.match(/^passed 200 .*\n {2}connect [\d.]+ ms · wait [\d.]+ ms · download [\d.]+ ms$/gm)).toHaveLength(
      4,
    )
  })

  test('measures over each family that is asked for', async () => {
    const site = await startSite({ '/': html('') })
    const url = `http://127.0.0.1:${site.port}/`
    const over = async (families: string) => {
      const { exit, stdout } = await nhip(['check', url, '--allow-private', '--json', '--families', families])
      const [seen] = values<Observation>(stdout)
      return [exit, seen?.cause, seen?.families?.map(({ family, cause }) => [family, cause])]
    }
    expect(await over('4')).toEqual([0, null, undefined])
    // What a busy machine has spoilt is measured once more.
    const once = site.requests.length
    expect(once).toBeGreaterThan(0)
    expect(await over('6')).toEqual([1, 'dns_not_found', undefined])
    expect(site.requests).toHaveLength(once)
    expect(await over('6,4')).toEqual([
      1,
      'dns_not_found',
      [
        [6, 'dns_not_found'],
        [4, null],
      ],
    ])
    expect(site.requests.length).toBeGreaterThan(once)
  })
})

describe('wrong input: exit 2, one line, no work', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['no address', ['check'], /no address to check/],
    ['what is no address', ['check', 'portal'], /argument: “portal” is not an address: write it in full/],
    ['another scheme', ['check', 'ftp://portal.example.org/'], /only http: and https: can be checked/],
    ['a password', ['check', 'http://a:b@portal.example.org/'], /user name or password/],
    ['a file that is not there', ['check', '--from', '/nonexistent/urls'], /can't read \/nonexistent\/urls \(ENOENT\)/],
    [
      'no time at all',
      ['check', 'http://a.localhost/', '--timeout', '0'],
      /--timeout.*seconds, above 0 and up to 3600/,
    ],
    ['a time that is none', ['check', 'http://a.localhost/', '--timeout', 'x'], /--timeout/],
    ['a family that is none', ['check', 'http://a.localhost/', '--families', '5'], /--families.*give 4, 6 or 4,6/],
    ['a family twice', ['check', 'http://a.localhost/', '--families', '4,4'], /--families/],
    ['nothing in flight', ['check', 'http://a.localhost/', '--in-flight', '0'], /--in-flight.*from 1 to 10000/],
    ['an unknown language', ['check', 'http://a.localhost/', '--lang', 'fr'], /--lang.*vi, en/],
    ['an unknown option', ['check', 'http://a.localhost/', '--what'], /--what/],
  ])('%s', async (_name, args, line) => {
    const { exit, stdout, stderr } = await nhip(args)
    expect([exit, stdout]).toEqual([2, ''])
    expect(stderr.split('\n')[0]).toMatch(line)
  })

  test('a wrong line of a file is named, and no other is checked', async () => {
    const site = await startSite({ '/': html('') })
    const file = await scratchFile('urls.txt', `${site.url('/')}\nportal\n`)
    const { exit, stdout, stderr } = await nhip(['check', '--from', file, '--allow-private', '--json'])
    expect([exit, stdout, site.requests]).toEqual([2, '', []])
    expect(stderr).toMatch(/^nhip: .*urls\.txt:2: “portal” is not an address.*\n$/)
  })
})
