import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import type { Cause } from '../../lib/model/cause.ts'
import type { KeptBrowser } from '../../lib/observe/browser/kept-browser.ts'
import { commandLine, family } from './processes.ts'
import { html, type Pages } from './site.ts'

/** What a page does to a browser, or somebody to the browser in the middle of a page. */
type FaultCase = {
  readonly name: string
  readonly cause: Cause | null
  /** What is told of it besides; default: whatever it is. */
  readonly detail?: string | RegExp
  /** The page is `/`. */
  readonly pages: (browser: KeptBrowser) => Pages
  /** The browser is not used again; default false. */
  readonly replaced?: boolean
  /** Short, where waiting is what the case is about; default 15 s. */
  readonly deadlineMs?: number
  /** Default 5 s. */
  readonly responseDeadlineMs?: number
  /** The server may be asked so often at most; default 60 times. */
  readonly requests?: number
}

const SHORT_MS = 3_000

const CASES_OF_PAGES: readonly (Omit<FaultCase, 'pages'> & { readonly pages: Pages })[] = [
  {
    name: 'nothing is painted',
    cause: 'audit_error',
    detail: /^NO_FCP: no picture/,
    pages: { '/': '<!doctype html><title>Trang</title><body><div id="app"></div><script src="/app.js"></script>' },
  },
  {
    name: 'a page under a white sheet',
    cause: 'audit_error',
    detail: /^no score: .*speed-index \([A-Z_]+\)/,
    pages: { '/': html('<h1>Trang</h1><div style="position: fixed; inset: 0; background: #fff"></div>') },
  },
  {
    name: 'a page that a script draws as one picture',
    cause: 'audit_error',
    detail: /^no score: largest-contentful-paint \(NO_LCP\)/,
    pages: {
      '/': '<!doctype html><title>Trang</title><canvas id="c"></canvas><script>c.getContext("2d").fillRect(0, 0, 99, 99)</script>',
    },
  },
  {
    name: 'a page with nothing but a title',
    cause: 'content_mismatch',
    detail: 'the page is empty',
    pages: { '/': '<!doctype html><title>Trang</title><body>' },
  },
  { name: 'an empty document', cause: 'content_mismatch', detail: 'the page is empty', pages: { '/': '' } },
  {
    name: 'a download by its header',
    cause: 'content_mismatch',
    pages: { '/': answer({ 'content-type': 'text/html', 'content-disposition': 'attachment; filename=a.html' }) },
  },
  {
    name: 'a download by its type',
    cause: 'content_mismatch',
    pages: { '/': answer({ 'content-type': 'application/octet-stream' }) },
  },
  {
    name: 'a PDF',
    cause: 'content_mismatch',
    pages: { '/': answer({ 'content-type': 'application/pdf' }, '%PDF-1.4') },
  },
  { name: 'JSON', cause: 'content_mismatch', pages: { '/': answer({ 'content-type': 'application/json' }, '{}') } },
  {
    name: 'a text that says it is none',
    cause: 'content_mismatch',
    pages: { '/': answer({ 'content-type': 'text/plain' }) },
  },
  {
    name: 'no content',
    cause: 'content_mismatch',
    pages: { '/': (_request, response) => response.writeHead(204).end() },
  },
  {
    name: 'a page that goes to none as it is read',
    cause: 'audit_error',
    detail: 'the page went on to about:blank, and showed nothing',
    pages: { '/': html('').replace('<title>', '<script>location.replace("about:blank")</script><title>') },
  },
  {
    name: 'a page that goes to none at once',
    cause: 'audit_error',
    detail: 'the page went on to about:blank, and showed nothing',
    pages: { '/': html('<script>onload=()=>{location="about:blank"}</script>') },
  },
  {
    name: 'a page that has something downloaded besides',
    cause: null,
    pages: {
      '/': html('<script>onload=()=>{location="/tep"}</script>'),
      '/tep': answer({ 'content-type': 'application/octet-stream' }),
    },
  },
  {
    name: 'a page that calls a programme of its own',
    cause: null,
    pages: { '/': html('<script>onload=()=>{location="ky-so-cong:ky"}</script>') },
  },
  { name: 'a page without a type', cause: null, pages: { '/': answer({}) } },
  {
    name: 'alert, confirm, prompt, print and beforeunload',
    cause: null,
    pages: { '/': html('<script>alert(1);confirm(2);prompt(3);print();onbeforeunload=()=>"đi?"</script>') },
  },
  {
    name: 'alerts without end',
    cause: 'audit_error',
    detail: 'the page opened more than 100 dialogs',
    replaced: true,
    pages: { '/': html('<script>for(;;)alert(1)</script>') },
  },
  {
    name: 'a sign-in window of the browser',
    cause: 'login_required',
    pages: { '/': answer({ 'www-authenticate': 'Basic realm="cong"' }, html(''), 401) },
  },
  {
    name: 'a sign-in window for a part of the page',
    cause: null,
    pages: {
      '/': html('<img src="/part" alt="">'),
      '/part': answer({ 'www-authenticate': 'Basic realm="x"' }, '', 401),
    },
  },
  {
    name: 'a circle of redirects',
    cause: 'too_many_redirects',
    pages: { '/': answer({ location: '/' }, '', 302) },
  },
  {
    name: 'a circle of meta refreshes',
    cause: 'too_many_redirects',
    pages: { '/': html('<meta http-equiv="refresh" content="0;url=/?lai">') },
  },
  {
    name: 'a page that sends itself on',
    cause: 'too_many_redirects',
    pages: { '/': html('<script>location.replace("/?"+Math.random())</script>') },
  },
  {
    name: 'windows that open',
    cause: null,
    pages: { '/': html('<script>for(let i=0;i<10;i++)open("/khac")</script>'), '/khac': html('') },
  },
  { name: 'a window that closes itself', cause: null, pages: { '/': html('<script>window.close()</script>') } },
  {
    name: 'no first byte',
    cause: 'wait_timeout',
    responseDeadlineMs: 500,
    pages: { '/': () => undefined },
  },
  {
    name: 'a document without end',
    cause: 'download_timeout',
    deadlineMs: SHORT_MS,
    replaced: true,
    pages: { '/': endless({ 'content-type': 'text/html' }, html('')) },
  },
  {
    name: 'a picture without end',
    cause: null,
    pages: { '/': html('<img src="/anh" alt="">'), '/anh': endless({ 'content-type': 'image/png' }, '') },
  },
  {
    name: 'a script that never ends',
    cause: 'audit_error',
    deadlineMs: SHORT_MS,
    replaced: true,
    pages: { '/': html('<script>for(;;);</script>') },
  },
  {
    name: 'a script that never ends, once the page is there',
    cause: 'audit_error',
    deadlineMs: SHORT_MS,
    replaced: true,
    pages: { '/': html('<script>onload=()=>setTimeout(()=>{for(;;);},10)</script>') },
  },
  { name: 'a page of 5 MB', cause: null, pages: { '/': html(`<!--${'xin chào '.repeat(500_000)}-->`) } },
  {
    name: 'fifty thousand elements',
    cause: null,
    pages: { '/': html('<script>for(let i=0;i<50_000;i++)document.body.append(document.createElement("i"))</script>') },
  },
  {
    name: 'a service worker',
    cause: null,
    pages: {
      '/': html('<script>navigator.serviceWorker.register("/sw.js")</script>'),
      '/sw.js': answer({ 'content-type': 'text/javascript' }, 'onactivate=()=>clients.claim();onfetch=()=>{}'),
    },
  },
  {
    name: 'a frame in a frame in a frame',
    cause: null,
    pages: { '/': html('<iframe src="/khung"></iframe>'), '/khung': html('<iframe src="/khung?1"></iframe>') },
  },
]

