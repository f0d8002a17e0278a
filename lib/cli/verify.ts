import { existsSync, statSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import type { Verification, VerifyOptions } from '../flow/verify.ts'
import type { BundleVerification } from '../flow/verify-bundle.ts'
import { BUNDLE } from '../model/bundle.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { HEAD } from '../model/evidence.ts'
import type { EvidenceProblem } from '../model/evidence-problem.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, type Io, withCommonOptions } from './io.ts'

type Options = { readonly key: readonly string[]; readonly json?: boolean; readonly lang?: Lang }

const KINDS = {
  changed: { vi: 'bị thay đổi', en: 'changed' },
  missing: { vi: 'bị thiếu', en: 'missing' },
  added: { vi: 'thêm vào', en: 'added' },
} as const satisfies Readonly<Record<EvidenceProblem['kind'], BilingualText>>

export function verifyCommand(): Command {
  return withCommonOptions(
    new Command('verify')
      .description('check evidence: every hash, signature and link of a chain; of a bundle every score besides')
      .argument('<PATH>', 'a bundle (ZIP), or a folder of evidence, such as .nhip/archive')
      .option('--key <file>', 'trust this public key (PEM) only; may be given again', collect, []),
  )
    .addHelpText(
      'after',
      '\nNeeds no network, no data folder and no platform, and changes nothing. Without --key it takes the keys that lie in\nthe folder: compare what it prints with what was published. Exit: 0 nothing is wrong, 1 something is, 2 it can’t be read.',
    )
    .action(async (dir: string, options: Options) => {
      process.exitCode = await run(dir, options)
    })
}

async function run(dir: string, options: Options): Promise<Exit> {
  const io = createIo(options)
  const trusted = options.key.length === 0 ? null : await readKeys(options.key)
  const how = {
    ...(trusted ? { trusted } : {}),
    progress: (done: number, all: number) => io.progress(`${done}/${all}`),
  }
  const isFile = existsSync(dir) && statSync(dir).isFile()
  const path = isFile ? resolve(dir) : folderOf(dir)
  const verification = await (isFile ? ofZip(path, how) : ofFolder(path, how)).finally(() => io.progress(null))
  if (io.json) io.emit({ ...verification, path })
  else show(verification, { io, path, isTrusted: trusted !== null })
  return verification.valid ? EXIT.passed : EXIT.failed
}

async function ofFolder(folder: string, options: VerifyOptions): Promise<Verification | BundleVerification> {
  const [{ verifyEvidence }, { verifyBundle }, { openEvidenceFolder }] = await Promise.all([
    import('../flow/verify.ts'),
    import('../flow/verify-bundle.ts'),
    import('../record/evidence-folder.ts'),
  ])
  const source = openEvidenceFolder(folder)
  return existsSync(join(folder, BUNDLE)) ? verifyBundle(source, options) : verifyEvidence(source, options)
}

async function ofZip(file: string, options: VerifyOptions): Promise<BundleVerification> {
  const [{ verifyBundle }, { openEvidenceZip }] = await Promise.all([
    import('../flow/verify-bundle.ts'),
    import('../record/evidence-zip.ts'),
  ])
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new InputError('unreadable', `${file} can’t be read (${error.code}): name a bundle that nhip bundle has made`)
  })
  try {
    const source = await openEvidenceZip(handle.fd).catch((error: Error) => {
      throw new InputError(
        'no_bundle',
        `${file} is no whole ZIP (${error.message}): name a bundle that nhip bundle has made`,
      )
    })
    return await verifyBundle(source, options)
  } finally {
    await handle.close()
  }
}

/** Where the evidence of a data folder's archive, or of a copy of a bucket, lies; else the folder itself. */
function folderOf(dir: string): string {
  const folder = resolve(dir)
  if (!existsSync(folder))
    throw new InputError('no_evidence', `${folder} is not there: name a folder of evidence, such as .nhip/archive`)
  const places = [folder, join(folder, 'evidence'), join(folder, 'archive', 'evidence')]
  const found = places.find((place) => [BUNDLE, HEAD, 'pages', 'keys'].some((name) => existsSync(join(place, name))))
  if (found === undefined)
    throw new InputError('no_evidence', `${folder} holds no evidence: it has neither ${HEAD} nor pages/ nor keys/`)
  return found
}

