import { plainPage } from './plain.ts'

/** A maintenance notice in place of the portal; it deliberately names no public service. */
export function noticePage(): string {
  return plainPage({
    title: 'Thông báo bảo trì hệ thống',
    body: `<h1>Hệ thống đang được bảo trì, nâng cấp</h1>
<p>Xin quý khách vui lòng quay lại sau. Chúng tôi xin lỗi vì sự bất tiện này.</p>`,
  })
}
