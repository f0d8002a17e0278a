type FieldKind =
  | 'text'
  | 'long'
  | 'date'
  | 'number'
  | 'phone'
  | 'email'
  | 'select'
  | 'radio'
  | 'tick'
  | 'province'
  | 'commune'

/** One question of a form, whatever engine draws it. */
export type Field = {
  readonly name: string
  readonly label: string
  readonly kind: FieldKind
  readonly options: readonly string[]
  readonly required: boolean
}

export type Section = { readonly title: string; readonly fields: readonly Field[] }

/** An administrative procedure with its form. It can be drawn by either engine: `formId` and `caseId` address it. */
export type Procedure = {
  readonly code: string
  readonly name: string
  readonly sector: string
  readonly days: string
  /** 24 hex digits, Form.io's own kind of id. */
  readonly formId: string
  readonly caseId: string
  readonly sections: readonly Section[]
}

const GENDERS = ['Nam', 'Nữ', 'Khác']
const PEOPLES = ['Kinh', 'Tày', 'Thái', 'Mường', 'Khmer', 'Hoa', 'Nùng', 'Mông', 'Dao', 'Gia Rai', 'Ê Đê', 'Khác']
const TRADES = ['Bán lẻ', 'Ăn uống', 'Lưu trú', 'Sửa chữa', 'May mặc', 'Dịch vụ khác']
const CIVIL_ACTS = ['Khai sinh', 'Kết hôn', 'Khai tử', 'Nhận cha, mẹ, con', 'Giám hộ']
const RETURNS = ['Nhận trực tiếp tại Bộ phận Một cửa', 'Nhận qua dịch vụ bưu chính', 'Nhận bản điện tử']

const APPLICANT: Section = {
  title: 'Thông tin người nộp hồ sơ',
  fields: [
    field('hoTen', 'Họ và tên', 'text'),
    field('ngaySinh', 'Ngày sinh', 'date'),
    field('soDinhDanh', 'Số định danh cá nhân', 'text'),
    field('gioiTinh', 'Giới tính', 'radio', GENDERS),
    field('dienThoai', 'Số điện thoại', 'phone'),
    optional(field('thuDienTu', 'Thư điện tử', 'email')),
    field('tinhThanh', 'Tỉnh, thành phố', 'province'),
    field('xaPhuong', 'Xã, phường', 'commune'),
    field('diaChi', 'Số nhà, đường, thôn, tổ dân phố', 'text'),
  ],
}

const RESULT: Section = {
  title: 'Nhận kết quả',
  fields: [
    field('hinhThucNhan', 'Hình thức nhận kết quả', 'radio', RETURNS),
    optional(field('ghiChu', 'Ghi chú', 'long')),
    field('camKet', 'Tôi cam đoan những nội dung khai trên đây là đúng sự thật', 'tick'),
  ],
}

/** The procedures that every portal of the farm offers, the most used first. */
export const PROCEDURES: readonly Procedure[] = [
  procedure({
    code: '1.001193',
    name: 'Đăng ký khai sinh',
    sector: 'Hộ tịch',
    days: 'Trong ngày',
    formId: '64f1a2b3c4d5e6f708192a3b',
    caseId: '20260118001',
    own: {
      title: 'Thông tin người được khai sinh',
      fields: [
        field('hoTenTre', 'Họ, chữ đệm, tên', 'text'),
        field('ngaySinhTre', 'Ngày sinh', 'date'),
        field('gioiTinhTre', 'Giới tính', 'radio', GENDERS),
        field('danToc', 'Dân tộc', 'select', PEOPLES),
        field('noiSinh', 'Nơi sinh', 'text'),
        field('queQuan', 'Quê quán', 'text'),
        field('hoTenMe', 'Họ và tên mẹ', 'text'),
        field('namSinhMe', 'Năm sinh của mẹ', 'number'),
        optional(field('hoTenCha', 'Họ và tên cha', 'text')),
        optional(field('namSinhCha', 'Năm sinh của cha', 'number')),
        field('quanHe', 'Quan hệ với người được khai sinh', 'select', ['Cha', 'Mẹ', 'Ông', 'Bà', 'Người giám hộ']),
        field('soBanSao', 'Số lượng bản sao đề nghị cấp', 'number'),
      ],
    },
  }),
  procedure({
    code: '1.002809',
    name: 'Đổi giấy phép lái xe',
    sector: 'Đường bộ',
    days: '5 ngày làm việc',
    formId: '64f1a2b3c4d5e6f708192a3c',
    caseId: '20260118002',
    own: {
      title: 'Thông tin giấy phép lái xe',
      fields: [
        field('soGiayPhep', 'Số giấy phép lái xe hiện có', 'text'),
        field('hang', 'Hạng', 'select', ['A1', 'A', 'B', 'C1', 'C', 'D1', 'D2', 'D', 'BE', 'CE']),
        field('ngayCap', 'Ngày cấp', 'date'),
        field('ngayHetHan', 'Có giá trị đến', 'date'),
        field('noiCap', 'Nơi cấp', 'text'),
        field('lyDo', 'Lý do đổi', 'radio', ['Sắp hết hạn', 'Bị hỏng', 'Thay đổi thông tin']),
        field('giayKham', 'Số giấy khám sức khỏe điện tử', 'text'),
        field('coSoKham', 'Cơ sở khám sức khỏe', 'text'),
      ],
    },
  }),
  procedure({
    code: '1.001612',
    name: 'Đăng ký thành lập hộ kinh doanh',
    sector: 'Đăng ký kinh doanh',
    days: '3 ngày làm việc',
    formId: '64f1a2b3c4d5e6f708192a3d',
    caseId: '20260118003',
    own: {
      title: 'Thông tin hộ kinh doanh',
      fields: [
        field('tenHo', 'Tên hộ kinh doanh', 'text'),
        field('diaDiem', 'Địa điểm kinh doanh', 'text'),
        field('nganhNghe', 'Ngành, nghề kinh doanh chính', 'select', TRADES),
        field('vonKinhDoanh', 'Vốn kinh doanh (đồng)', 'number'),
        field('soLaoDong', 'Số lao động dự kiến', 'number'),
        field('ngayBatDau', 'Ngày bắt đầu kinh doanh', 'date'),
        field('chuThe', 'Chủ thể thành lập', 'radio', ['Cá nhân', 'Các thành viên hộ gia đình']),
      ],
    },
  }),
  procedure({
    code: '2.000635',
    name: 'Cấp bản sao trích lục hộ tịch',
    sector: 'Hộ tịch',
    days: 'Trong ngày',
    formId: '64f1a2b3c4d5e6f708192a3e',
    caseId: '20260118004',
    own: {
      title: 'Thông tin đề nghị cấp bản sao',
      fields: [
        field('loaiViec', 'Loại việc hộ tịch', 'select', CIVIL_ACTS),
        field('hoTenNguoi', 'Họ và tên người được cấp bản sao', 'text'),
        optional(field('soDangKy', 'Số đăng ký', 'text')),
        optional(field('ngayDangKy', 'Ngày đăng ký', 'date')),
        field('coQuan', 'Cơ quan đã đăng ký', 'text'),
        field('soLuong', 'Số lượng bản sao', 'number'),
      ],
    },
  }),
]

function field(name: string, label: string, kind: FieldKind, options: readonly string[] = []): Field {
  return { name, label, kind, options, required: true }
}

function optional(one: Field): Field {
  return { ...one, required: false }
}

function procedure({ own, ...rest }: Omit<Procedure, 'sections'> & { readonly own: Section }): Procedure {
  return { ...rest, sections: [APPLICANT, own, RESULT] }
}
