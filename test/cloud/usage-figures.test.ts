import { describe, expect, test } from 'vitest'
import { AUDIT_TMP_MB, MEMORY_MB, STACKS, STATUS_PAGE } from '../../lib/report/usage-figures.ts'
import { folderOfFile, functionsOf, resourcesOf, type SynthesizedStack, synthesize } from '../kit/cloud.ts'

// Without what is not everybody's.
const { hub, locations } = await synthesize(folderOfFile(), {
  notifiers: undefined,
  monthlyBudgetUsd: undefined,
  statusPage: undefined,
})
const [location] = locations as readonly [SynthesizedStack]

test.each([hub, location])('functions of $name have the memory that costs are reckoned with', (stack) => {
  for (const { name, resource } of functionsOf(stack)) {
    if (name === 'export' || name === 'configure') continue
    expect(resource.Properties.MemorySize, `${name}`).toBe(MEMORY_MB[name as keyof typeof MEMORY_MB])
    const { Size = 512 } = (resource.Properties.EphemeralStorage ?? {}) as { readonly Size?: number }
    expect(Size - 512, `${name}`).toBe(name === 'audit' ? AUDIT_TMP_MB : 0)
  }
})

describe.each([
  [hub, STACKS.hub],
  [location, STACKS.location],
] as const)('$name', (stack, figures) => {
  test.each([
    ['AWS::CloudWatch::Alarm', figures.alarms],
    ['AWS::KMS::Key', figures.keys],
    ['AWS::Lambda::EventSourceMapping', figures.fedQueues],
  ])('has as many of %s as costs are reckoned with', (type, count) => {
    expect(resourcesOf(stack, type)).toHaveLength(count)
  })
})

test('a status page adds what costs are reckoned with', async () => {
  const { hub: withPage } = await synthesize(folderOfFile(), { notifiers: undefined, monthlyBudgetUsd: undefined })
  const more = (type: string): number => resourcesOf(withPage, type).length - resourcesOf(hub, type).length
  expect([more('AWS::CloudWatch::Alarm'), more('AWS::Events::Rule')]).toEqual([STATUS_PAGE.alarms, 1])
  const writer = functionsOf(withPage).find(({ name }) => name === 'publish-status')
  expect(writer?.resource.Properties.MemorySize).toBe(MEMORY_MB['publish-status'])
})

test('what runs each minute is what costs are reckoned with', () => {
  expect(resourcesOf(hub, 'AWS::Events::Rule')).toHaveLength(6)
  expect(resourcesOf(location, 'AWS::Events::Rule')).toHaveLength(2)
})
