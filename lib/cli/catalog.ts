import { Command } from 'commander'
import { hasBadPort } from '../model/bad-port.ts'
import { type BilingualText, type Catalogue, measuredPages, type Page } from '../model/catalogue.ts'
import type { Lang } from '../model/lang.ts'
import { type Problem, quote } from '../model/problem.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'

/** As many pages as advice names. */
const MAX_NAMED = 3

type Options = { readonly json?: boolean; readonly lang?: Lang }

const LABELS = {
  place: { vi: 'vị trí:', en: 'value:' },
  text: { vi: 'nội dung:', en: 'text:' },
  fix: { vi: 'cách sửa:', en: 'fix:' },
} as const satisfies Readonly<Record<string, BilingualText>>

const ADVICE = {
  no_expected_text: (count, named) => ({
    vi: `Nên ghi expect.text, một câu chỉ trang đó có, cho ${count} trang (${named}): không có nó, trang báo lỗi hay bảo trì trả mã 200 có thể được tính là đạt.`,
    en: `Better name expect.text, words that only the page itself has, for ${plural(count, 'page')} (${named}): without it, an error or a notice of maintenance with status 200 may pass.`,
  }),
  port_refused_by_browsers: (count, named) => ({
    vi: `Trình duyệt từ chối cổng mạng ghi trong địa chỉ của ${count} trang (${named}): lượt kiểm tra HTTP vẫn đo được, còn lượt kiểm tra bằng trình duyệt luôn là address_refused. Dùng cổng mạng khác, như 443 hoặc 8443, thì đo được.`,
    en: `Browsers refuse the port in the address of ${plural(count, 'page')} (${named}): http checks can measure it, audits are always address_refused. Another port, such as 443 or 8443, can be audited.`,
  }),
} as const satisfies Readonly<Record<string, (count: number, named: string) => BilingualText>>

/** `catalog check FILE`. */
export function catalogCommand(): Command {
  const check = withCommonOptions(
    new Command('check')
      .description('check a catalogue; reports all its problems at once, with line and remedy')
      .argument('<FILE>', 'a YAML file, such as catalogs/vietnam-2026.yaml')
      .addHelpText(
        'after',
        '\nNothing is measured or looked up. Exit: 0 no problem, 1 problems, 2 the file cannot be read.',
      ),
  ).action(async (file: string, options: Options) => {
    process.exitCode = await checkCatalogue(file, createIo(options))
  })
  return new Command('catalog').description('work with catalogues of portals').addCommand(check)
}

/** Prints what is wrong with a catalogue: 0 nothing, 1 something. `InputError` where it can't be read. */
export async function checkCatalogue(file: string, io: Io): Promise<Exit> {
  const { readCatalogueText } = await import('../flow/read-catalogue.ts')
  const text = await readCatalogueText(file)
  const { parseCatalogue } = await import('../model/parse-catalogue.ts')
  const { catalogue, portals, pages, problems } = parseCatalogue({ text, file })
  const advice = catalogue === null ? [] : adviceOn(catalogue)
  if (io.json) {
    io.emit({ type: 'catalog', file, portals, pages, problems, advice })
  } else {
    for (const problem of problems) showProblem(problem, { file, io })
    io.print(summary({ portals, pages, problems: problems.length }, io))
    for (const one of advice) io.print(advise(one, io))
  }
  return problems.length === 0 ? EXIT.passed : EXIT.failed
}

type Advice = { readonly code: keyof typeof ADVICE; readonly pages: readonly string[] }

/** What is no problem, and had better be otherwise: with the keys of the pages of which it holds. */
function adviceOn(catalogue: Catalogue): readonly Advice[] {
  const measured = measuredPages(catalogue)
  const keysOf = (pages: readonly Page[]): readonly string[] => pages.map(({ key }) => key)
  const all: readonly Advice[] = [
    // Nothing says whether what comes is the page that is meant.
    { code: 'no_expected_text', pages: keysOf(measured.filter(({ expect }) => expect.text === null)) },
    { code: 'port_refused_by_browsers', pages: keysOf(measured.filter(isRefusedByBrowsers)) },
  ]
  return all.filter(({ pages }) => pages.length > 0)
}

/** Whether the page, or what its journey opens, is at a port to which browsers don't go. */
function isRefusedByBrowsers({ url, journey }: Page & { readonly url: string }): boolean {
  return [url, ...(journey ?? []).flatMap((step) => (step.kind === 'open' ? [step.url] : []))].some(hasBadPort)
}

function advise({ code, pages }: Advice, io: Io): string {
  const named = `${pages.slice(0, MAX_NAMED).join(', ')}${pages.length > MAX_NAMED ? ', …' : ''}`
  return io.colour.dim(io.say(ADVICE[code](pages.length, named)))
}

function showProblem(problem: Problem, { file, io }: { readonly file: string; readonly io: Io }): void {
  const { colour } = io
  const place = colour.bold(`${file}:${problem.line}:${problem.column}`)
  io.print(`${place}  ${colour.red(problem.code)}  ${problem.message}`)
  const value = problem.value === null ? '' : quote(problem.value)
  if (problem.path !== '') io.print(`  ${label('place', io)} ${problem.path}${value === '' ? '' : ` = ${value}`}`)
  else if (value !== '') io.print(`  ${label('text', io)} ${value}`)
  io.print(`  ${label('fix', io)} ${colour.green(problem.fix)}\n`)
}

function label(name: keyof typeof LABELS, io: Io): string {
  return io.colour.dim(io.say(LABELS[name]))
}

function summary(
  { portals, pages, problems }: { readonly portals: number; readonly pages: number; readonly problems: number },
  io: Io,
): string {
  const found = `${plural(portals, 'portal')}, ${plural(pages, 'page')}`
  if (problems === 0) {
    return io.colour.green(io.say({ vi: `${portals} cổng, ${pages} trang, không có lỗi`, en: `${found}, no problems` }))
  }
  return io.colour.red(
    io.say({
      vi: `${portals} cổng, ${pages} trang, ${problems} lỗi`,
      en: `${found}, ${plural(problems, 'problem')}`,
    }),
  )
}

function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