/** Every fault, with a page or an act of its own. */
export const FAULT_CASES: readonly FaultCase[] = [
  ...CASES_OF_PAGES.map((one) => ({ ...one, pages: () => one.pages })),
  act('the renderer is killed', 'browser_crashed', (browser) => signal(renderersOf(browser), 'SIGKILL')),
  act('the renderer fails', 'browser_crashed', (browser) => signal(renderersOf(browser), 'SIGSEGV')),
  {
    name: 'a page that takes more memory than there is',
    cause: 'browser_crashed',
    detail: /^TARGET_CRASHED: the page’s process ended/,
    replaced: true,
    pages: (browser) => ({
      '/': html('<script src="/app.js"></script>'),
      '/app.js': (_request, response) => {
        for (const pid of renderersOf(browser)) limitMemory(pid)
        response.end('const all = []; for (;;) all.push(new Array(100_000).fill(1.5))')
      },
    }),
  },
  act('the browser is killed', 'browser_crashed', (browser) => signal(processOf(browser), 'SIGKILL')),
  act('the browser fails', 'browser_crashed', (browser) => signal(processOf(browser), 'SIGSEGV')),
  {
    ...act('the browser is stopped', 'audit_error', (browser) => signal(processOf(browser), 'SIGSTOP')),
    deadlineMs: SHORT_MS,
  },
  {
    name: 'the browser is stopped before the document has come',
    cause: 'audit_error',
    deadlineMs: SHORT_MS,
    replaced: true,
    pages: (browser) => ({ '/': () => signal(processOf(browser), 'SIGSTOP') }),
  },
  {
    name: 'the renderer is killed before the document has come',
    cause: 'browser_crashed',
    replaced: true,
    pages: (browser) => ({
      '/': (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' })
        response.write('<!doctype html><img src="/anh" alt="">')
      },
      '/anh': () => signal(renderersOf(browser), 'SIGKILL'),
    }),
  },
  {
    ...act('the renderer is stopped', 'audit_error', (browser) => signal(renderersOf(browser), 'SIGSTOP')),
    deadlineMs: SHORT_MS,
  },
]

/** Something is done to the browser as soon as the page asks for its script, which never comes. */
function act(name: string, cause: Cause, does: (browser: KeptBrowser) => void): FaultCase {
  return {
    name,
    cause,
    replaced: true,
    pages: (browser) => ({ '/': html('<script src="/app.js"></script>'), '/app.js': () => does(browser) }),
  }
}

function processOf(browser: KeptBrowser): readonly number[] {
  const pid = browser.processId()
  return pid === null ? [] : [pid]
}

export function renderersOf(browser: KeptBrowser): readonly number[] {
  return processOf(browser)
    .flatMap(family)
    .filter((pid) => commandLine(pid).includes('--type=renderer'))
}

/** It may have 200 MB more than it has now. */
function limitMemory(pid: number): void {
  const data = Number(/^VmData:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024
  execFileSync('prlimit', ['--pid', String(pid), `--data=${data + 200_000_000}`])
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) process.kill(pid, name)
}

function answer(headers: Readonly<Record<string, string>>, body: string = html(''), status = 200): RequestListener {
  return (_request, response) => void response.writeHead(status, headers).end(body)
}

function endless(headers: Readonly<Record<string, string>>, beginning: string): RequestListener {
  return (_request, response) => {
    response.writeHead(200, headers).write(beginning)
    const timer = setInterval(() => response.write('<p>và</p>'), 100)
    response.once('close', () => clearInterval(timer))
  }
}
