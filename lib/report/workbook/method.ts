import type { WriteSheet } from 'hucre/xlsx'
import { PAGE_KIND_WORDS } from '../../model/catalogue-words.ts'
import type { CriteriaRule } from '../../model/criteria.ts'
import { BASIS_WORDS, METRIC_WORDS, READING_WORDS } from '../../model/metric-words.ts'
import { shareText } from '../../model/percent.ts'
import type { ExportPack, ScoreExport } from '../../model/score-export.ts'
import { tableSheet } from './sheet.ts'
import { packName, periodText, ruleText, standingText, valueText, zoneText } from './words.ts'

type Row = { readonly part: string; readonly term: string; readonly text: string }

/** How the figures came about, in words: what is counted, the packs' rules, each column. */
export function methodSheet(made: ScoreExport): WriteSheet {
  return tableSheet<Row>({
    name: 'Phương pháp',
    title: 'PHƯƠNG PHÁP VÀ ĐỊNH NGHĨA',
    warning: null,
    about: [`Kỳ đánh giá ${periodText(made)}, ${zoneText(made)}.`],
    rows: [
      ...COUNTING.map(([term, text]) => ({ part: 'Cách tính', term, text })),
      ...made.packs.flatMap(packRows),
      ...metricsOf(made).map(([term, text]) => ({ part: 'Chỉ số', term, text })),
      ...COLUMNS.map(([term, text]) => ({ part: 'Cột số liệu', term, text })),
    ],
    fixed: 3,
    columns: [
      { head: 'STT', width: 5, cell: (_, index) => ({ count: index + 1 }) },
      { head: 'Phần', width: 20, cell: ({ part }) => part },
      { head: 'Mục', width: 34, cell: ({ term }) => term },
      { head: 'Nội dung', width: 105, cell: ({ text }) => text },
    ],
  })
}

const COUNTING: readonly (readonly [string, string])[] = [
  [
    'Lượt đo được tính',
    'Lượt đo theo lịch trong kỳ của các trang được chấm điểm, từ các điểm đo nêu trên. Chỉ lần thử đầu tiên của mỗi lượt được tính; lần thử lại chỉ để xác nhận tình trạng.',
  ],
  [
    'Khung giờ',
    'Giờ làm việc: 07:30–17:30 ngày làm việc, kể cả ngày làm bù. Buổi tối: 17:30–22:00 và 07:30–22:00 ngày nghỉ. Ban đêm: phần còn lại.',
  ],
  [
    'Giá trị của một tiêu chí',
    'Tính riêng theo từng điểm đo và khung giờ, lấy trung bình giữa các điểm đo với trọng số bằng nhau, rồi cộng theo trọng số khung giờ. Phân vị: giá trị nhỏ nhất mà trọng số cộng dồn đạt tới.',
  ],
  ['Lượt đo không thành công', 'Nằm ngoài mọi ngưỡng.'],
  [
    'Điểm của một tiêu chí',
    'Điểm tối đa × (giá trị − mức 0 điểm) / (mức đủ điểm − mức 0 điểm), trong khoảng 0 đến điểm tối đa. Tính chính xác bằng phân số, chỉ làm tròn một lần đến 0,01 khi công bố; so sánh với ngưỡng trước khi làm tròn.',
  ],
  [
    'Tổng điểm',
    'Chỉ có khi đủ cả điểm trang chủ và điểm eForm; không quy đổi từ phần còn lại. Nhiều trang cùng loại chia đều điểm của loại đó.',
  ],
  ['Ô trống', 'Không có giá trị; không bao giờ ghi 0 thay cho thiếu số liệu. Lý do ghi ở cột bên cạnh.'],
  [
    'Phần không đo được do phía cổng',
    'Bị tường lửa chặn, yêu cầu captcha, giới hạn tần suất hoặc yêu cầu đăng nhập. Không tính là không thành công; xử lý theo tỷ lệ như bộ tiêu chí quy định.',
  ],
  [
    'Khoảng tin cậy 95%',
    'Trung bình ± t(k−1; 0,975) × s/√k của k đợt gồm các tuần trọn vẹn: 4 đợt khi kỳ từ 28 ngày, 6 đợt khi từ 84 ngày. Dưới 28 ngày: không có.',
  ],
  [
    'Khoảng thứ hạng',
    'Trong các cổng cùng khối, khi kỳ từ 56 ngày. Hai cổng có khoảng thứ hạng giao nhau: chưa đủ căn cứ phân hạng.',
  ],
]