async function readKeys(files: readonly string[]): Promise<ReadonlySet<string>> {
  const { readPublicKey } = await import('../record/signer.ts')
  const ids = await Promise.all(
    files.map(async (file) => {
      const pem = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        throw new InputError('bad_key', `--key ${file} can’t be read (${error.code}): name a public key in PEM`)
      })
      const key = readPublicKey(pem)
      if (key === null)
        throw new InputError('bad_key', `--key ${file} is no public key on the curve P-256: name one in PEM`)
      return key.keyId
    }),
  )
  return new Set(ids)
}

function show(
  verification: Verification | BundleVerification,
  how: { readonly io: Io; readonly path: string; readonly isTrusted: boolean },
): void {
  const { io, path, isTrusted } = how
  const { colour } = io
  const { pages, segments, results, imported, signed, unsigned, afterHead, head, keys, problems } = verification
  for (const { file, kind, detail } of problems)
    io.print(`${colour.red(io.say(KINDS[kind]))}  ${colour.bold(file)}  ${io.say(detail)}`)
  io.print(
    io.say({
      vi: `${path}: ${pages} trang, ${segments} phân đoạn, ${results} kết quả`,
      en: `${path}: ${pages} pages, ${segments} segments, ${results} results`,
    }),
  )
  if (imported > 0)
    io.print(
      io.say({
        vi: `  ${imported} kết quả được nhập từ bên ngoài, không điểm đo nào ký.`,
        en: `  ${imported} results were imported: no location has signed them.`,
      }),
    )
  if (signed > 0)
    io.print(
      io.say({
        vi: `  ${signed} kết quả khớp chữ ký của điểm đo.`,
        en: `  ${signed} results fit the signature of their location.`,
      }),
    )
  if (unsigned > 0)
    io.print(
      io.say({
        vi: `  ${unsigned} kết quả không có chữ ký: có trước khi điểm đo của chúng bắt đầu ký.`,
        en: `  ${unsigned} results are not signed: they are from before their location began to sign.`,
      }),
    )
  if ('scores' in verification) showScores(io, verification)
  if (afterHead > 0)
    io.print(
      io.say({
        vi: `  ${afterHead} phân đoạn được niêm phong sau khi ghi ${HEAD}.`,
        en: `  ${afterHead} segments were sealed after ${HEAD} was written.`,
      }),
    )
  if (head) io.print(colour.dim(`  ${HEAD}  SHA-256 ${head.sha256}`))
  for (const key of keys)
    io.print(
      colour.dim(
        io.say({
          vi: `  khóa ${key}${isTrusted ? '' : ' (hãy đối chiếu với khóa đã công bố)'}`,
          en: `  key ${key}${isTrusted ? '' : ' (compare it with the one that was published)'}`,
        }),
      ),
    )
  for (const { location, key, fromMs } of verification.locationKeys) {
    const since = new Date(fromMs).toISOString()
    io.print(
      colour.dim(
        io.say({
          vi: `  điểm đo ${location} ký bằng khóa ${key} từ ${since}`,
          en: `  location ${location} signs with key ${key} since ${since}`,
        }),
      ),
    )
  }
  io.print(
    problems.length === 0
      ? colour.green(io.say({ vi: 'Không có gì sai khác.', en: 'Nothing is wrong.' }))
      : colour.red(io.say({ vi: `${problems.length} sai khác.`, en: `${problems.length} problems.` })),
  )
}

function showScores(io: Io, { period, sha256, scores, unsealed, later }: BundleVerification): void {
  const { colour } = io
  io.print(colour.dim(io.say({ vi: `  kỳ đánh giá ${period}`, en: `  period ${period}` })))
  if (unsealed > 0)
    io.print(
      io.say({
        vi: `  ${unsealed} kết quả chưa niêm phong: kỳ chưa chốt.`,
        en: `  ${unsealed} results are not sealed yet: the period is not closed.`,
      }),
    )
  if (later > 0)
    io.print(
      io.say({
        vi: `  ${later} phân đoạn được niêm phong sau khi chốt kỳ, không thuộc gói và không đổi điểm nào.`,
        en: `  ${later} segments were sealed after the period was closed: they are not in it, and change no score.`,
      }),
    )
  for (const { score, same } of scores)
    io.print(
      same
        ? io.say({ vi: `  ${score}: tính lại, trùng từng bit`, en: `  ${score}: computed again, the same bit for bit` })
        : colour.red(io.say({ vi: `  ${score}: không tính lại được như vậy`, en: `  ${score}: not the same again` })),
    )
  io.print(colour.dim(`  ${BUNDLE}  SHA-256 ${sha256}`))
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
