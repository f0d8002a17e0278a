import type { BilingualText } from '../model/catalogue.ts'

export const BADGE_WORDS = {
  badge: { vi: 'Huy hiệu tình trạng', en: 'Status badge' },
  lead: {
    vi: 'Hình này cho biết tình trạng hiện nay và tỷ lệ sẵn sàng của cổng, và dẫn tới trang tình trạng công khai. Chép đoạn mã vào trang của mình: hình tự cập nhật, không cần chương trình và không theo dõi người xem.',
    en: 'This picture tells the portal’s state and uptime, and leads to the public status page. Copy the code into a page of yours: the picture keeps itself up to date, runs nothing and follows nobody.',
  },
  vi: { vi: 'Tiếng Việt', en: 'In Vietnamese' },
  en: { vi: 'Tiếng Anh', en: 'In English' },
  code: { vi: 'Đoạn mã để chép', en: 'Code to copy' },
  local: {
    vi: 'Các địa chỉ này chỉ mở được trên máy đang chạy nền tảng: khi đặt các tệp ở nơi công khai, hãy thay phần đầu của địa chỉ.',
    en: 'These addresses open only on the machine that runs the platform: where the files are brought to a public place, its address comes in front instead.',
  },
  notPublished: {
    vi: 'Cổng này không có trên trang tình trạng công khai, nên không có huy hiệu. Đơn vị quản lý nền tảng chọn các cổng được công bố trong danh mục, ở mục “publish”.',
    en: 'This portal is not on a public status page, so there is no badge of it. Whoever runs the platform chooses in the catalogue, under “publish”, which portals are shown.',
  },
  nowhere: {
    vi: 'Danh mục công bố cổng này, nhưng nền tảng chưa có nơi để đặt trang tình trạng công khai, nên chưa có huy hiệu.',
    en: 'The catalogue publishes this portal, but this platform has no place for a public status page yet, so there is no badge.',
  },
} as const satisfies Record<string, BilingualText>
