export type Place = { readonly ma: string; readonly ten: string }

const PROVINCES = ['Bình Minh', 'Sông Xanh', 'Hải Đăng', 'Phú An', 'Trường Thành', 'Cao Nguyên', 'Đồng Lúa', 'Ven Sông']
const COMMUNES = [
  'Phường Trung Tâm',
  'Phường Hòa Bình',
  'Phường Đông Sơn',
  'Xã Tân Tiến',
  'Xã Đồng Tâm',
  'Xã An Lạc',
  'Xã Mỹ Lộc',
]

/** The fictional provinces that forms offer. */
export function provinces(): readonly Place[] {
  return PROVINCES.map((name, index) => ({ ma: code(index), ten: `Tỉnh ${name}` }))
}

/** The communes of a province, by its code; none for a code that does not exist. */
export function communesOf(province: string): readonly Place[] {
  const known = provinces().some(({ ma }) => ma === province)
  return known ? COMMUNES.map((ten, index) => ({ ma: `${province}${code(index)}`, ten })) : []
}

function code(index: number): string {
  return String(index + 1).padStart(2, '0')
}
