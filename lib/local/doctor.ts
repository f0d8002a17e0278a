import { existsSync } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { createMeasurer } from '../flow/measure.ts'
import type { BilingualText } from '../model/catalogue.ts'
import { userAgent } from '../model/software.ts'
import { CAUSE_WORDS } from '../model/words.ts'
import { VIETNAMESE_LETTERS } from '../observe/browser/drawn-letters.ts'
import { examineBrowser } from '../observe/browser/examine-browser.ts'
import { createLoopDelay } from '../observe/http/loop-delay.ts'
import { createPace } from '../observe/http/pace.ts'
import { routes } from '../transport/routes.ts'
import { type Finding, same } from './finding.ts'

export type DoctorOptions = {
  readonly dataDir: string
  /** Pages that should be reachable from here. */
  readonly reach: readonly string[]
  readonly allowPrivate: boolean
  readonly onProgress: (text: BilingualText) => void
}

const NODE_MAJOR = 24
const LEAST_FREE_BYTES = 1024 ** 3
const REACH_TIMEOUT_MS = 15_000

/** Where time daemons say that the clock is synchronised. */
const SYNC_MARKS = [
  '/run/systemd/timesync/synchronized',
  '/run/chrony/chronyd.pid',
  '/run/ntpd.pid',
  '/run/openntpd.pid',
]

/** Looks at everything in turn; each finding is handed on as soon as it stands. */
export async function* examine(options: DoctorOptions): AsyncGenerator<Finding> {
  yield nodeFinding()
  yield await diskFinding(options.dataDir)
  yield clockFinding()
  yield await familiesFinding(options)
  yield* await browserFindings(options)
  for (const url of options.reach) yield await reachFinding(url, options)
}

function nodeFinding(): Finding {
  const found = process.versions.node
  if (Number(found.split('.')[0]) === NODE_MAJOR)
    return { check: 'node', outcome: 'passed', detail: same(`Node ${found}`), fix: null }
  return {
    check: 'node',
    outcome: 'failed',
    detail: same(`Node ${found}`),
    fix: {
      vi: `chạy bằng npx nhip hoặc npm start: lệnh tự dùng Node ${NODE_MAJOR}`,
      en: `run npx nhip or npm start: they bring Node ${NODE_MAJOR}`,
    },
  }
}

async function diskFinding(dataDir: string): Promise<Finding> {
  let folder = resolve(dataDir)
  while (!existsSync(folder)) folder = dirname(folder)
  const { bavail, bsize } = await statfs(folder)
  const freeBytes = bavail * bsize
  const free = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB`
  const detail = { vi: `còn trống ${free} tại ${folder}`, en: `${free} free at ${folder}` }
  const writable = await mkdir(resolve(dataDir), { recursive: true, mode: 0o700 }).then(
    () => true,
    () => false,
  )
  if (!writable) {
    return {
      check: 'disk',
      outcome: 'failed',
      detail,
      fix: {
        vi: `không ghi được vào ${dataDir}: chọn thư mục khác bằng --data`,
        en: `${dataDir} can't be written: name another folder with --data`,
      },
    }
  }
  if (freeBytes >= LEAST_FREE_BYTES) return { check: 'disk', outcome: 'passed', detail, fix: null }
  return {
    check: 'disk',
    outcome: 'failed',
    detail,
    fix: { vi: 'giải phóng ít nhất 1 GiB', en: 'free at least 1 GiB' },
  }
}

function clockFinding(): Finding {
  const mark = SYNC_MARKS.find((path) => existsSync(path))
  if (mark)
    return {
      check: 'clock',
      outcome: 'passed',
      detail: { vi: `đồng bộ (${mark})`, en: `synchronised (${mark})` },
      fix: null,
    }
  return {
    check: 'clock',
    outcome: 'inconclusive',
    detail: { vi: 'không thấy dịch vụ đồng bộ giờ', en: 'no time daemon was found' },
    fix: {
      vi: 'bật systemd-timesyncd hoặc chrony: lệch quá 2 giây thì kết quả không dùng được',
      en: 'enable systemd-timesyncd or chrony: more than 2 s off and results are of no use',
    },
  }
}

