import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { publishStatus } from '../../lib/flow/publish-status.ts'
import { emptyGroupState, type OpenIncident, recordOf } from '../../lib/judge/incident-state.ts'
import { ACCESS } from '../../lib/model/access.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/model/duration.ts'
import { DEFAULT_POLICY } from '../../lib/model/policy.ts'
import { type PublicStatusFile, publicStatusSchema } from '../../lib/model/public-status.ts'
import type { Verdict } from '../../lib/model/verdict.ts'
import { putConfig } from '../../lib/record/configs.ts'
import { fileIncident } from '../../lib/record/incidents.ts'
import { getLive, newLivePage, putLive } from '../../lib/record/live.ts'
import { putRollupProgress } from '../../lib/record/rollups.ts'
import { createSiteBucket, createSiteFolder, type SiteStore } from '../../lib/record/site-store.ts'
import { permit } from '../../lib/record/table.ts'
import { publicSite } from '../../lib/web/public/site.ts'
import { catalogueOf, configOf } from '../kit/catalogue.ts'
import { NOW, openPortalStory, type PortalStory } from '../kit/portal-story.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { writtenLocation, writtenPage, writtenPortal } from '../kit/written-catalogue.ts'

const HOME = 'da-nang/home'
const HIDDEN = 'cANArY'
const hidden = (what: string): string => `${HIDDEN} ${what}`
const hiddenId = (what: string): string => `${HIDDEN.toLowerCase()}-${what}`

let story: PortalStory
let versions: number
beforeEach(async () => {
  story = await openPortalStory({ days: 10 })
  versions = 0
})
afterEach(() => story.stores.close())

/** All of a catalogue that is nobody's business has the same word in it, wherever a text may stand. */
function catalogueWithSecrets(publish: unknown) {
  const url = (name: string): string => `https://${hiddenId(name)}.example.org/${HIDDEN}`
  const portal = {
    owner: hiddenId('owner'),
    vendor: hiddenId('vendor'),
    hosting: hidden('hosting'),
    idCode: hidden('id code'),
    consent: { letter: hidden('letter'), date: '2026-01-15' },
    predecessors: [hiddenId('predecessor')],
    formHosts: [`${hiddenId('host')}.example.org`],
  }
  const page = {
    expect: { text: hidden('text'), hosts: [`${hiddenId('expected')}.example.org`] },
    procedure: hidden('procedure'),
    ready: `#${HIDDEN}`,
    account: hiddenId('account'),
    journey: [{ open: url('home') }, { click: { text: hidden('button') } }],
    allow: [{ method: 'POST', url: `${url('home')}/api` }],
  }
  return catalogueOf({
    catalog: hiddenId('catalogue'),
    contact: `https://${hiddenId('contact')}.example.org/`,
    locations: [
      writtenLocation({
        id: 'sgn',
        network: hidden('network'),
        control: `https://${hiddenId('control')}.example.org/`,
        source: '127.66.66.66',
      }),
    ],
    portals: [
      writtenPortal({
        ...portal,
        name: { vi: 'Cổng Đà Nẵng', en: 'Da Nang', official: hidden('official') },
        pages: [
          writtenPage({ url: url('home') }),
          writtenPage({ id: 'form', kind: 'eform', url: url('home'), ...page }),
        ],
      }),
      writtenPortal({
        ...portal,
        id: 'hue',
        name: { vi: hidden('cổng'), en: hidden('portal') },
        pages: [writtenPage({ id: hiddenId('page'), url: url('hue') })],
      }),
    ],
    maintenance: [{ portal: 'da-nang', from: '2026-11-21T22:00', to: '2026-11-21T23:00', note: hidden('maintenance') }],
    ...(publish === undefined ? {} : { publish }),
  })
}

/** Takes effect at once, or as much later. */
async function configure(publish: unknown, laterMs = 0): Promise<void> {
  versions++
  const { untilMs: _, ...config } = configOf(catalogueWithSecrets(publish), {
    version: `${HIDDEN}${versions}`,
    effectiveFromMs: NOW - HOUR_MS + versions + laterMs,
  })
  await putConfig(story.stores.table, config)
}

