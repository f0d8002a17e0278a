import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Evaluations } from '../../lib/flow/kept-score.ts'
import type { ShownReview } from '../../lib/flow/review.ts'
import type { Opening, Signed } from '../../lib/model/evaluation.ts'
import type { Score } from '../../lib/model/score.ts'
import { nhip, values } from '../kit/nhip.ts'
import { scoredFolder } from '../kit/scored-folder.ts'

const PERIOD = '2026-05-04..2026-05-05'

let folder: string
let data: string
let pack: string
beforeAll(async () => {
  const made = await scoredFolder({ days: 2, pages: ['quick/home'] })
  ;({ folder, data, pack } = made)
  return made.remove
}, 180_000)

test('a period in a folder: opened late, previewed, contested; neither decided by the same person nor closed too soon', async () => {
  const period = (...args: string[]) => nhip(['period', ...args, '--criteria', pack, '--data', data])
  const opened = await period('open', PERIOD, '--json')
  expect([opened.exit, opened.stderr]).toEqual([0, ''])
  expect(values<Signed<Opening>>(opened.stdout)[0]?.statement).toMatchObject({ isLate: true, period: PERIOD })

  const previewed = await period('preview', PERIOD, '--lang', 'vi')
  expect([previewed.exit, previewed.stdout]).toEqual([0, expect.stringContaining('nhận đề nghị xem xét lại đến')])

  const file = join(folder, 'bien-ban.txt')
  await writeFile(file, 'biên bản')
  const about = ['--page', 'quick/home', '--from', '2026-05-04T08:00', '--to', '2026-05-04T09:00']
  const why = ['--cause', 'mất điện', '--note', 'có biên bản', '--file', file]
  const review = await nhip(['review', 'open', PERIOD, ...about, ...why, '--data', data, '--json'])
  expect([review.exit, review.stderr]).toEqual([0, ''])
  const id = values<ShownReview>(review.stdout)[0]?.id ?? ''
  const out = join(folder, 'files')
  const shown = await nhip(['review', 'show', id, '--out', out, '--data', data])
  expect([shown.exit, shown.stdout]).toEqual([0, expect.stringContaining('bien-ban.txt  11 B')])
  expect(await readFile(join(out, 'bien-ban.txt'), 'utf8')).toBe('biên bản')

  const decided = await nhip(['review', 'decide', id, '--accept', '--reason', 'đúng', '--data', data])
  expect([decided.exit, decided.stderr]).toEqual([2, expect.stringContaining('another evaluator is to decide')])
  const closed = await period('close', PERIOD)
  expect([closed.exit, closed.stderr]).toEqual([2, expect.stringContaining('may be asked for until')])

  const list = await nhip(['period', 'show', PERIOD, '--data', data, '--json'])
  expect(values<Evaluations>(list.stdout)[0]?.evaluations).toMatchObject([
    { state: 'window', revisions: [{ statement: { revision: 0 } }] },
  ])
  const kept = ['score', '--criteria', pack, '--period', PERIOD, '--revision', '0', '--data', data, '--json']
  expect(values<Score>((await nhip(kept)).stdout)[0]).toMatchObject({ closing: { statement: { revision: 0 } } })
}, 180_000)
