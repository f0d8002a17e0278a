/** A page that audits are compared on. */
export type BenchPage = {
  readonly name: string
  /** The classes of page that the comparison covers, a page that starts something after a pause, or one on a knife's edge. */
  readonly group: 'class' | 'gap' | 'edge'
  readonly html: string
}

type Start = keyof typeof STARTS
type Step = { readonly start: Start; readonly gapMs: number }

/** Pauses after which something starts, ms: below the second that Lighthouse waits for quiet by default. */
const GAPS_MS = [600, 750, 950] as const

/** Keeps the main thread busy for so long, whatever the processor. */
const BUSY = 'function busy(ms) { const end = performance.now() + ms; while (performance.now() < end); }'

const STARTS = {
  // Below the fold: it is loaded, and paints nothing that counts.
  image: `add('footer', '<img src="/anh/9.png?w=300&h=200&delay=150" width="300" height="200" alt="">')`,
  task: 'busy(180)',
  shift: `add('#top', '<p style="height: 160px">Thông báo</p>')`,
  lcp: `add('#hero', '<img src="/anh/7.png?w=390&h=440&delay=200" width="390" height="440" alt="">')`,
} as const

/** Pages of the site's own; the two eForms are the demo farm's. */
export const OWN_PAGES: readonly BenchPage[] = [
  { name: 'light', group: 'class', html: page(css(1) + js(1, 5), `${image(1, 390, 240, 120)}${text(12)}`) },
  {
    name: 'heavy',
    group: 'class',
    html: page(
      many(10, (n) => css(n, 20)) + many(15, (n) => js(n, 12, 15)),
      image(1, 390, 300, 200) + many(60, (n) => text(1) + image(n, 200, 120, n % 30)),
    ),
  },
  {
    name: 'shifts',
    group: 'class',
    html: page(
      css(1),
      `<div id="top"></div>${text(3)}<img src="/anh/2.png?w=380&h=160&delay=250" alt="">${text(12)}
<script>setTimeout(() => { ${STARTS.shift} }, 300); setTimeout(() => { ${STARTS.shift} }, 550)</script>`,
    ),
  },
  {
    name: 'blocks',
    group: 'class',
    html: page(
      css(1) + js(1, 120),
      `${text(10)}<script>busy(90); setTimeout(() => busy(150), 60); setTimeout(() => busy(220), 400)</script>`,
    ),
  },
  {
    name: 'late',
    group: 'class',
    html: page(
      css(1, 60) + js(1, 10, 120),
      `<div id="top">Đang tải…</div><script>fetch('/du-lieu?delay=700').then((answer) => answer.json()).then((lines) => {
add('#top', lines.map((line) => '<p>' + line + '</p>').join('') + '${image(3, 390, 420, 300)}') })</script>`,
    ),
  },
  {
    name: 'many',
    group: 'class',
    html: page(
      many(20, (n) => css(n, n)) + many(30, (n) => js(n, 1, n)),
      // The largest paint comes when all images have been asked for: see `race`.
      image(111, 390, 300, 250) + text(8) + many(110, (n) => image(n, 16, 16, n % 20)),
    ),
  },
  {
    // A text is the largest paint, in the milliseconds in which images are asked for. What was asked for before it counts
    // into the simulated one, so that a load has one of several values, whoever makes it.
    name: 'race',
    group: 'edge',
    html: page(
      many(20, (n) => css(n, n)) + many(30, (n) => js(n, 1, n)),
      text(8) + many(110, (n) => image(n, 16, 16, n % 20)),
    ),
  },
  ...(['image', 'task', 'shift', 'lcp'] as const).flatMap((start) =>
    GAPS_MS.map((gapMs) => gapPage(`${start}-${gapMs}`, [{ start, gapMs }])),
  ),
  // Each pause is short; together they are longer than a wait that does not begin anew.
  gapPage(
    'chain-950',
    (['image', 'shift', 'lcp', 'task'] as const).map((start) => ({ start, gapMs: 950 })),
  ),
]

/** A light page with one link, to the address. */
export function wayPage(url: string): string {
  return page(css(1), `${text(3)}<p><a id="den" href="${url.replaceAll('&', '&amp;')}">Tới trang</a></p>`)
}

/** A script of about 10 KB that is compiled, runs all it has, and goes on for `workMs`. */
export function scriptText(seed: number, workMs: number): string {
  const names = Array.from({ length: 200 }, (_, i) => `f${seed}_${i}`)
  const functions = names.map((name, i) => `function ${name}(a, b) { return (a * ${i + 1} + b) % ${seed + 7} }`)
  const calls = names.map((name, i) => `x = ${name}(x, ${i})`).join('; ')
  return `${functions.join('\n')}
{ const end = performance.now() + ${workMs}; let x = 1; do { ${calls} } while (performance.now() < end) }\n`
}

export function styleText(seed: number): string {
  const rules = Array.from(
    { length: 120 },
    (_, i) => `.k${seed}-${i} { margin: ${i % 9}px; color: hsl(${(seed * 37 + i) % 360} 50% 40%) }`,
  )
  return `body { font: 16px/1.5 sans-serif; margin: 10px; max-width: 720px } img { display: block }\n${rules.join('\n')}\n`
}

/** Does its steps one after the other, each so long after the one before is done, the first after the load event. */
function gapPage(name: string, steps: readonly Step[]): BenchPage {
  const source = steps.map(({ start, gapMs }) => `await pause(${gapMs}); ${STARTS[start]}; await loaded()`).join('\n')
  return {
    name,
    group: 'gap',
    html: page(
      css(1) + js(1, 5),
      `<div id="top"></div>${text(3)}<div id="hero"></div>${text(6)}<footer style="margin-top: 2000px"></footer>
<script>
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const loaded = () => Promise.all([...document.images].map((image) => image.decode()))
addEventListener('load', async () => {
${source}
})</script>`,
    ),
  }
}

function page(head: string, body: string): string {
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Cổng dịch vụ công</title>${head}
<script>${BUSY}
function add(to, html) { document.querySelector(to).insertAdjacentHTML('beforeend', html) }</script></head>
<body><h1>Cổng dịch vụ công</h1>${body}</body></html>`
}

function css(seed: number, delayMs = 0): string {
  return `<link rel="stylesheet" href="/kieu/${seed}.css?delay=${delayMs}">`
}

function js(seed: number, workMs: number, delayMs = 0): string {
  return `<script src="/ma/${seed}.js?work=${workMs}&delay=${delayMs}" defer></script>`
}

function image(seed: number, width: number, height: number, delayMs = 0): string {
  return `<img src="/anh/${seed}.png?w=${width}&h=${height}&delay=${delayMs}" width="${width}" height="${height}" alt="">`
}

function text(paragraphs: number): string {
  return `<p>${'Thủ tục hành chính: đăng ký khai sinh, hộ tịch, đất đai. '.repeat(5)}</p>`.repeat(paragraphs)
}

function many(count: number, make: (n: number) => string): string {
  return Array.from({ length: count }, (_, i) => make(i + 1)).join('')
}
