import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { acceptsGzip } from './exchange.ts'
import type { Reply } from './reply.ts'

type Packed = { readonly etag: string; readonly gzipped: Buffer }

const gzipAsync = promisify(gzip)
const require = createRequire(import.meta.url)
/** Bootstrap comes with Form.io, whose forms are drawn with its classes. */
const requireOfFormio = createRequire(require.resolve('@formio/js/dist/formio.form.min.js'))

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  ttf: 'font/ttf',
}

/** Every file that the portals serve, by its address, looked up when asked for; the engines' bundles are unmodified. */
const FILES: Readonly<Record<string, () => string>> = {
  '/tai-nguyen/cong.css': () => own('cong.css'),
  '/tai-nguyen/thu-tuc.js': () => own('thu-tuc.js'),
  '/tai-nguyen/trang-chu.js': () => own('trang-chu.js'),
  '/tai-nguyen/bieu-mau-formio.js': () => own('bieu-mau-formio.js'),
  '/tai-nguyen/bieu-mau-surveyjs.js': () => own('bieu-mau-surveyjs.js'),
  '/tai-nguyen/phong-chu/400Regular.ttf': () => font('400Regular'),
  '/tai-nguyen/phong-chu/700Bold.ttf': () => font('700Bold'),
  '/thu-vien/formio.form.min.js': () => require.resolve('@formio/js/dist/formio.form.min.js'),
  '/thu-vien/formio.form.min.css': () => require.resolve('@formio/js/dist/formio.form.min.css'),
  '/thu-vien/bootstrap.min.css': () => requireOfFormio.resolve('bootstrap/dist/css/bootstrap.min.css'),
  '/thu-vien/survey.core.min.js': () => beside('survey-core', 'survey.core.min.js'),
  '/thu-vien/survey-core.fontless.min.css': () => beside('survey-core', 'survey-core.fontless.min.css'),
  '/thu-vien/vietnamese.min.js': () => beside('survey-core', 'i18n/vietnamese.min.js'),
  '/thu-vien/survey-js-ui.min.js': () => beside('survey-js-ui', 'survey-js-ui.min.js'),
}

/** Compressed once for the whole process; about 1.2 MB when all have been asked for. */
const packedFiles = new Map<string, Promise<Packed>>()

/** A static file with its cache headers, 304 where the client has it already; null where there is no such file. */
export async function assetReply(path: string, request: IncomingMessage): Promise<Reply | null> {
  const find = Object.hasOwn(FILES, path) ? FILES[path] : undefined
  if (!find) return null
  const { etag, gzipped } = await packed(path, find())
  const headers = {
    'content-type': TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    'cache-control': 'public, max-age=86400',
    vary: 'accept-encoding',
    etag,
  }
  if (request.headers['if-none-match'] === etag) return { status: 304, headers, body: Buffer.alloc(0) }
  return acceptsGzip(request)
    ? { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipped }
    : { status: 200, headers, body: await readFile(find()) }
}

export function isAsset(path: string): boolean {
  return Object.hasOwn(FILES, path)
}

function packed(path: string, file: string): Promise<Packed> {
  const known = packedFiles.get(path)
  if (known) return known
  const made = pack(file)
  packedFiles.set(path, made)
  return made
}

async function pack(file: string): Promise<Packed> {
  const content = await readFile(file)
  // Weak: the compressed and the plain form share it.
  const etag = `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
  return { etag, gzipped: await gzipAsync(content) }
}

function own(name: string): string {
  return fileURLToPath(new URL(`static/${name}`, import.meta.url))
}

function font(weight: string): string {
  return require.resolve(`@expo-google-fonts/be-vietnam-pro/${weight}/BeVietnamPro_${weight}.ttf`)
}

/** A file beside a package's main one, for packages whose exports leave it out. */
function beside(name: string, file: string): string {
  return join(dirname(require.resolve(name)), file)
}
