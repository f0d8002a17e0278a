import { createHash } from 'node:crypto'
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildPackages } from '../../lib/cloud/packages/build.ts'
import { startFarm } from '../../lib/local/farm/farm.ts'
import { ensureBucket } from '../../lib/local/resources.ts'
import { type Audit, auditSchema } from '../../lib/model/audit.ts'
import type { ExamineEvent } from '../../lib/model/examination.ts'
import { reportKey } from '../../lib/model/report-file.ts'
import type { AuditVisit } from '../../lib/model/visit.ts'
import { auditVisit } from '../kit/audit-visit.ts'
import { sqsEvent } from '../kit/lambda.ts'
import { LAMBDA_ENVIRONMENT } from '../kit/lambda-environment.ts'
import { commandLine, family } from '../kit/processes.ts'
import { startSite } from '../kit/site.ts'
import { makeQueue, openStores } from '../kit/stores.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { CODE, NODE, REFUSED, runLambdaLike, startLambdaLike, USER_ID, whyNotLike } from './lambda-like.ts'
import { limitMemory } from './memory-limit.ts'
import { programThatCalls } from './system-call.ts'

/**
 * The package of the audit function, run as on Lambda as far as this machine can. It shows that the package is whole
 * and that Chromium gets by without what is taken away here; what real Lambda does is proven on real Lambda alone.
 */
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const MB = 1024 * 1024

/** Lambda's default, and the least: what an audit function is given is more. */
const TMP_BYTES = 512 * MB
/** As much as a new account's function may have. */
const MEMORY_BYTES = 3_008 * MB

const EPERM = 1

/** A form of the demo portal. */
const FORM = '/vi/padsvc/apply-online/64f1a2b3c4d5e6f708192a3b'

const reason = whyNotLike()
// A person may lack root; where changes are let in, nothing may be left out.
const missing = reason !== null && process.env.CI === undefined
if (missing) process.stderr.write(`the audit package is not run as on Lambda: ${reason}\n`)

