import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nhip, scratchFile, values } from '../kit/nhip.ts'

const PRICES = readFileSync(new URL('../../prices/aws.yaml', import.meta.url), 'utf8')

test('the shipped catalogue, for machines', async () => {
  const { exit, stdout } = await nhip(['cost', '--json'])
  expect(exit).toBe(0)
  const [cost] = values(stdout)
  expect(cost).toMatchObject({ type: 'cost', catalog: 'vietnam-2026', region: 'ap-southeast-1', currency: 'USD' })
  const { lines, totalUsd } = cost as { lines: { usd: number }[]; totalUsd: number }
  expect(lines.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(totalUsd, 6)
})

test('83 portals from three locations, for people, in both languages', async () => {
  const args = ['cost', '--portals', '83', '--locations', '3']
  const english = await nhip(args)
  expect(english.exit).toBe(0)
  expect(english.stdout).toContain('83 portals, 166 pages; 4,362,480 checks')
  expect(english.stdout).toMatch(/^Lambda +\d+\.\d\d$/m)
  expect(english.stdout).toMatch(/^ {2}checks, ten a run +446,760 {2}runs +536\.11/m)
  const vietnamese = await nhip([...args, '--lang', 'vi'])
  expect(vietnamese.stdout).toContain('83 cổng, 166 trang; 4.362.480 lượt đo')
  expect(vietnamese.stdout).toMatch(/^Tổng cộng +\d+\.\d\d$/m)
})

test('other prices give another sum', async () => {
  const file = await scratchFile('prices.yaml', PRICES.replaceAll('usd: 3.00', 'usd: 1003.00'))
  const sum = async (...args: readonly string[]): Promise<number> =>
    (values(await nhip(['cost', '--json', ...args]).then(({ stdout }) => stdout))[0] as { totalUsd: number }).totalUsd
  expect((await sum('--prices', file)) - (await sum())).toBeCloseTo(1_000, 6)
})

test.each([
  [['--region', 'mars-1'], /no prices of mars-1: name one of ap-southeast-1, us-east-1/],
  [['--portals', '3', '--catalog', 'x.yaml'], /exclude each other/],
  [['--locations', '3'], /--locations goes with --portals/],
  [['--portals', '0'], /whole number from 1/],
  [['--prices', 'nowhere.yaml'], /can't read nowhere\.yaml/],
])('%j is refused', async (args, says) => {
  const { exit, stdout, stderr } = await nhip(['cost', ...args])
  expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
  expect(stderr).toMatch(says)
})