/** What to write of this machine in the catalogue: checks over a family that it lacks would tell nothing. */
async function familiesFinding({ allowPrivate }: DoctorOptions): Promise<Finding> {
  const found = await routes({ source: null, allowPrivate })
  const families = found.filter(({ kind }) => kind === 'routed').map(({ family }) => family)
  const list = found
    .map((route) => `IPv${route.family} ${route.kind === 'routed' ? `✓ ${route.from}` : `– ${route.detail}`}`)
    .join(', ')
  if (families.length === 0)
    return { check: 'families', outcome: 'inconclusive', detail: same(list), fix: NO_ROUTE, facts: { families } }
  const written = `families: [${families.join(', ')}]`
  return {
    check: 'families',
    outcome: 'passed',
    detail: {
      vi: `${list}; trong danh mục: ${written}`,
      en: `${list}; in the catalogue: ${written}`,
    },
    fix: null,
    facts: { families },
  }
}

const NO_ROUTE: BilingualText = {
  vi: 'máy này không có đường ra Internet: chỉ đo được trang ở chính máy này hoặc trong mạng nội bộ',
  en: 'this machine has no way to the internet: it can measure only pages on itself or its own network',
}

async function browserFindings({ onProgress }: DoctorOptions): Promise<readonly Finding[]> {
  const { chromium, mode, undrawn, problem } = await examineBrowser({ onProgress })
  if (problem !== null) return [{ check: 'chromium', outcome: 'failed', detail: same(problem), fix: NO_CHROMIUM }]
  const alone = mode === 'single-process'
  const letters = (undrawn.length === 0 ? VIETNAMESE_LETTERS : undrawn).join(' ')
  return [
    {
      check: 'chromium',
      outcome: alone ? 'failed' : 'passed',
      detail: same(`Chromium ${chromium}, ${mode}`),
      fix: alone ? SINGLE_PROCESS : null,
    },
    undrawn.length === 0
      ? {
          check: 'fonts',
          outcome: 'passed',
          detail: { vi: `vẽ được ${letters}`, en: `${letters} are drawn` },
          fix: null,
        }
      : {
          check: 'fonts',
          outcome: 'failed',
          detail: { vi: `không vẽ được ${letters}`, en: `${letters} are not drawn` },
          fix: NO_FONT,
        },
  ]
}

const SINGLE_PROCESS: BilingualText = {
  vi: 'máy này chỉ chạy được Chromium một tiến trình: không dùng để chấm điểm',
  en: 'this machine runs Chromium in one process only: it must not score',
}
const NO_FONT: BilingualText = {
  vi: 'xóa node_modules/.cache/nhip rồi chạy lại để giải nén phông chữ kèm theo',
  en: 'remove node_modules/.cache/nhip and run again: the fonts that come along are unpacked anew',
}
const NO_CHROMIUM: BilingualText = {
  vi: 'cần Linux x86-64; xóa node_modules/.cache/nhip rồi chạy lại',
  en: 'it needs Linux on x86-64; remove node_modules/.cache/nhip and run again',
}

async function reachFinding(url: string, options: DoctorOptions): Promise<Finding> {
  const measurer = createMeasurer({ pace: createPace(), loopDelay: createLoopDelay() })
  const { outcome, cause, detail, facts } = await measurer.measure({
    url,
    expectHosts: [],
    expectText: null,
    families: [4, 6],
    allowPrivate: options.allowPrivate,
    source: null,
    timeoutMs: REACH_TIMEOUT_MS,
    userAgent: userAgent(null),
    requestId: null,
  })
  if (cause === null)
    return {
      check: 'reachability',
      outcome,
      detail: same(`${url}  ${facts.status ?? ''}  ${facts.phases.totalMs} ms`),
      fix: null,
    }
  const why = detail === null ? '' : ` (${detail})`
  return {
    check: 'reachability',
    outcome,
    detail: { vi: `${url}: ${CAUSE_WORDS[cause].vi}${why}`, en: `${url}: ${CAUSE_WORDS[cause].en}${why}` },
    fix: NOT_REACHED,
  }
}

const NOT_REACHED: BilingualText = {
  vi: 'kiểm tra mạng của điểm đo; nếu cổng chặn, đề nghị đưa địa chỉ IP của điểm đo vào danh sách cho phép',
  en: "check this location's network; where the portal blocks it, ask for its address to be admitted",
}
