import type { BilingualText } from '../model/catalogue.ts'

/** Words of the API's reference, whose own sentences are in English. */
export const REFERENCE_WORDS = {
  title: { vi: 'Tài liệu API', en: 'API reference' },
  text: {
    vi: 'Mỗi yêu cầu gửi kèm mã truy cập. Lỗi trả về dạng application/problem+json với mã lỗi cố định. Bản máy đọc (OpenAPI 3.1):',
    en: 'Each request carries a token. Errors are application/problem+json with a stable code. For machines (OpenAPI 3.1):',
  },
  address: { vi: 'https://địa-chỉ', en: 'https://address' },
  inPath: { vi: 'trong đường dẫn', en: 'in the path' },
  inQuery: { vi: 'sau dấu hỏi', en: 'in the query' },
  body: { vi: 'Nội dung gửi (JSON Schema)', en: 'Body (JSON Schema)' },
  answer: { vi: 'Trả về:', en: 'Answer:' },
  webhook: { vi: 'Webhook: cảnh báo', en: 'Webhook: alerts' },
  webhookBody: { vi: 'POST, nội dung là JSON:', en: 'A POST, whose body is JSON:' },
  check: {
    vi: 'Kiểm tra chữ ký bằng Node: từ chối yêu cầu cũ hơn năm phút và so sánh theo thời gian không đổi.',
    en: 'To check the signature in Node: what is older than five minutes is refused, and compared in constant time.',
  },
  checkByHand: {
    vi: 'Kiểm tra thủ công bằng openssl; $header là giá trị của nhip-signature, body.json là nội dung nhận được:',
    en: 'By hand with openssl; $header is what nhip-signature says, body.json the body as it came:',
  },
  forms: { vi: 'Cấu trúc trả về', en: 'Forms of answers' },
  formsText: {
    vi: 'Theo JSON Schema; bản phát hành sau có thể thêm trường mới.',
    en: 'As JSON Schema; later releases may add fields.',
  },
} as const satisfies Record<string, BilingualText>
