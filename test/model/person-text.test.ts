import { expect, test } from 'vitest'
import { DIRECTION_HINT, personText } from '../../lib/model/person-text.ts'

test('what people write has tabs and lines, and no commands for a terminal', () => {
  const read = (text: string) => personText(40).safeParse(text)
  expect(read(' Đã báo\tđơn vị\r\nvận hành ').data).toBe('Đã báo\tđơn vị\r\nvận hành')
  for (const mark of ['\u0000', '\u0007', '\u001b[31m', '\u001b]0;x\u0007', '\u007f', '\u009b31m', '\u202e'])
    expect([mark, read(`a${mark}b`).error?.issues[0]?.message]).toEqual([mark, DIRECTION_HINT])
})
