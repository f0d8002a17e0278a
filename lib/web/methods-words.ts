import type { BilingualText } from '../model/catalogue.ts'
import { DEFAULT_POLICY } from '../model/policy.ts'

const { down, slow } = DEFAULT_POLICY

/** One number: what it is, and how it is come to. */
export type Method = { readonly name: BilingualText; readonly text: BilingualText; readonly formula?: BilingualText }

export type MethodGroup = { readonly id: string; readonly title: BilingualText; readonly methods: readonly Method[] }

export const METHODS_WORDS = {
  title: { vi: 'Mỗi con số được tính như thế nào', en: 'How every number is come to' },
  lead: {
    vi: 'Đây là cách hiểu và cách tính của hệ thống. Mọi điểm đều có thể tính lại từ gói kiểm chứng, không cần hệ thống này.',
    en: 'This is how the platform reads and computes. Every score can be computed again from the evidence bundle, without this platform.',
  },
  packs: { vi: 'Các bộ tiêu chí đang dùng', en: 'Criteria in use' },
  rule: { vi: 'Chỉ số', en: 'Metric' },
  page: { vi: 'Trang', en: 'Page' },
  statistic: { vi: 'Thống kê', en: 'Statistic' },
  full: { vi: 'Đủ điểm', en: 'All points' },
  zero: { vi: 'Không điểm', en: 'None' },
  weight: { vi: 'Trọng số', en: 'Weight' },
  source: { vi: 'Căn cứ', en: 'Source' },
} as const satisfies Record<string, BilingualText>