describe.skipIf(missing)('as on Lambda', () => {
  let code: string
  beforeAll(async () => {
    if (reason !== null) throw new Error(`nothing can be run as on Lambda: ${reason}`)
    // Outside the repository: what a package lacks must not be found in a folder above it.
    const folder = mkdtempSync(join(tmpdir(), 'nhip-test-'))
    code = join(folder, 'code')
    await buildPackages({ root: ROOT, folder: join(folder, 'build'), names: ['audit'] })
    cpSync(join(folder, 'build', 'audit'), code, { recursive: true })
    return () => rmSync(folder, { recursive: true, force: true })
  })

  test('nothing can be written but a small /tmp, there is no /dev/shm, and the user is nobody', () => {
    const look = `
      const { mkdirSync, readdirSync, statfsSync, writeFileSync } = require('node:fs')
      const tried = (path) => { try { writeFileSync(path, ''); return 'written' } catch ({ code }) { return code } }
      const { bsize, blocks } = statfsSync('/tmp')
      console.log(JSON.stringify({
        written: ['/x', '${CODE}/x', '/dev/x', '/dev/shm/x', '/var/x', '/home/x', '/tmp/x'].map(tried),
        tmpBytes: bsize * blocks,
        user: process.getuid(),
        groups: process.getgroups(),
        home: process.env.HOME ?? null,
        processes: readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length,
        fonts: readdirSync('/usr'),
      }))`
    const { code: exit, said } = runLambdaLike({ code, tmpBytes: TMP_BYTES }, [NODE, '-e', look])
    expect([exit, exit === 0 ? JSON.parse(said) : said]).toEqual([
      0,
      {
        written: ['EROFS', 'EROFS', 'EROFS', 'ENOENT', 'EROFS', 'ENOENT', 'written'],
        tmpBytes: TMP_BYTES,
        user: USER_ID,
        groups: [990],
        home: null,
        // Its own, and the one that waits for it.
        processes: 2,
        fonts: ['bin'],
      },
    ])
  })

  test.each([
    ['ptrace', programThatCalls(101)],
    ['process_vm_readv', programThatCalls(310)],
    ['process_vm_writev', programThatCalls(311)],
    ['prctl(PR_SET_NO_NEW_PRIVS)', programThatCalls(157, 38, 1)],
    ['prctl(PR_SET_SECCOMP)', programThatCalls(157, 22, 1)],
    ['seccomp', programThatCalls(317, 0xff)],
    ['unshare', programThatCalls(272, 0x1000_0000)],
    ['setns', programThatCalls(308, 0xffff_ffff)],
    ['clone into a namespace', programThatCalls(56, 0x1000_0000 | 17)],
    ['fallocate', programThatCalls(285, 0xffff_ffff)],
  ])('the kernel refuses %s, and would not by itself', (name, program) => {
    const file = join(temporaryFolder(), 'program')
    writeFileSync(file, program)
    chmodSync(file, 0o755)
    const like = { code, tmpBytes: MB, files: { '/opt/program': file } }
    expect(runLambdaLike(like, ['/opt/program'])).toEqual({ code: EPERM, said: '' })
    const others = Object.entries(REFUSED).flatMap(([other, denial]) => (other === name ? [] : [denial]))
    expect(runLambdaLike({ ...like, refused: others }, ['/opt/program']).code).not.toBe(EPERM)
  })

  test('Vietnamese letters are drawn, by the fonts of the package: there are no others', async () => {
    const lambda = await startLambdaLike({ code, tmpBytes: TMP_BYTES, env: LAMBDA_ENVIRONMENT })
    onTestFinished(lambda.kill)
    const mode = 'multi-process'
    expect(await lambda.call({ type: 'examine' } satisfies ExamineEvent)).toMatchObject({
      type: 'answer',
      result: { type: 'examined', mode, undrawn: [], lighthouse: expect.any(String), problem: null },
    })
    await lambda.end()
  })

  test('audits pass with a score, in more than one process, and leave /tmp as it was', async () => {
    const { lambda, memory, audited, url } = await startAudits(MEMORY_BYTES)
    const first = await audited({ url: url('binh-minh') })
    const afterFirst = tmpOf(lambda.pid)
    const second = await audited({ url: url('binh-minh') })
    // A form that needs scripts, with what makes it usable; and a page that is broken.
    const form = await audited({ url: url('binh-minh', FORM), ready: '[name^="data["]' })
    const broken = await audited({ url: (await startSite({ '/': 500 })).url('/') })
    const last = await audited({ url: url('binh-minh') })
    const afterLast = tmpOf(lambda.pid)

    for (const audit of [first, second, last]) {
      expect(audit).toMatchObject({ outcome: 'passed', cause: null, httpStatus: 200, score: expect.any(Number) })
      expect(audit.files?.map(({ name }) => name)).toContain('report.html.gz')
      expect(audit.conditions).toMatchObject({ chromiumMode: 'multi-process', instrument: first.conditions.instrument })
    }
    expect(form).toMatchObject({ outcome: 'passed', metrics: { readyMs: expect.any(Number) } })
    expect(broken).toMatchObject({ outcome: 'failed', cause: 'http_5xx', score: null })

    // Chromium stays, in a folder of its version; a browser's folder is as large as one audit makes it.
    const own = [expect.stringMatching(/^nhip-browser-\d+-/), `nhip-cache-${USER_ID}`, 'nhip-reports']
    expect(afterLast.names).toEqual(own)
    expect(afterLast.waitingReports).toEqual([])
    expect(afterLast.names).toEqual(afterFirst.names)
    expect(afterLast.cached).toEqual([expect.stringMatching(/^chromium-[\d.]+-\d+$/)])
    expect(afterLast.browserBytes - afterFirst.browserBytes).toBeLessThan(8 * MB)
    expect(afterLast.cores).toEqual([])
    expect(memory.peakBytes()).toBeGreaterThan(100 * MB)
    await lambda.end()
    process.stdout.write(
      `audit package: ${first.conditions.chromiumMode}, score ${last.score}, memory ${mb(memory.peakBytes())} MB at most,` +
        ` /tmp ${mb(afterLast.bytes)} MB, browser's folder ${mb(afterFirst.browserBytes)} MB after one audit and` +
        ` ${mb(afterLast.browserBytes)} MB after five\n`,
    )
  })

  test('what needs more memory than it may is ended', async () => {
    const { audited, url } = await startAudits(200 * MB)
    await expect(audited({ url: url('binh-minh') })).rejects.toThrow(/process ended/)
  })

  /** The function, its queues and the demo portals, for one test. */
  async function startAudits(memoryBytes: number) {
    const stores = await openStores()
    onTestFinished(stores.close)
    await ensureBucket(stores.messagesEndpoint)
    const farm = await startFarm({ port: 0, startedAtMs: Date.now() })
    onTestFinished(farm.close)
    const [observations, deadLetters] = [await makeQueue(stores), await makeQueue(stores)]
    const lambda = await startLambdaLike({
      code,
      tmpBytes: TMP_BYTES,
      env: {
        ...LAMBDA_ENVIRONMENT,
        ...stores.env,
        NHIP_OBSERVATIONS_QUEUE: observations.url,
        NHIP_DEAD_LETTERS_QUEUE: deadLetters.url,
      },
    })
    onTestFinished(lambda.kill)
    const memory = limitMemory(lambda.pid, memoryBytes)
    onTestFinished(memory.stop)
    let isFirst = true
    const audited = async (visit: Pick<AuditVisit, 'url'> & Partial<AuditVisit>): Promise<Audit> => {
      const answer = await lambda.call(sqsEvent(JSON.stringify(auditVisit(visit))))
      expect([answer, lambda.logged()]).toEqual([
        { type: 'answer', result: { batchItemFailures: [] }, tookMs: expect.any(Number) },
        '',
      ])
      const sent = await observations.received()
      expect(await deadLetters.received()).toEqual([])
      const results = sent.map(({ Body = '' }) => JSON.parse(Body) as { readonly type: string })
      // The control page, of whose last load an hour has to pass; after the first audit.
      const controls = results.filter(({ type }) => type === 'controlAudit')
      expect(controls).toMatchObject(isFirst ? [{ outcome: 'passed', metrics: { tbtMs: expect.any(Number) } }] : [])
      isFirst = false
      const audits = results.filter(({ type }) => type === 'audit')
      expect(audits.length).toBe(1)
      const audit = auditSchema.parse(audits[0])
      // Its report is in the bucket, as its row says.
      const place = { page: audit.page as string, slotMs: audit.slotMs, location: audit.location }
      for (const { name, sha256 } of audit.files ?? []) {
        const bytes = await stores.archive.get(reportKey(place, name))
        expect([name, bytes && createHash('sha256').update(bytes).digest('hex')]).toEqual([name, sha256])
      }
      return audit
    }
    return { lambda, memory, audited, url: farm.url }
  }
})

/** What a function's /tmp holds: seen from outside, through its process. */
function tmpOf(pid: number) {
  const runtime = family(pid).find((one) => commandLine(one).startsWith(`${NODE} `))
  const tmp = `/proc/${runtime}/root/tmp`
  const names = readdirSync(tmp).toSorted()
  const sizes = readdirSync(tmp, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile()
      ? [{ path: join(entry.parentPath, entry.name), bytes: sizeOf(join(entry.parentPath, entry.name)) }]
      : [],
  )
  const sum = (part: string) =>
    sizes.filter(({ path }) => path.startsWith(join(tmp, part))).reduce((total, { bytes }) => total + bytes, 0)
  return {
    names,
    cached: readdirSync(join(tmp, `nhip-cache-${USER_ID}`)),
    bytes: sum(''),
    browserBytes: sum('nhip-browser-'),
    waitingReports: sizes.filter(({ path }) => path.startsWith(join(tmp, 'nhip-reports'))),
    cores: sizes.filter(({ path }) => /\/core(\.\d+)?$/.test(path)),
  }
}

/** 0 where a browser at work has taken it away meanwhile. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function mb(bytes: number): number {
  return Math.round(bytes / MB)
}