const SHOWN = {
  portals: ['da-nang'],
  title: { vi: 'Tình trạng', en: 'Status' },
  history: '30d',
  latency: true,
  incidents: true,
}

const run = (site: SiteStore) =>
  publishStatus({
    // As the function has it: what it may not ask for, its page would be gone for.
    table: permit(story.stores.table, ACCESS['publish-status'].table),
    clock: story.clock,
    policy: DEFAULT_POLICY,
    site,
    render: publicSite,
  })

/** A folder and what was put into it, in order. */
function openSite() {
  const folder = join(temporaryFolder(), 'public')
  const store = createSiteFolder(folder, `${folder}-state.json`)
  const put: string[] = []
  const site: SiteStore = { ...store, put: (file) => store.put(file).then(() => void put.push(file.path)) }
  return {
    site,
    folder,
    /** Since it was asked last. */
    put: () => put.splice(0),
    files: async () => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    },
    read: (path: string) => readFile(join(folder, path), 'utf8'),
    status: async () =>
      publicStatusSchema.parse(JSON.parse(await readFile(join(folder, 'status.json'), 'utf8'))) as PublicStatusFile,
  }
}

async function see(verdict: Verdict, down: OpenIncident | null = null): Promise<void> {
  const live = (await getLive(story.stores.table, HOME)) ?? newLivePage(HOME)
  const slotMs = story.clock.now()
  const entry = { slotMs, group: 'domestic', verdict, maintenance: false, inputs: `sgn:FAIL/${HIDDEN}` } as const
  const groups = { domestic: { ...emptyGroupState(), down } }
  expect(await putLive(story.stores.table, { ...live, groups, verdicts: [...live.verdicts, entry] })).toBe(true)
}

function outage(): OpenIncident {
  const sinceMs = story.clock.now()
  return {
    id: `down:${HOME}:domestic:${sinceMs}`,
    kind: 'down',
    severity: 'page',
    sinceMs,
    openedAtMs: sinceMs,
    lastBadMs: sinceMs,
    good: 0,
    unknowns: 0,
    bad: 1,
    seq: 1,
    toldAtMs: sinceMs,
    acknowledged: { atMs: sinceMs, by: hiddenId('token'), name: hidden('person'), note: hidden('note') },
    locations: [hiddenId('place')],
    inputs: [],
    alone: false,
  }
}

const fileOutage = (incident: OpenIncident, resolvedAtMs: number | null) =>
  fileIncident(story.stores.table, recordOf(incident, { page: HOME, portal: null, group: 'domestic', resolvedAtMs }))