/** In the order in which a score is made. */
export const METHODS: readonly MethodGroup[] = [
  {
    id: 'measuring',
    title: { vi: 'Đo', en: 'Measuring' },
    methods: [
      {
        name: { vi: 'Thời gian đáp ứng', en: 'Response time' },
        text: {
          vi: 'Từ lúc bắt đầu lượt đo đến khi tải xong tài liệu của trang, kể cả chuyển hướng. Giai đoạn không diễn ra thì để trống, không ghi 0.',
          en: 'From the beginning of the check to the end of the page’s document, redirects included. A phase that did not happen is empty, never 0.',
        },
        formula: { vi: 'tổng = DNS + kết nối + TLS + chờ + tải', en: 'total = DNS + connect + TLS + wait + download' },
      },
      {
        name: { vi: 'FCP, LCP, SI, TBT', en: 'FCP, LCP, SI, TBT' },
        text: {
          vi: 'Của lượt đại diện trong số các lần chạy Lighthouse, mô phỏng theo cấu hình điện thoại từ một lần tải không bị làm chậm; số quan sát thật được nêu bên cạnh. Một chỉ số không trộn các cơ sở đo.',
          en: 'Of the representative one of several Lighthouse runs, simulated for the phone profile from a load that was not slowed down; what was observed stands beside. A rule never mixes bases.',
        },
      },
      {
        name: { vi: 'Thời gian sẵn sàng nhập liệu của eForm', en: 'Readiness of an eForm' },
        text: {
          vi: 'Từ lúc mở trang đến khi biểu mẫu nhập liệu được, khi mạng và bộ xử lý bị làm chậm thật theo cấu hình. Khung trang rỗng chưa phải là biểu mẫu.',
          en: 'From the beginning of the navigation until the form can be filled in, with network and processor slowed down for real. An empty shell is no form.',
        },
      },
      {
        name: { vi: 'Thành công, không thành công, chưa kết luận được', en: 'Passed, failed, inconclusive' },
        text: {
          vi: 'Không thành công là lỗi phía cổng và nằm ngoài mọi ngưỡng. Bị chặn, captcha, giới hạn tần suất, yêu cầu đăng nhập là “không đo được do phía cổng”. Lỗi của hệ thống đo không tính cho cổng. Chưa kết luận được không bao giờ là 0.',
          en: 'Failed is the portal’s fault, and outside every limit. Blocked, captcha, rate limits and logins are “obstructed”. Faults of ours don’t count. Inconclusive is never 0.',
        },
      },
    ],
  },
  {
    id: 'counting',
    title: { vi: 'Đếm', en: 'Counting' },
    methods: [
      {
        name: { vi: 'Lượt đo theo lịch', en: 'What is due' },
        text: {
          vi: 'Mọi lượt đo theo lịch trong kỳ, trừ bảo trì được chấp nhận và phần bị loại trừ. Tính theo lần thử đầu.',
          en: 'Everything on the timetable in the period, less accepted maintenance and what was excluded. The first attempt counts.',
        },
        formula: {
          vi: 'lượt theo lịch = lượt đã xếp lịch − bảo trì − loại trừ',
          en: 'due = scheduled − maintenance − excluded',
        },
      },
      {
        name: { vi: 'Bảo trì được chấp nhận', en: 'Accepted maintenance' },
        text: {
          vi: 'Báo trước ít nhất 5 ngày làm việc, ngoài giờ làm việc, không quá 8 giờ trong 28 ngày. Phần còn lại vẫn tính.',
          en: 'Declared five working days ahead, outside working hours, eight hours in 28 days at most. The rest counts.',
        },
      },
      {
        name: { vi: 'Khung giờ', en: 'Parts of the week' },
        text: {
          vi: 'Giờ làm việc 07:30–17:30 trọng số 0,6; buổi tối 17:30–22:00 và ngày nghỉ 0,3; ban đêm 0,1. Nhờ vậy đêm yên tĩnh không che được giờ làm việc chậm.',
          en: 'Working hours 07:30–17:30 weigh 0.6, evenings until 22:00 and rest days 0.3, nights 0.1, so that quiet nights don’t excuse slow working hours.',
        },
      },
      {
        name: { vi: 'Mức bao phủ', en: 'Coverage' },
        text: {
          vi: 'Dưới 0,9, hoặc dưới 0,8 trong giờ làm việc: chưa đủ căn cứ, không có điểm.',
          en: 'Below 0.9, or 0.8 in working hours: insufficient data, no points.',
        },
        formula: {
          vi: 'mức bao phủ = (thành công + không thành công) ÷ lượt theo lịch',
          en: 'coverage = (passed + failed) ÷ due',
        },
      },
      {
        name: { vi: 'Không đo được do phía cổng', en: 'Obstructed' },
        text: {
          vi: 'Đến 2%: nêu ra, bỏ qua. Đến 10%: công bố cả hai biên. Trên 10%: không có điểm, không xếp hạng.',
          en: 'Up to 2%: shown and ignored. Up to 10%: both bounds are published. Above: no points and no rank.',
        },
        formula: { vi: 'không đo được do phía cổng ÷ lượt theo lịch', en: 'obstructed ÷ due' },
      },
    ],
  },
  {
    id: 'operation',
    title: { vi: 'Vận hành hằng ngày', en: 'Day-to-day operation' },
    methods: [
      {
        name: { vi: 'Tỷ lệ sẵn sàng và mức bao phủ', en: 'Uptime and coverage' },
        text: {
          vi: 'Theo kết quả cuối của mỗi lượt đo (sau lần thử lại), mọi điểm đo trong nhóm cộng lại, ngoài bảo trì đã báo trước khi bắt đầu. Hai số luôn đi cùng nhau; không có lượt nào kết luận được thì để trống.',
          en: 'By what each check came to in the end (its retry included), all locations of the group together, outside maintenance that was declared before it began. The two stand together; where nothing passed or failed there is none.',
        },
        formula: {
          vi: 'tỷ lệ sẵn sàng = thành công ÷ (thành công + không thành công);  mức bao phủ = (thành công + không thành công) ÷ lượt theo lịch',
          en: 'uptime = passed ÷ (passed + failed);  coverage = (passed + failed) ÷ due',
        },
      },
      {
        name: { vi: 'Kết luận của một thời điểm đo', en: 'Verdict of a slot' },
        text: {
          vi: 'Các điểm đo của một nhóm cùng kết luận về một trang. Đa số tính trên số điểm đo phải trả lời, nên im lặng không thành “ngừng hoạt động”. Chỉ một điểm đo có kết quả: lỗi phải được lần thử lại xác nhận.',
          en: 'The locations of a group together say one thing of a page. A majority is of those that were to answer, so that silence makes no outage. Where a single one knows anything, its retry has to confirm the failure.',
        },
        formula: {
          vi: 'ngừng hoạt động: 2 × số điểm lỗi > số điểm phải trả lời;  lỗi tại một điểm đo: 0 < 2 × số điểm lỗi ≤ số điểm phải trả lời;  chậm, bình thường: không điểm nào lỗi;  chưa rõ: không có kết quả nào',
          en: 'down: 2 × failing > expected;  regional: 0 < 2 × failing ≤ expected;  slow, ok: failing = 0;  unknown: nothing known',
        },
      },
      {
        name: { vi: 'Sự cố ngừng hoạt động', en: 'An outage' },
        text: {
          vi: 'Các thời điểm chưa rõ không tính vào chuỗi và không cắt chuỗi; ba lần liên tiếp thì bỏ điều đang chờ. Đây là chính sách mặc định: mỗi cổng có thể có chính sách riêng trong danh mục.',
          en: 'Unknown slots neither count nor break a run; three in a row drop what was pending. This is the default policy: a portal may have its own in the catalogue.',
        },
        formula: {
          vi: `mở: ${down.openAfterSlots} lần ngừng hoạt động liên tiếp (${down.openAfterSlotsAlone} lần nếu chỉ một điểm đo có kết quả, có điểm đo vẫn thấy trang, hoặc một trong hai điểm báo lỗi vừa lỗi riêng ${down.unsteadySlots} lần trong ${down.unsteadyOfSlots} lần trước; ${down.openAfterSlotsWeak} lần nếu hai điểm báo lỗi, điểm khác vẫn thấy trang và một trong hai vừa lỗi riêng);  khắc phục: ${down.resolveAfterSlots} lần liên tiếp đã rõ và không ngừng hoạt động`,
          en: `opens: ${down.openAfterSlots} × down in a row (${down.openAfterSlotsAlone} where one location is alone, one saw the page pass, or one of two that fail had failed by itself in ${down.unsteadySlots} of the ${down.unsteadyOfSlots} slots before; ${down.openAfterSlotsWeak} where two fail, another saw the page pass, and one of the two had failed by itself);  resolved: ${down.resolveAfterSlots} × neither down nor unknown in a row`,
        },
      },
      {
        name: { vi: 'Chậm (quy tắc chính)', en: 'Slow (the main rule)' },
        text: {
          vi: 'Mỗi điểm đo so với mức nền của chính nó: cùng giờ và loại ngày trong 28 ngày, trừ lúc có sự cố; m là trung vị, s là độ lệch của ln(thời gian chờ máy chủ). Ngoài ra có trần cố định.',
          en: 'Each location against its own baseline: same hour and kind of day of 28 days, without incidents; m is the median, s the spread of ln(wait). A fixed ceiling stands besides.',
        },
        formula: {
          vi: `chờ ÷ m ≥ ${String(slow.ratio).replace('.', ',')} và ln(chờ ÷ m) ≥ ${slow.deviations} × s và chờ − m ≥ ${slow.plusMs} ms, trong ${slow.badSlots} trên ${slow.ofSlots} thời điểm;  s = max(0,08; 1,4826 × MAD)`,
          en: `wait ÷ m ≥ ${slow.ratio} and ln(wait ÷ m) ≥ ${slow.deviations} × s and wait − m ≥ ${slow.plusMs} ms, in ${slow.badSlots} of ${slow.ofSlots} slots;  s = max(0.08; 1.4826 × MAD)`,
        },
      },
      {
        name: { vi: 'So sánh trước và sau một ngày', en: 'Before and after a date' },
        text: {
          vi: 'Mỗi tuần đủ số liệu là một giá trị, ít nhất 4 tuần mỗi bên; ngày được chọn không tính. Kiểm định tổng hạng Wilcoxon chính xác, hai phía; chênh lệch theo Hodges–Lehmann. p dưới 0,05 mới kết luận là khác; hai công cụ đo khác nhau thì không kết luận.',
          en: 'Each week of which enough is known is one value, at least 4 on each side; the date itself counts for neither. Exact two-sided Wilcoxon rank-sum test, and the difference of Hodges and Lehmann. Below p = 0.05 it is told as a change; two instruments give no answer.',
        },
        formula: {
          vi: 'U = số cặp có sau > trước + ½ × số cặp bằng nhau;  p = min(1; 2 × P(U ≤ min(u; n × m − u)));  chênh lệch = trung vị của (sau − trước) trên mọi cặp',
          en: 'U = pairs with after > before + ½ × ties;  p = min(1; 2 × P(U ≤ min(u; n × m − u)));  difference = median over all pairs of (after − before)',
        },
      },
      {
        name: { vi: 'Chi phí', en: 'Cost' },
        text: {
          vi: 'Ước tính theo giá niêm yết của AWS và khối lượng mà danh mục yêu cầu trong một tháng; chưa trừ phần miễn phí. Chi phí đến nay: phần cố định theo thời gian đã qua, phần theo lượt đo theo số lượt đã có kết quả.',
          en: 'An estimate by AWS’ list prices and what the catalogue asks for in a month; free tiers are not taken off. So far: what stands by the share of the month that is over, what follows the work by the checks that have a result.',
        },
        formula: {
          vi: 'tháng = Σ khối lượng × đơn giá;  đến nay = Σ phần cố định × (thời gian đã qua ÷ tháng) + Σ phần theo lượt × (lượt có kết quả ÷ lượt của cả tháng)',
          en: 'month = Σ quantity × price;  so far = Σ standing × (time over ÷ month) + Σ work × (checks with a result ÷ checks of a month)',
        },
      },
    ],
  },
  {
    id: 'scoring',
    title: { vi: 'Chấm điểm', en: 'Scoring' },
    methods: [
      {
        name: { vi: 'Tỷ lệ lượt đạt ngưỡng', en: 'Share within a limit' },
        text: {
          vi: 'Theo từng khung giờ và điểm đo; các điểm đo có trọng số bằng nhau.',
          en: 'Per part of the week and location; locations weigh the same.',
        },
        formula: {
          vi: 'giá trị = Σ trọng số × trung bình theo điểm đo của (thành công, giá trị < ngưỡng) ÷ (thành công + không thành công)',
          en: 'value = Σ weight × mean over locations of (passed with value < limit) ÷ (passed + failed)',
        },
      },
      {
        name: { vi: 'Làm tròn thời gian', en: 'Rounding of durations' },
        text: {
          vi: 'Khi chấm điểm, thời gian đo được tính theo mili giây nguyên, làm tròn nửa lên, rồi mới so với ngưỡng và xếp thứ tự. Số đo chính xác vẫn được lưu trong tài liệu kiểm chứng.',
          en: 'A score counts whole milliseconds: what was measured is rounded half up, and then compared with limits and ordered. The evidence keeps the exact figure.',
        },
        formula: { vi: 'ms = ⌊số đo + 0,5⌋', en: 'ms = ⌊measured + 0.5⌋' },
      },
      {
        name: { vi: 'p50, p75, p95', en: 'p50, p75, p95' },
        text: {
          vi: 'Giá trị nhỏ nhất mà tại đó trọng số cộng dồn đạt tới tỷ lệ; luôn là một giá trị đã đo được, không nội suy.',
          en: 'The smallest value at which the same weights reach the share; always one that was measured.',
        },
        formula: {
          vi: 'phân vị(q) = min { x : Σ trọng số của giá trị ≤ x  ≥  q × Σ trọng số }',
          en: 'quantile(q) = min { x : Σ weight of values ≤ x  ≥  q × Σ weight }',
        },
      },
      {
        name: { vi: 'Điểm của một chỉ số', en: 'Points of a rule' },
        text: {
          vi: 'Phần điểm của chỉ số trong trang, nhân với mức đạt. Tính bằng phân số chính xác, làm tròn một lần đến 0,01.',
          en: 'Its part of the page’s points, times how far it got. Exact fractions, rounded once to 0.01.',
        },
        formula: {
          vi: 'điểm = phần điểm × min(1, max(0, (giá trị − mức không điểm) ÷ (mức đủ điểm − mức không điểm)))',
          en: 'points = part × clamp((value − zero) ÷ (full − zero), 0, 1)',
        },
      },
      {
        name: { vi: 'Tổng điểm', en: 'Total' },
        text: {
          vi: 'Trang chủ cộng eForm; các trang cùng loại chia đều điểm. Thiếu một nửa thì không có tổng và không quy đổi.',
          en: 'Homepage and eForm; pages of a kind share equally. Without one of the halves there is no total, and nothing is rescaled.',
        },
        formula: { vi: 'tổng điểm = trang chủ + eForm', en: 'total = homepage + eForm' },
      },
      {
        name: { vi: 'Khoảng tin cậy 95%', en: '95% interval' },
        text: {
          vi: 'Từ các đợt tuần trọn vẹn: 4 đợt cho kỳ 28–83 ngày, 6 đợt từ 84 ngày. Không vượt ra ngoài thang điểm: phần dưới 0 hoặc trên điểm tối đa được cắt bỏ. Dưới 28 ngày: không có, chỉ tham khảo.',
          en: 'From batches of whole weeks: 4 for 28 to 83 days, 6 from 84 on. It doesn’t leave the scale: what is below 0 or above the most points is cut. Under 28 days there is none: for information.',
        },
        formula: {
          vi: 'trung bình ± t(k − 1; 0,975) × s ÷ √k, cắt ở 0 và ở điểm tối đa',
          en: 'mean ± t(k − 1; 0.975) × s ÷ √k, cut at 0 and at the most points there are',
        },
      },
      {
        name: { vi: 'Khoảng thứ hạng', en: 'Rank interval' },
        text: {
          vi: 'Một cổng chỉ đứng trước cổng khác khi chênh lệch lớn hơn giới hạn này; trong cùng khối, từ 8 tuần. Trong khoảng: chưa đủ căn cứ phân hạng. Không xếp theo điểm.',
          en: 'One portal precedes another only if they differ by more than this; within a kind, from eight weeks on. Inside it there is no ground for a rank. Nothing is ordered by points.',
        },
        formula: {
          vi: 'ȳᵢ − ȳⱼ > q(0,05; K, (K − 1)(k − 1)) × √((vᵢ + vⱼ) ÷ 2k);  thứ hạng = [1 + số cổng ở trên, K − số cổng ở dưới]',
          en: 'ȳᵢ − ȳⱼ > q(0.05; K, (K − 1)(k − 1)) × √((vᵢ + vⱼ) ÷ 2k);  ranks = [1 + ahead, K − behind]',
        },
      },
    ],
  },
  {
    id: 'evidence',
    title: { vi: 'Chốt kỳ và kiểm chứng', en: 'Closing and evidence' },
    methods: [
      {
        name: { vi: 'Điểm chính thức và điểm vận hành', en: 'Official and operational scores' },
        text: {
          vi: 'Chính thức: ít nhất hai điểm đo được chọn để chấm, thuộc ít nhất hai mạng, trong nước. Điểm từ nơi khác chỉ dùng cho vận hành; hai loại không trộn nhau.',
          en: 'Official: by at least two scoring locations in two networks in the country. Others are for operation only; the two are never mixed.',
        },
      },
      {
        name: { vi: 'Loại trừ', en: 'Exclusions' },
        text: {
          vi: 'Đề nghị được chấp nhận loại mọi kết quả trong khoảng, tốt và xấu. Quá 5% lượt theo lịch thì không có điểm. Điểm trước loại trừ luôn nêu bên cạnh.',
          en: 'What is accepted removes all results of the window, good and bad. Above 5% of what was due there are no points. The points before always stand beside.',
        },
        formula: { vi: 'loại trừ ÷ (lượt theo lịch + loại trừ) ≤ 0,05', en: 'excluded ÷ (due + excluded) ≤ 0.05' },
      },
      {
        name: { vi: 'Mã băm và chữ ký', en: 'Hashes and signatures' },
        text: {
          vi: 'Danh mục, tiêu chí, chính sách, công cụ đo và lịch đo được công bố bằng mã băm SHA-256 có chữ ký khi mở kỳ. Kỳ đã chốt không thay đổi; điều chỉnh là một bản mới bên cạnh.',
          en: 'Catalogue, criteria, policy, instruments and timetable are published as signed SHA-256 hashes at the opening. A closed period never changes; a correction stands beside.',
        },
      },
    ],
  },
]
