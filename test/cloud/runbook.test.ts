import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WATCH_RULES } from '../../lib/judge/watch-state.ts'
import { folderOfFile, functionsOf, ROOT, resourcesOf, synthesize } from '../kit/cloud.ts'

const { all } = await synthesize(folderOfFile())
const runbook = await readFile(join(ROOT, 'docs/runbook.md'), 'utf8')
const sections = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...lines] = section.split('\n')
      return [heading.toLowerCase().replaceAll(' ', '-'), lines.join('\n')]
    }),
)
const alarms = all.flatMap((stack) =>
  resourcesOf(stack, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => ({
    name: Properties.AlarmName as string,
    heading: /docs\/runbook\.md#([a-z-]+)$/.exec(Properties.AlarmDescription as string)?.[1] ?? '',
  })),
)

test.each(alarms)('$name leads to a heading', ({ heading }) => {
  expect([...sections.keys()]).toContain(heading)
})

/** What `watch` tells, by rules instead of alarms. */
const conditions = WATCH_RULES.map((rule) => `monitor-${rule.replaceAll('_', '-')}`)

test('every heading is that of an alarm or a condition, and says what it means, how to look and how to fix', () => {
  const told = new Set([...alarms.map(({ heading }) => heading), ...conditions])
  expect([...sections.keys()].toSorted()).toEqual([...told].toSorted())
  for (const [heading, text] of sections) {
    for (const part of ['**Means.**', '**Look.**', '**Fix.**']) expect(text, `${heading}`).toContain(part)
  }
})

test('every function has a heading of its own', () => {
  for (const { name } of all.flatMap(functionsOf)) expect([...sections.keys()]).toContain(`${name}-errors`)
})

test('names of alarms are told apart over all regions', () => {
  expect(new Set(alarms.map(({ name }) => name)).size).toBe(alarms.length)
})
