import type { AlertEvent } from '../model/alert.ts'
import type { BilingualText } from '../model/catalogue.ts'
import type { SlotClass } from '../model/verdict.ts'

/** What a location saw, as far as it tells how sure an alert is. */
export type Witness = { readonly class: SlotClass; readonly confirmed?: boolean }

type Told = Pick<AlertEvent, 'kind' | 'facts'>

const ALONE: BilingualText = {
  vi: 'chỉ một điểm đo kết luận được, không có điểm đo khác để đối chiếu',
  en: 'one location alone could tell, with none to compare',
}
const REPEATED: BilingualText = {
  vi: 'mỗi lượt đo không thành công đều đã được đo lại',
  en: 'each failed check was tried again',
}
const ON_PATH: BilingualText = {
  vi: 'chỉ có lỗi mạng, từ một nhà mạng: có thể do đường truyền, không phải do cổng',
  en: 'only network faults, from one network: the way there may be at fault, not the portal',
}
const OF_MAJORITIES: BilingualText = {
  vi: 'chỉ tính lần đo mà đa số điểm đo cùng thấy ngừng hoạt động',
  en: 'only slots count in which a majority of the locations found it down',
}
const OF_DAYS: BilingualText = {
  vi: 'so sánh trung vị của nhiều ngày, không phải từng lượt đo',
  en: 'medians of days are compared, not single checks',
}
const OWN_RECORDS: BilingualText = {
  vi: 'theo số liệu vận hành của chính hệ thống đo',
  en: "by the platform's own records",
}
const DAYS_IN_A_ROW: BilingualText = {
  vi: 'như vậy trong nhiều ngày liên tiếp, không phải một ngày',
  en: 'so on several days in a row, not on one',
}

/** How sure an alert is, in parts of a sentence; none: nothing can be said of it. */
export function certaintyOf({ kind, facts }: Told, seen: readonly Witness[]): readonly BilingualText[] {
  const failing = seen.filter((one) => one.class === 'FAIL')
  const passed = seen.filter((one) => one.class === 'OK' || one.class === 'SLOW')
  const isRepeated = failing.length > 0 && failing.every(({ confirmed }) => confirmed === true)
  return [
    ...(facts.alone === true
      ? [ALONE]
      : agreed(facts.rule === 'needs_review' ? 'down' : kind, {
          failing: failing.length,
          passed: passed.length,
          of: seen.length,
        })),
    ...(isRepeated ? [REPEATED] : []),
    ...(facts.pathOnly === true && failing.length > 0 ? [ON_PATH] : []),
    ...(kind === 'slow' ? slowness(facts, seen) : []),
    ...(kind === 'burn' ? [OF_MAJORITIES] : []),
    ...(kind === 'shift' ? [OF_DAYS, ...chance(facts.p)] : []),
    ...(kind === 'pillar' ? [DAYS_IN_A_ROW] : []),
    ...(kind === 'certificate' ? [certificate(facts.seenBy)] : []),
    ...(kind === 'monitor' && facts.rule !== 'needs_review' ? [OWN_RECORDS] : []),
  ]
}

/** What is probably at fault where no check's cause says it; null: nobody knows. */
export function likelyFault({ kind, facts }: Told): BilingualText | null {
  if (kind === 'slow') return slowFault(facts)
  if (kind === 'shift')
    return {
      vi: `một thay đổi vào khoảng ngày ${dayOf(facts.day)}: phần mềm, nội dung hoặc hạ tầng`,
      en: `a change around ${dayOf(facts.day)}: of software, content or servers`,
    }
  if (kind === 'pillar') return PILLAR_FAULTS[facts.rule === 'insufficient' ? 'insufficient' : 'points']
  if (kind === 'certificate')
    return {
      vi: 'chứng thư số chưa được gia hạn, hoặc chưa được cài trên máy chủ này',
      en: 'it has not been renewed, or not been installed on this server',
    }
  return kind === 'monitor' ? (MONITOR_FAULTS[String(facts.rule)] ?? null) : null
}

const PILLAR_FAULTS = {
  insufficient: {
    vi: 'nhiều lượt đo bị cổng chặn hoặc thiếu, nên không đủ căn cứ tính điểm',
    en: 'many checks were kept out by the portal, or are missing, so that there are no points',
  },
  points: {
    vi: 'trang chậm đi hoặc lỗi nhiều hơn trước; bảng điểm cho biết tiêu chí nào',
    en: 'its pages have become slower or fail more often; its points say by which rule',
  },
} as const satisfies Readonly<Record<string, BilingualText>>

const MONITOR_FAULTS: Readonly<Record<string, BilingualText>> = {
  silent: {
    vi: 'máy, mạng hoặc chương trình của điểm đo đã dừng',
    en: 'the machine, network or program of the location has stopped',
  },
  clock: { vi: 'đồng hồ của điểm đo không được đồng bộ', en: "the location's clock is not synchronised" },
  faults: { vi: 'mạng hoặc tải của điểm đo', en: 'the network or the load of the location' },
  coverage: { vi: 'lượt đo bị thiếu hoặc hỏng tại điểm đo', en: 'checks are missing or faulty at the location' },
  drift: { vi: 'điểm đo có quá nhiều việc', en: 'the location has too much to do' },
  queue_age: { vi: 'chương trình xử lý hàng đợi lỗi hoặc đã dừng', en: 'what handles the queue fails, or has stopped' },
  dead_letters: {
    vi: 'mục bị hỏng, hoặc nơi nhận từ chối',
    en: 'messages that are broken, or whose receiver does not want them',
  },
  archive: { vi: 'việc lưu trữ, niêm phong gặp lỗi', en: 'archiving and sealing fails' },
  hub_silent: {
    vi: 'trung tâm đã dừng, hoặc đường truyền tới trung tâm bị đứt',
    en: 'the hub, or the way to it, is down',
  },
  shift: {
    vi: 'phiên bản phần mềm đo hoặc nơi đặt điểm đo đã thay đổi',
    en: 'a version of ours, or the place of a location, has changed',
  },
}

