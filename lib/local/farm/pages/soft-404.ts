import { plainPage } from './plain.ts'

/** Says "not found" as people see it; served with 200 it is a soft 404. */
export function soft404Page(): string {
  return plainPage({
    title: 'Không tìm thấy trang',
    body: `<h1>404 - Không tìm thấy trang</h1>
<p>Trang bạn yêu cầu không tồn tại hoặc đã bị xóa. Vui lòng kiểm tra lại đường dẫn.</p>
<p><a href="/">Về trang chủ</a></p>`,
  })
}
