import type { Period } from '../model/period.ts'

/** What lies in a bundle, for whoever opens it, in Vietnamese and English. */
export function bundleReadme({ name, from, to }: Period): string {
  return `GÓI KIỂM CHỨNG – kỳ đánh giá ${name} (từ ${from} đến hết ${to})

Gói này có mọi thứ cần để tính lại từng con số của kỳ đánh giá, không cần mạng và không cần tin máy chủ nào:
  bundle.json, bundle.sig   danh sách mọi tệp với mã băm SHA-256, và chữ ký ECDSA P-256 trên danh sách đó
  keys/                     khóa công khai; hãy đối chiếu mã băm của khóa với mã đã công bố
  pages/                    kết quả đo đã niêm phong, mỗi trang mỗi ngày một thư mục; lượt đo do điểm đo ký
  unsealed/                 kết quả chưa niêm phong (chỉ có khi kỳ chưa chốt)
  configs.jsonl             các phiên bản danh mục, theo thời điểm có hiệu lực
  imports.jsonl             những khoảng thời gian có dữ liệu nhập từ bên ngoài
  exclusions.jsonl          những khoảng thời gian được loại trừ sau khi xem xét lại
  criteria/                 các bộ tiêu chí, đúng như đã công bố
  scores/                   điểm tính được

Kiểm chứng và tính lại:  nhip verify TỆP.zip
Cách tự làm lại bằng sha256sum, openssl và jq: docs/verify.md


EVIDENCE BUNDLE – period ${name} (${from} to ${to}, both included)

It holds all that is needed to compute every number of the period again, offline, without trusting any server:
  bundle.json, bundle.sig   every file with its SHA-256, and an ECDSA P-256 signature of that list
  keys/                     public keys; compare their hashes with those that were published
  pages/                    sealed results, a folder per page and day; each result signed by its location
  unsealed/                 results that are not sealed yet (only where the period is not closed)
  configs.jsonl             versions of the catalogue, by the time they took effect
  imports.jsonl             spans for which data was imported
  exclusions.jsonl          windows that were excluded after a review
  criteria/                 the criteria packs, as they were published
  scores/                   the scores that follow

To check and recompute it:  nhip verify FILE.zip
To do so with sha256sum, openssl and jq: docs/verify.md
`
}
