import { z } from 'zod'
import { type Catalogue, pagesOf } from '../model/catalogue.ts'
import { configAt } from '../model/config.ts'
import { dayOf } from '../model/day.ts'
import { idSchema, type PageKey, pageKeySchema, portalOf } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import { LANGS } from '../model/lang.ts'
import { listConfigs, listImportSpans } from '../record/configs.ts'
import { historyCsvHead, historyCsvRows } from '../report/history-csv.ts'
import { type History, history } from './history.ts'
import { type JobPorts, type JobRunPorts, jobKind } from './job-kind.ts'
import { requireKnownPage } from './known-pages.ts'
import { portalsFor } from './scope.ts'

export const MAX_HISTORY_DAYS = 400

/** What is exported: a page, a portal, or everything that its owner may read, where it names neither. */
export const historyExportSchema = z
  .strictObject({
    page: pageKeySchema.optional(),
    portal: idSchema.optional(),
    /** Days back, today included. */
    days: z.int().min(1).max(MAX_HISTORY_DAYS).default(30),
    format: z.enum(['csv', 'json']).default('csv'),
    /** Of a CSV's form and words; JSON has one form. */
    lang: z.enum(LANGS).default('en'),
  })
  .refine(({ page, portal }) => page === undefined || portal === undefined, 'name a page or a portal, not both')

export type HistoryExport = Readonly<z.infer<typeof historyExportSchema>>

/** Pages whose history is read at once: each waits for the table nearly all of its time. */
const AT_ONCE = 4

/** Days of pages with uptime, coverage and percentiles, as a file. */
export const historyJob = jobKind<HistoryExport>({
  roles: ['operator', 'evaluator', 'vendor'],
  schema: historyExportSchema,
  check: async (params, ports) => void (await chosenPages(params, ports)),
  run: async (params, ports) => {
    const { pages, catalogue } = await chosenPages(params, ports)
    const { format, days } = params
    const day = dayOf(ports.clock.now(), catalogue?.timezone ?? 'Asia/Ho_Chi_Minh')
    const what = (params.page ?? params.portal ?? 'all').replace('/', '-')
    const histories = inOrder(pages, (page) => history({ page, days }, ports), ports)
    return {
      name: `nhip-history-${what}-${day}-${days}d.${format}`,
      contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json',
      chunks: encoded(format === 'csv' ? csv(histories, { params, catalogue }) : json(histories, { params, ports })),
    }
  },
})

/** In the catalogue's order. */
async function chosenPages(
  { page, portal }: HistoryExport,
  { owner, table, clock }: JobPorts,
): Promise<{ readonly pages: readonly PageKey[]; readonly catalogue: Catalogue | null }> {
  const configs = await listConfigs(table)
  const config = configAt(configs, clock.now())
  const catalogue = config?.catalogue ?? null
  const portals = portalsFor(owner, config)
  // An import may have brought pages of which no catalogue knows.
  if (page !== undefined && portals === null) {
    requireKnownPage(page, { configs, spans: await listImportSpans(table) })
    return { pages: [page], catalogue }
  }
  const known = catalogue === null ? [] : pagesOf(catalogue)
  const own = known.filter((one) => portals === null || portals.has(one.portal))
  const pages = own
    .filter(({ key }) => (page === undefined ? portal === undefined || portalOf(key) === portal : key === page))
    .map(({ key }) => key)
  // Who may not read it isn't told whether there is such a page, nor the names of others.
  if (pages.length === 0 && page !== undefined)
    throw new InputError('unknown_page', `no page “${page}” of yours is known`)
  if (pages.length === 0 && portal !== undefined)
    throw new InputError('unknown_portal', `no portal “${portal}” of yours is known, or it has no pages`)
  return { pages, catalogue }
}

/** What `read` gives for each, in order, some being read ahead. */
async function* inOrder(
  pages: readonly PageKey[],
  read: (page: PageKey) => Promise<History>,
  { signal, progress }: Pick<JobRunPorts, 'signal' | 'progress'>,
): AsyncGenerator<History> {
  const waiting: Promise<History>[] = []
  let next = 0
  for (let done = 0; done < pages.length; done++) {
    signal.throwIfAborted()
    progress({ done, total: pages.length })
    while (next < pages.length && waiting.length < AT_ONCE) {
      const reading = read(pages[next++] as PageKey)
      // It is awaited in its turn; until then its failure is nobody's.
      reading.catch(() => undefined)
      waiting.push(reading)
    }
    yield (await waiting.shift()) as History
  }
}

async function* csv(
  histories: AsyncIterable<History>,
  of: { readonly params: HistoryExport; readonly catalogue: Catalogue | null },
): AsyncGenerator<string> {
  const { lang } = of.params
  const names = new Map(of.catalogue?.portals.map(({ id, name }) => [id, name[lang]]))
  yield historyCsvHead(lang)
  for await (const { page, days } of histories)
    yield historyCsvRows({ page, days, portalName: names.get(portalOf(page)) ?? '' }, lang)
}

/** One value, a page a line: `{type:"histories",atMs,days,pages:[…]}`, each page as `history` gives it. */
async function* json(
  histories: AsyncIterable<History>,
  { params, ports }: { readonly params: HistoryExport; readonly ports: JobPorts },
): AsyncGenerator<string> {
  yield `{"type":"histories","atMs":${ports.clock.now()},"days":${params.days},"pages":[`
  let before = '\n'
  for await (const one of histories) {
    yield before + JSON.stringify(one)
    before = ',\n'
  }
  yield '\n]}\n'
}

async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text)
}