const COLUMNS: readonly (readonly [string, string])[] = [
  ['Tỷ lệ lượt đo thành công', 'Thành công / (thành công + không thành công), mọi trang được chấm điểm của cổng.'],
  ['Mức bao phủ', '(Thành công + không thành công) / số lượt theo lịch; ở sheet Tổng hợp là của trang thấp nhất.'],
  ['Tỷ lệ không đo được do phía cổng', 'Trên số lượt theo lịch; ở sheet Tổng hợp là của trang cao nhất.'],
  [
    'Số lượt đo, số lượt kiểm tra trình duyệt',
    'Số lượt hợp lệ (thành công hoặc không thành công) mà bộ tiêu chí dùng; để trống khi bộ tiêu chí không dùng loại lượt đo đó.',
  ],
  [
    'Giờ bảo trì được loại trừ',
    'Số giờ bảo trì theo kế hoạch được chấp nhận, của trang có nhiều nhất: khai báo trước ít nhất 5 ngày làm việc, ngoài giờ làm việc, tối đa 8 giờ trong 28 ngày. Phần còn lại tính như bình thường.',
  ],
  [
    'Điểm trước điều chỉnh',
    'Điểm nếu không loại trừ kết quả nào theo đề nghị xem xét lại. Để trống khi không có kết quả nào bị loại trừ.',
  ],
  ['Mã kiểm chứng', '16 ký tự đầu của mã SHA-256 ở sheet Mã kiểm chứng.'],
  ['Thứ tự', 'Theo khối, thứ tự chính thức của cơ quan, rồi theo bảng chữ cái; không xếp theo điểm.'],
]

function packRows(pack: ExportPack): readonly Row[] {
  const { criteria, score } = pack
  const { coverage, strata, obstructed, reading, source, profile } = criteria
  const part = packName(pack)
  const percent = (share: number): string => shareText(share, 'vi')
  return [
    { part, term: 'Căn cứ', text: source },
    { part, term: 'Cách hiểu', text: `${READING_WORDS[reading].vi}. ${standingText(pack).join(' ')}` },
    { part, term: 'Điểm đo', text: score.locations.join(', ') || 'không có' },
    { part, term: 'Cấu hình thiết bị, mạng', text: profile },
    {
      part,
      term: 'Trọng số khung giờ',
      text: `giờ làm việc ${percent(strata.work)}, buổi tối ${percent(strata.evening)}, ban đêm ${percent(strata.night)}`,
    },
    {
      part,
      term: 'Mức bao phủ tối thiểu',
      text: `${percent(coverage.minimum)}; trong giờ làm việc ${percent(coverage.work)}`,
    },
    {
      part,
      term: 'Phần không đo được do phía cổng',
      text: `đến ${percent(obstructed.ignoreUpTo)}: công bố, không tính; đến ${percent(obstructed.boundsUpTo)}: công bố điểm với cận dưới và cận trên; cao hơn: không chấm điểm`,
    },
    ...criteria.rules.map((rule) => ({
      part,
      term: `Tiêu chí: ${PAGE_KIND_WORDS[rule.page].vi}`,
      text: inWords(rule),
    })),
  ]
}

function inWords(rule: CriteriaRule): string {
  const { metric, basis, statistic, full, zero, weight } = rule
  const bound = (value: number): string =>
    statistic === 'within' ? `${(value * 100).toLocaleString('vi')}% lượt đạt` : valueText(metric, value)
  const earns = weight === 0 ? 'công bố kèm theo, không tính điểm' : `trọng số ${weight.toLocaleString('vi')}`
  return `${ruleText(rule)} (${BASIS_WORDS[basis].vi}): đủ điểm từ ${bound(full)}, 0 điểm từ ${bound(zero)}; ${earns}`
}

/** Those that some rule is about, once each. */
function metricsOf({ packs }: ScoreExport): readonly (readonly [string, string])[] {
  const metrics = new Set(packs.flatMap(({ criteria }) => criteria.rules.map(({ metric }) => metric)))
  return [...metrics].map((metric) => {
    const { name, meaning } = METRIC_WORDS[metric]
    return [name.vi, metric === 'cls' ? meaning.vi : `${meaning.vi} (ms)`]
  })
}
