import type { BilingualText } from '../model/catalogue.ts'
import type { ACTS } from '../record/change-log.ts'

export const ACT_WORDS: Readonly<Record<(typeof ACTS)[number], BilingualText>> = {
  acknowledge: { vi: 'tiếp nhận sự cố', en: 'took an incident on' },
  silence: { vi: 'tạm tắt cảnh báo', en: 'silenced' },
  end_silence: { vi: 'bật lại cảnh báo', en: 'ended a silence' },
  plan_maintenance: { vi: 'khai báo bảo trì', en: 'planned maintenance' },
  end_maintenance: { vi: 'kết thúc bảo trì', en: 'ended maintenance' },
  plan_holiday: { vi: 'khai báo ngày nghỉ hoặc ngày làm bù', en: 'planned a holiday or working day' },
  end_holiday: { vi: 'rút lại ngày nghỉ hoặc ngày làm bù', en: 'took a holiday or working day back' },
  redrive_letters: { vi: 'xử lý lại các mục không xử lý được', en: 'put dead letters back' },
  discard_letters: { vi: 'bỏ các mục không xử lý được', en: 'discarded dead letters' },
  import_results: { vi: 'nhập kết quả đo từ nơi khác', en: 'imported results' },
  open_period: { vi: 'mở kỳ đánh giá', en: 'opened a period' },
  preview_period: { vi: 'công bố kết quả dự kiến', en: 'published a preview' },
  close_period: { vi: 'chốt kỳ', en: 'closed a period' },
  correct_period: { vi: 'lập bản điều chỉnh', en: 'corrected a period' },
  open_review: { vi: 'gửi đề nghị xem xét lại', en: 'asked for a review' },
  decide_review: { vi: 'quyết định đề nghị xem xét lại', en: 'decided a review' },
  create_token: { vi: 'cấp mã truy cập', en: 'made a token' },
  revoke_token: { vi: 'thu hồi mã truy cập', en: 'revoked a token' },
  create_link: { vi: 'tạo đường dẫn đăng nhập', en: 'made a link to sign in' },
  turn_kill: { vi: 'bật, tắt việc đo', en: 'turned a kill switch' },
  declare_release: { vi: 'khai báo phiên bản phát hành', en: 'declared a release' },
  withdraw_release: { vi: 'rút khai báo phiên bản phát hành', en: 'withdrew a release' },
  publish_catalogue: { vi: 'công bố danh mục', en: 'published a catalogue' },
  publish_criteria: { vi: 'công bố bộ tiêu chí', en: 'published criteria' },
  register_key: { vi: 'đăng ký khóa ký kết quả', en: 'registered a key to sign results' },
}

export const CHANGES_WORDS = {
  title: { vi: 'Nhật ký thay đổi', en: 'Log of changes' },
  text: {
    vi: 'Mọi thay đổi, giữ vĩnh viễn. Người thực hiện được ghi theo mã truy cập, tên đăng nhập, cli:tên nếu làm tại máy chủ, hoặc link:người tạo/tên nếu vào bằng đường dẫn dùng một lần: tên đó do người tạo đường dẫn ghi. platform: có sẵn khi hệ thống khởi động hoặc được triển khai; khóa do chính điểm đo đăng ký.',
    en: 'Every change, kept for good. People are named by their token, their name when they signed in, cli:name where it was done at the machine, or link:maker/name where they came by a link that works once: that name is whatever its maker wrote. platform: it came with a start or a deployment of the platform; keys are registered by the locations themselves.',
  },
  month: { vi: 'Tháng (UTC)', en: 'Month (UTC)' },
  at: { vi: 'Lúc', en: 'At' },
  by: { vi: 'Người thực hiện', en: 'By' },
  act: { vi: 'Việc', en: 'What' },
  about: { vi: 'Đối tượng', en: 'About' },
  details: { vi: 'Chi tiết', en: 'Details' },
  show: { vi: 'Xem', en: 'Show' },
  none: { vi: 'Tháng này chưa có thay đổi nào.', en: 'Nothing was changed in this month.' },
} as const satisfies Record<string, BilingualText>
