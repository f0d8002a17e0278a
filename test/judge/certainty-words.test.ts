import { describe, expect, test } from 'vitest'
import { certaintyOf, likelyFault, type Witness } from '../../lib/judge/certainty-words.ts'
import type { AlertKind } from '../../lib/model/alert.ts'

type Facts = Readonly<Record<string, unknown>>

const seen = (word: string): readonly Witness[] =>
  [...word].map((letter) => ({
    class: letter === 's' ? 'SLOW' : letter === 'x' ? 'FAIL' : letter === '?' ? 'UNKNOWN' : 'OK',
    confirmed: true,
  }))

const said = (kind: AlertKind, facts: Facts, witnesses: readonly Witness[]) =>
  certaintyOf({ kind, facts }, witnesses).map(({ vi, en }) => [vi, en])

const sure = (kind: AlertKind, facts: Facts, word = '') => {
  const says = certaintyOf({ kind, facts }, seen(word))
  return [says.map(({ vi }) => vi).join('; '), says.map(({ en }) => en).join('; ')]
}

describe('how sure a slowness is', () => {
  test('by how many locations and slots, and by what it usually varies', () => {
    const facts = { rule: 'steady', slots: 4, ofSlots: 6, s: 0.1 }
    expect(sure('slow', facts, 'ss.?')).toEqual([
      '2/3 điểm đo cùng thấy chậm; chậm ở ít nhất 4 trong 6 lượt đo gần nhất; thường ngày chỉ dao động khoảng 11%',
      '2 of 3 locations agree; slow in at least 4 of the latest 6 checks; it usually varies by about 11%',
    ])
    expect(sure('slow', { ...facts, alone: true, s: undefined }, 's')[1]).toBe(
      'one location alone could tell, with none to compare; slow in at least 4 of the latest 6 checks',
    )
  })

  test('of a mean that it is one, of days that they are medians', () => {
    expect(sure('slow', { rule: 'mean', ofSlots: 12, s: 0.3 }, '...')).toEqual([
      'trung bình của 12 lượt đo liên tiếp, không phải từng lượt; thường ngày chỉ dao động khoảng 35%',
      'a mean over 12 checks in a row, not single ones; it usually varies by about 35%',
    ])
    expect(sure('slow', { rule: 'drift' })[1]).toBe('medians of days are compared, not single checks')
  })

  test('one that opened before the numbers were kept says no more than is known', () => {
    expect(sure('slow', { rule: 'ceiling' }, 'ss.')[1]).toBe('2 of 3 locations agree')
    expect(sure('slow', { rule: 'mean' }, 'ss.')[1]).toBe('')
  })
})

test('how sure the other kinds are', () => {
  expect(sure('regional', {}, 'x.s?')[1]).toBe(
    '1 of 4 locations say so, 2 can reach it; each failed check was tried again',
  )
  const majorities = 'only slots count in which a majority of the locations found it down'
  expect(sure('burn', {}, 'xx.')[1]).toBe(`each failed check was tried again; ${majorities}`)
  expect(sure('monitor', { rule: 'needs_review' }, 'xxx')[1]).toBe(
    '3 of 3 locations agree; each failed check was tried again',
  )
  const [again, once] = [true, false].map((confirmed): Witness => ({ class: 'FAIL', confirmed })) as [Witness, Witness]
  expect(said('burn', {}, [again, again])).toEqual([
    ['mỗi lượt đo không thành công đều đã được đo lại', 'each failed check was tried again'],
    ['chỉ tính lần đo mà đa số điểm đo cùng thấy ngừng hoạt động', majorities],
  ])
  expect(said('burn', {}, [again, once])).toHaveLength(1)
  expect(said('down', { alone: true, pathOnly: true }, [once])).toEqual([
    [
      'chỉ một điểm đo kết luận được, không có điểm đo khác để đối chiếu',
      'one location alone could tell, with none to compare',
    ],
    [
      'chỉ có lỗi mạng, từ một nhà mạng: có thể do đường truyền, không phải do cổng',
      'only network faults, from one network: the way there may be at fault, not the portal',
    ],
  ])
  expect(said('down', { pathOnly: true }, seen('..'))).toEqual([])
  expect(sure('shift', { p: 0.004 })).toEqual([
    'so sánh trung vị của nhiều ngày, không phải từng lượt đo; xác suất do ngẫu nhiên khoảng 0,4%',
    'medians of days are compared, not single checks; by chance in about 0.4% of cases',
  ])
  expect(sure('shift', { p: 0.000_099 })).toEqual([
    'so sánh trung vị của nhiều ngày, không phải từng lượt đo; xác suất do ngẫu nhiên dưới 0,01%',
    'medians of days are compared, not single checks; by chance in less than 0.01% of cases',
  ])
  expect(sure('shift', { p: 0.000_1 })[1]).toMatch(/; by chance in about 0\.01% of cases$/)
  expect(sure('shift', { p: 1e-9 })[1]).toMatch(/; by chance in less than 0\.01% of cases$/)
  expect(sure('shift', {})[1]).toBe('medians of days are compared, not single checks')
  expect(sure('certificate', {})).toEqual(['đọc từ chứng thư số mà máy chủ gửi', 'read from what the server sends'])
})

