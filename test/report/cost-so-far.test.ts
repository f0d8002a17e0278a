import { expect, test } from 'vitest'
import { monthlyWorkload } from '../../lib/judge/workload.ts'
import type { Prices } from '../../lib/model/prices.ts'
import { costOf } from '../../lib/report/cost.ts'
import { costSoFar } from '../../lib/report/cost-so-far.ts'
import { shippedPrices } from '../../lib/report/shipped-prices.ts'
import { catalogueOf } from '../kit/catalogue.ts'
import { writtenLocation } from '../kit/written-catalogue.ts'

const region = 'ap-southeast-1'
const catalogue = catalogueOf({ locations: [writtenLocation({ id: region, group: 'abroad' })] })
const prices: Prices = shippedPrices()
const whole = monthlyWorkload(catalogue).reduce((sum, { checks }) => sum + checks, 0)
const at = (checks: number, over: number) => costSoFar(catalogue, { region, prices, checks, over })

test('a month that is over with all of its checks costs what the catalogue does', () => {
  const regionPrices = prices.regions[region]
  if (!regionPrices) throw new Error('the region has prices')
  const { totalUsd } = costOf(catalogue, { region, prices: regionPrices })
  expect(at(whole, 1)?.usd).toBeCloseTo(totalUsd, 6)
  expect(at(whole, 1)?.monthUsd).toBe(totalUsd)
  expect(at(2 * whole, 1)?.usd).toBeCloseTo(totalUsd, 6)
  expect(at(whole / 2, 0.5)?.usd).toBeCloseTo(totalUsd / 2, 6)
  expect(at(0, 0)?.usd).toBe(0)
})

test('what stands costs though nothing is measured, and what is measured costs besides', () => {
  const idle = at(0, 0.5)
  const busy = at(whole / 2, 0.5)
  expect(idle?.usd).toBeGreaterThan(0)
  expect(busy?.usd).toBeGreaterThan(idle?.usd ?? 0)
  expect(idle?.services.map(({ service }) => service)).toEqual(expect.arrayContaining(['CloudWatch', 'KMS']))
  expect(idle?.services.map(({ service }) => service)).not.toContain('SQS')
  const sums = busy?.services.map(({ usd }) => usd) ?? []
  expect(sums.toSorted((a, b) => b - a)).toEqual(sums)
  expect(sums.reduce((sum, usd) => sum + usd, 0)).toBeCloseTo(busy?.usd ?? 0, 9)
})

test('where no prices are known, or nothing is due, nothing is said', () => {
  expect(costSoFar(catalogue, { region: 'mars-1', prices, checks: 1, over: 1 })).toBeNull()
  expect(costSoFar({ ...catalogue, locations: [] }, { region, prices, checks: 0, over: 1 })).toBeNull()
})