describe('what is published', () => {
  test('is what the catalogue chooses: no byte of anything else is in any file', async () => {
    await configure({ ...SHOWN, note: { vi: 'Ghi chú', en: 'A note' } })
    for (let ago = 0; ago < 10; ago++) await story.day(HOME, { ago, failed: ago === 2 ? 6 : 0 })
    const past = { ...outage(), id: `down:${HOME}:domestic:${NOW - 2 * DAY_MS}`, sinceMs: NOW - 2 * DAY_MS }
    await fileOutage(past, NOW - 2 * DAY_MS + HOUR_MS)
    await fileIncident(story.stores.table, {
      ...recordOf(past, { page: HOME, portal: null, group: 'domestic', resolvedAtMs: null }),
      id: `burn:${HOME}:domestic:${NOW}`,
      kind: 'burn',
    })
    await see('ok')
    await see('down', outage())
    const { site, files, status, read } = openSite()
    expect(await run(site)).toMatchObject({ portals: 1, removed: 0 })
    const all = await files()
    // Two of each language with a picture each, status, robots, 404, style and two fonts.
    expect(all).toHaveLength(12)
    for (const file of all)
      expect((await readFile(file)).toString('latin1').toLowerCase(), `${file}`).not.toMatch(
        new RegExp(`${HIDDEN}|127\\.66|sgn|hue\\b|http_5xx|burn`, 'i'),
      )
    const [portal] = (await status()).portals
    expect(portal).toMatchObject({ id: 'da-nang', state: 'down', name: { vi: 'Cổng Đà Nẵng', en: 'Da Nang' } })
    expect(portal?.pages[0]?.incidents).toEqual([
      { kind: 'down', fromMs: NOW, toMs: null },
      { kind: 'down', fromMs: NOW - 2 * DAY_MS, toMs: NOW - 2 * DAY_MS + HOUR_MS },
    ])
    // 9 days of 24 checks and 10 of today, 6 of all failed; nothing is known of the form.
    expect(portal?.pages.map(({ uptime }) => uptime)).toEqual([0.973451, null])
    const page = await read('portals/da-nang/index.html')
    for (const text of ['Ghi chú', 'Tình trạng']) expect(await read('index.html')).toContain(text)
    expect(page).toContain('<b>Tỷ lệ sẵn sàng 30 ngày: 97,3%</b>')
    expect(page).toContain('class="band"')
  })

  test('has neither incidents nor response times where they are not chosen', async () => {
    await configure({ portals: 'all' })
    await story.day(HOME, { ago: 0 })
    await see('down', outage())
    const { site, read, status } = openSite()
    await run(site)
    expect((await status()).portals[0]).toMatchObject({ state: 'down', pages: [{ incidents: [] }, {}] })
    for (const path of ['index.html', 'portals/da-nang/index.html'])
      expect(await read(path)).not.toMatch(/Sự cố đang|Sự cố trong|class="band"|p50/)
  })

  test('is nothing where the catalogue says nothing: not even a state', async () => {
    await configure(undefined)
    const { site, files } = openSite()
    expect(await run(site)).toEqual({ portals: null, written: 0, removed: 0 })
    expect(await files()).toEqual([])
    expect(await site.getState()).toBeNull()
  })

  test('goes at once when it is taken back, also by a version that is yet to come', async () => {
    await configure({ ...SHOWN, portals: ['da-nang', 'hue'] })
    const { site, files } = openSite()
    await run(site)
    const more = (await files()).length
    await configure(SHOWN, 2 * HOUR_MS)
    expect(await run(site)).toMatchObject({ portals: 1, removed: 4 })
    expect(await files()).toHaveLength(more - 4)
    await configure(undefined, 3 * HOUR_MS)
    expect(await run(site)).toMatchObject({ portals: null, removed: more - 4 })
    expect(await files()).toEqual([])
  })

  test('is added when the version that adds it takes effect', async () => {
    await configure(SHOWN)
    await configure({ ...SHOWN, portals: 'all' }, 2 * HOUR_MS)
    const { site } = openSite()
    expect(await run(site)).toMatchObject({ portals: 1 })
    story.clock.set(NOW + 2 * HOUR_MS)
    expect(await run(site)).toMatchObject({ portals: 2 })
  })
})

