import { STATUS_CODES } from 'node:http'
import { plainPage } from './plain.ts'

/** What a web server shows for a status of its own. */
export function errorPage(status: number): string {
  const title = `${status} ${STATUS_CODES[status] ?? 'Error'}`
  return plainPage({ title, body: `<h1>${title}</h1>\n<hr>\n<p>Máy chủ chưa thể đáp ứng yêu cầu này.</p>` })
}