/** Majorities are of all that were expected. */
function agreed(
  kind: AlertEvent['kind'],
  { failing, passed, of }: { readonly failing: number; readonly passed: number; readonly of: number },
): readonly BilingualText[] {
  if (failing === 0) return []
  if (kind === 'down')
    return [{ vi: `${failing}/${of} điểm đo cùng ghi nhận`, en: `${failing} of ${of} locations agree` }]
  if (kind !== 'regional' || passed === 0) return []
  return [
    {
      vi: `${failing}/${of} điểm đo ghi nhận, ${passed} điểm đo truy cập được`,
      en: `${failing} of ${of} locations say so, ${passed} can reach it`,
    },
  ]
}

function slowness(facts: AlertEvent['facts'], seen: readonly Witness[]): readonly BilingualText[] {
  if (facts.rule === 'drift') return [OF_DAYS]
  const timed = seen.filter((one) => one.class === 'OK' || one.class === 'SLOW').length
  const slow = seen.filter((one) => one.class === 'SLOW').length
  const [slots, of] = [numberIn(facts.slots), numberIn(facts.ofSlots)]
  const said: BilingualText[] = []
  if (facts.rule === 'mean' && of !== null)
    said.push({
      vi: `trung bình của ${of} lượt đo liên tiếp, không phải từng lượt`,
      en: `a mean over ${of} checks in a row, not single ones`,
    })
  else if (facts.rule !== 'mean') {
    if (facts.alone !== true)
      said.push({ vi: `${slow}/${timed} điểm đo cùng thấy chậm`, en: `${slow} of ${timed} locations agree` })
    if (slots !== null)
      said.push({
        vi: `chậm ở ít nhất ${slots} trong ${of} lượt đo gần nhất`,
        en: `slow in at least ${slots} of the latest ${of} checks`,
      })
  }
  if (typeof facts.s === 'number') {
    const percent = Math.round((Math.exp(facts.s) - 1) * 100)
    said.push({ vi: `thường ngày chỉ dao động khoảng ${percent}%`, en: `it usually varies by about ${percent}%` })
  }
  return said
}

function slowFault({ rule, metric, slowPages, ofPages, slowAlone }: AlertEvent['facts']): BilingualText {
  if (rule === 'drift')
    return {
      vi: 'dữ liệu, truy vấn hoặc cấu hình tăng dần theo thời gian',
      en: 'data, queries or settings that have grown over time',
    }
  const [slow, of] = [numberIn(slowPages), numberIn(ofPages)]
  if (slow !== null)
    return slowAlone === undefined
      ? {
          vi: `đường truyền hoặc hạ tầng dùng chung (${slow}/${of} trang cùng chậm), không riêng trang này`,
          en: `the network, or what the pages share (${slow} of ${of} are slow at once), not this page alone`,
        }
      : {
          vi: `điểm đo hoặc đường truyền của nó, hay hạ tầng dùng chung (${slow}/${of} trang cùng chậm), không riêng trang này`,
          en: `the location or its network, or what the pages share (${slow} of ${of} are slow at once), not this page alone`,
        }
  return metric === 'total'
    ? {
        vi: 'kết nối hoặc tải nội dung lâu: đường truyền, dung lượng trang; máy chủ trả lời như thường',
        en: 'connecting or the download takes long: the network, or a larger page; the server answers as usual',
      }
    : {
        vi: 'máy chủ hoặc ứng dụng xử lý lâu: tải, cơ sở dữ liệu, dịch vụ phía sau',
        en: 'the server takes long to answer: load, the database, a service behind it',
      }
}

function chance(p: unknown): readonly BilingualText[] {
  if (typeof p !== 'number') return []
  const percent = p < 0.0001 ? '0.01' : String(Number((p * 100).toPrecision(1)))
  const less = p < 0.0001
  return [
    {
      vi: `xác suất do ngẫu nhiên ${less ? 'dưới' : 'khoảng'} ${percent.replace('.', ',')}%`,
      en: `by chance in ${less ? 'less than' : 'about'} ${percent}% of cases`,
    },
  ]
}

function certificate(seenBy: unknown): BilingualText {
  const where = Array.isArray(seenBy) ? seenBy.join(', ') : ''
  return {
    vi: `đọc từ chứng thư số mà máy chủ gửi${where === '' ? '' : ` cho điểm đo ${where}`}`,
    en: `read from what the server sends${where === '' ? '' : ` to ${where}`}`,
  }
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function dayOf(day: unknown): string {
  const [year, month, date] = String(day).split('-')
  return `${date}/${month}/${year}`
}
