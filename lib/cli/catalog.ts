import { Command } from 'commander'
import { type BilingualText, type Catalogue, measuredPages } from '../model/catalogue.ts'
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
  const unexpected = catalogue === null ? [] : withoutText(catalogue)
  if (io.json) {
    const advice = unexpected.length === 0 ? [] : [{ code: 'no_expected_text', pages: unexpected }]
    io.emit({ type: 'catalog', file, portals, pages, problems, advice })
  } else {
    for (const problem of problems) showProblem(problem, { file, io })
    io.print(summary({ portals, pages, problems: problems.length }, io))
    if (unexpected.length > 0) io.print(advise(unexpected, io))
  }
  return problems.length === 0 ? EXIT.passed : EXIT.failed
}

/** Keys of pages of which nothing says whether they are the ones that are meant. */
function withoutText(catalogue: Catalogue): readonly string[] {
  return measuredPages(catalogue)
    .filter(({ expect }) => expect.text === null)
    .map(({ key }) => key)
}

function advise(keys: readonly string[], io: Io): string {
  const named = `${keys.slice(0, MAX_NAMED).join(', ')}${keys.length > MAX_NAMED ? ', …' : ''}`
  return io.colour.dim(
    io.say({
      vi: `Nên ghi expect.text, một câu chỉ trang đó có, cho ${keys.length} trang (${named}): không có nó, trang báo lỗi hay bảo trì trả mã 200 có thể được tính là đạt.`,
      en: `Better name expect.text, words that only the page itself has, for ${plural(keys.length, 'page')} (${named}): without it, an error or a notice of maintenance with status 200 may pass.`,
    }),
  )
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