test.each<[AlertKind, Facts, string, string]>([
  [
    'slow',
    { rule: 'steady', metric: 'total' },
    'kết nối hoặc tải nội dung lâu: đường truyền, dung lượng trang; máy chủ trả lời như thường',
    'connecting or the download takes long: the network, or a larger page; the server answers as usual',
  ],
  [
    'slow',
    { rule: 'steady', metric: 'wait' },
    'máy chủ hoặc ứng dụng xử lý lâu: tải, cơ sở dữ liệu, dịch vụ phía sau',
    'the server takes long to answer: load, the database, a service behind it',
  ],
  [
    'slow',
    { rule: 'steady', metric: 'wait', slowPages: 20, ofPages: 60 },
    'đường truyền hoặc hạ tầng dùng chung (20/60 trang cùng chậm), không riêng trang này',
    'the network, or what the pages share (20 of 60 are slow at once), not this page alone',
  ],
  [
    'slow',
    { rule: 'steady', metric: 'wait', slowPages: 20, ofPages: 60, slowAlone: 1 },
    'điểm đo hoặc đường truyền của nó, hay hạ tầng dùng chung (20/60 trang cùng chậm), không riêng trang này',
    'the location or its network, or what the pages share (20 of 60 are slow at once), not this page alone',
  ],
  [
    'slow',
    { rule: 'drift', metric: 'wait' },
    'dữ liệu, truy vấn hoặc cấu hình tăng dần theo thời gian',
    'data, queries or settings that have grown over time',
  ],
  [
    'shift',
    { day: '2026-11-10' },
    'một thay đổi vào khoảng ngày 10/11/2026: phần mềm, nội dung hoặc hạ tầng',
    'a change around 10/11/2026: of software, content or servers',
  ],
  [
    'pillar',
    { rule: 'insufficient' },
    'nhiều lượt đo bị cổng chặn hoặc thiếu, nên không đủ căn cứ tính điểm',
    'many checks were kept out by the portal, or are missing, so that there are no points',
  ],
  [
    'pillar',
    { rule: 'week' },
    'trang chậm đi hoặc lỗi nhiều hơn trước; bảng điểm cho biết tiêu chí nào',
    'its pages have become slower or fail more often; its points say by which rule',
  ],
  [
    'certificate',
    {},
    'chứng thư số chưa được gia hạn, hoặc chưa được cài trên máy chủ này',
    'it has not been renewed, or not been installed on this server',
  ],
  [
    'monitor',
    { rule: 'silent' },
    'máy, mạng hoặc chương trình của điểm đo đã dừng',
    'the machine, network or program of the location has stopped',
  ],
  ['monitor', { rule: 'clock' }, 'đồng hồ của điểm đo không được đồng bộ', "the location's clock is not synchronised"],
  ['monitor', { rule: 'faults' }, 'mạng hoặc tải của điểm đo', 'the network or the load of the location'],
  [
    'monitor',
    { rule: 'coverage' },
    'lượt đo bị thiếu hoặc hỏng tại điểm đo',
    'checks are missing or faulty at the location',
  ],
  ['monitor', { rule: 'drift' }, 'điểm đo có quá nhiều việc', 'the location has too much to do'],
  [
    'monitor',
    { rule: 'queue_age' },
    'chương trình xử lý hàng đợi lỗi hoặc đã dừng',
    'what handles the queue fails, or has stopped',
  ],
  [
    'monitor',
    { rule: 'dead_letters' },
    'mục bị hỏng, hoặc nơi nhận từ chối',
    'messages that are broken, or whose receiver does not want them',
  ],
  ['monitor', { rule: 'archive' }, 'việc lưu trữ, niêm phong gặp lỗi', 'archiving and sealing fails'],
  [
    'monitor',
    { rule: 'hub_silent' },
    'trung tâm đã dừng, hoặc đường truyền tới trung tâm bị đứt',
    'the hub, or the way to it, is down',
  ],
  [
    'monitor',
    { rule: 'shift' },
    'phiên bản phần mềm đo hoặc nơi đặt điểm đo đã thay đổi',
    'a version of ours, or the place of a location, has changed',
  ],
])('what is probably at fault where no check says it: %s, %j', (kind, facts, vi, en) => {
  expect(likelyFault({ kind, facts })).toEqual({ vi, en })
})

test('what nobody can know without a check is not guessed', () => {
  const faults = (['down', 'burn', 'regional'] as const).map((kind) => likelyFault({ kind, facts: { rule: 'drift' } }))
  expect([...faults, likelyFault({ kind: 'monitor', facts: { rule: 'needs_review' } })]).toEqual([
    null,
    null,
    null,
    null,
  ])
})
