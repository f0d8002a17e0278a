import { expect, test } from 'vitest'
import { STEP_OF, STEPS, type Step } from '../../lib/judge/failed-step.ts'
import { FAILED_CAUSES } from '../../lib/model/cause.ts'

/** Causes are named after the step in which they happen, unless the answer had come by then. */
function stepByName(cause: string): Step {
  const [first = ''] = cause.split('_')
  return STEPS.find((step) => step !== 'answer' && first.startsWith(step)) ?? 'answer'
}

test('steps come one after the other', () => {
  expect(STEPS).toEqual(['dns', 'connect', 'tls', 'wait', 'download', 'answer'])
})

test.each(FAILED_CAUSES)('%s is a cause of the step after which it is named', (cause) => {
  expect(STEP_OF[cause]).toBe(stepByName(cause))
})

test('every cause has a step, and no other name has one', () => {
  expect(Object.keys(STEP_OF).toSorted()).toEqual([...FAILED_CAUSES].toSorted())
})