describe('a file is written', () => {
  const FIRST = ['en/index.html', 'index.html', 'status.json']

  test('anew only where there is news: the first pages each minute, portals some minutes later', async () => {
    await configure(SHOWN)
    await see('ok')
    const { site, put } = openSite()
    await run(site)
    const all = put()
    expect(await run(site)).toMatchObject({ written: 0 })
    story.clock.set(NOW + MINUTE_MS)
    await run(site)
    expect(put().toSorted()).toEqual(FIRST)
    story.clock.set(NOW + 10 * MINUTE_MS)
    await run(site)
    expect(put().toSorted()).toEqual(
      [...FIRST, 'en/portals/da-nang/index.html', 'portals/da-nang/index.html'].toSorted(),
    )
    // Those that are named by what is in them never again.
    story.clock.set(NOW + 2 * DAY_MS)
    await run(site)
    const written = put()
    expect(all.filter((path) => !written.includes(path))).toEqual(all.filter((path) => /^assets|robots|404/.test(path)))
  })

  test('at once where a state changes, whatever else may wait', async () => {
    await configure(SHOWN)
    await see('ok')
    const { site, put, status } = openSite()
    await run(site)
    put()
    story.clock.set(NOW + MINUTE_MS)
    const incident = outage()
    await see('down', incident)
    await fileOutage(incident, null)
    await run(site)
    const changed = ['badges/da-nang.en.svg', 'badges/da-nang.svg', 'en/portals/da-nang/index.html']
    expect(put().toSorted()).toEqual([...FIRST, ...changed, 'portals/da-nang/index.html'].toSorted())
    // Its end, too, is told as soon as it is known.
    story.clock.set(NOW + 2 * MINUTE_MS)
    await see('ok')
    await fileOutage(incident, NOW + 2 * MINUTE_MS)
    await run(site)
    expect((await status()).portals[0]?.pages[0]?.incidents).toEqual([
      { kind: 'down', fromMs: NOW + MINUTE_MS, toMs: NOW + 2 * MINUTE_MS },
    ])
  })

  test('after those that it names, and where one breaks the next run makes up for it', async () => {
    await configure(SHOWN)
    const { site, put, files } = openSite()
    const broken: SiteStore = {
      ...site,
      put: (file) => (file.path === 'index.html' ? Promise.reject(new Error('away')) : site.put(file)),
    }
    await expect(run(broken)).rejects.toThrow('away')
    const before = put()
    expect(before.findLastIndex((path) => path.startsWith('assets/'))).toBeLessThan(
      before.findIndex((path) => path.startsWith('portals/')),
    )
    // What was begun is known, so that it can be taken back.
    await configure(undefined)
    await run(site)
    expect(await files()).toEqual([])
    await configure(SHOWN)
    await run(site)
    expect(put()).toContain('index.html')
  })
})

test('days are counted once an hour, however often files are written', async () => {
  await configure(SHOWN)
  await see('ok')
  await putRollupProgress(story.stores.table, { throughMs: NOW, lateThroughMs: NOW })
  const { site } = openSite()
  await run(site)
  const asked: string[] = []
  const { table } = story.stores
  const counting = {
    ...table,
    query: (of: Parameters<typeof table.query>[0]) => {
      asked.push(of.pk)
      return table.query(of)
    },
  }
  const again = () =>
    publishStatus({ table: counting, clock: story.clock, policy: DEFAULT_POLICY, site, render: publicSite })
  story.clock.set(NOW + 59 * MINUTE_MS)
  await again()
  expect(asked.filter((pk) => pk.startsWith('P#'))).toEqual([])
  story.clock.set(NOW + 60 * MINUTE_MS)
  await again()
  expect(asked).toContain(`P#${HOME}#Y#2026`)
})

test('in a bucket files have their headers, and the state of their writing stays apart', async () => {
  await configure(SHOWN)
  const { env } = story.stores
  const s3 = new S3Client({
    region: 'local',
    endpoint: env.AWS_ENDPOINT_URL_S3 ?? '',
    forcePathStyle: true,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
  await s3.send(new CreateBucketCommand({ Bucket: 'public' }))
  const site = createSiteBucket(env, 'public')
  const head = async (Key: string) => {
    const found = await s3.send(new GetObjectCommand({ Bucket: 'public', Key }))
    return [found.ContentType, found.CacheControl]
  }
  try {
    expect(await site.getState()).toBeNull()
    await run(site)
    expect(await head('site/index.html')).toEqual(['text/html; charset=utf-8', 'public, max-age=60'])
    expect(await head('site/badges/da-nang.svg')).toEqual(['image/svg+xml', 'public, max-age=60'])
    const written = JSON.parse((await site.getState()) ?? '') as { readonly written: object }
    const font = Object.keys(written.written).find((path) => path.endsWith('.woff2'))
    expect(await head(`site/${font}`)).toEqual(['font/woff2', 'public, max-age=31536000, immutable'])
    expect(await head('state.json')).toEqual(['application/json', 'no-store'])
    await configure(undefined)
    await run(site)
    await expect(head('site/index.html')).rejects.toMatchObject({ name: 'NoSuchKey' })
  } finally {
    s3.destroy()
  }
})
