import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ensureBucket } from '../../lib/local/resources.ts'
import { type ReportFileName, reportKey } from '../../lib/model/report-file.ts'
import { createReportFolder } from '../../lib/record/report-folder.ts'
import { createArchiveReports, createFolderReports, type Reports } from '../../lib/record/reports.ts'
import { openStores } from '../kit/stores.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'

const at = { page: 'da-nang/home', slotMs: 1_790_000_100_000, location: 'sgn' }
const keyOf = (name: ReportFileName): string => reportKey(at, name)

const KINDS: Readonly<Record<string, () => Promise<Reports>>> = {
  folder: () => Promise.resolve(createFolderReports(createReportFolder(join(temporaryFolder(), 'reports')))),
  archive: async () => {
    const stores = await openStores()
    onTestFinished(stores.close)
    await ensureBucket(stores.messagesEndpoint)
    return createArchiveReports(stores.archive)
  },
}

test('keys tell page, day and slot, and how long what is under them lives', () => {
  expect(keyOf('report.json.gz')).toBe('audits/report/da-nang/home/20260921/1790000100000-sgn/report.json.gz')
  expect(keyOf('trace.json.gz')).toBe('audits/trace/da-nang/home/20260921/1790000100000-sgn/trace.json.gz')
})

describe.each(Object.entries(KINDS))('%s', (_kind, open) => {
  test('gives back what was put, the last of it, and null for what was not', async () => {
    const reports = await open()
    expect(await reports.get(keyOf('final.jpg'))).toBeNull()
    const body = Buffer.from([0xff, 0xd8, 0, 1, 2])
    await reports.put(keyOf('final.jpg'), Buffer.from('first'))
    await reports.put(keyOf('final.jpg'), body)
    expect(Buffer.from((await reports.get(keyOf('final.jpg'))) ?? [])).toEqual(body)
    expect(await reports.get(reportKey({ ...at, location: 'han' }, 'final.jpg'))).toBeNull()
  })

  test('links, where it has any, give and take the file with its type', async () => {
    const reports = await open()
    const key = keyOf('report.json.gz')
    const body = Buffer.from('nén rồi')
    if (reports.link === null || reports.putLink === null) {
      expect([reports.link, reports.putLink]).toEqual([null, null])
      return
    }
    const put = await fetch(await reports.putLink(key, body.byteLength), {
      method: 'PUT',
      body,
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    })
    expect(put.status).toBe(200)
    expect(Buffer.from((await reports.get(key)) ?? [])).toEqual(body)
    const url = new URL(await reports.putLink(key, 12_345))
    // What is signed can't be changed: type, encoding and size; no checksum of a body that isn't known yet.
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-encoding;content-length;content-type;host')
    expect(url.search).not.toContain('checksum')
    const { headers } = await fetch(await reports.link(key), { method: 'HEAD' })
    expect([headers.get('content-type'), headers.get('content-encoding')]).toEqual(['application/json', 'gzip'])
  })
})

describe('a folder', () => {
  test('lists the earliest first, removes folders with their last file, and has no half files', async () => {
    const path = join(temporaryFolder(), 'reports')
    const folder = createReportFolder(path)
    expect(await folder.list()).toEqual([])
    await folder.put(keyOf('final.jpg'), Buffer.from('12345'))
    await folder.put(reportKey({ ...at, slotMs: 1_780_000_000_000 }, 'final.jpg'), Buffer.from('1'))
    expect(await folder.list()).toEqual([
      { key: expect.stringContaining('1780000000000-sgn'), sizeBytes: 1, slotMs: 1_780_000_000_000 },
      { key: keyOf('final.jpg'), sizeBytes: 5, slotMs: at.slotMs },
    ])
    for (const { key } of await folder.list()) await folder.remove(key)
    expect(readdirSync(path)).toEqual([])
  })

  test.each(['../audits/x', 'audits/../../x', 'audits/A', '/etc/passwd', 'receipts/x', 'audits/x\0'])(
    'has no key %j',
    async (key) => {
      await expect(
        createReportFolder(temporaryFolder())
          .get(key)
          .catch((error: Error) => error.message),
      ).resolves.toMatch(/is no key of a report/)
    },
  )
})
