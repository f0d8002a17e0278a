import { Command } from 'commander'
import type { Lang } from '../model/lang.ts'
import { parsePeriod } from '../model/period.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, withCommonOptions } from './io.ts'
import { type ScoreOptions, scoreOfFolder, scoreOfHub, withScoreOptions } from './make-score.ts'
import { showScore } from './show-score.ts'

type Options = ScoreOptions & { readonly portal?: string; readonly json?: boolean; readonly lang?: Lang }

export function scoreCommand(): Command {
  return withCommonOptions(
    withScoreOptions(
      new Command('score').description(
        'scores of a period by criteria: per portal, page and rule, with coverage and intervals',
      ),
    ).option('--portal <id>', 'show one portal, with its pages and rules'),
  )
    .addHelpText(
      'after',
      '\nFrom the first attempt of every check that was due; what could not be measured is never counted against a portal.\nOf a closed period what was kept; else a preview, of which nothing is. Exit: 0 every portal has a total, 3 one has none; the reason stands beside it.',
    )
    .action(async (options: Options) => {
      process.exitCode = await run(options)
    })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const { hub } = options
  const period = parsePeriod(options.period)
  const made =
    hub === undefined ? (await scoreOfFolder(io, { options, period })).score : await scoreOfHub(io, { ...options, hub })
  if (io.json) io.emit(made)
  else showScore(io, made, options.portal)
  return made.portals.some(({ points }) => points === null) ? EXIT.inconclusive : EXIT.passed
}
