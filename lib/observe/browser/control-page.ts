import { createHash } from 'node:crypto'

/**
 * The control page: the same bytes for everybody, so that what differs between two audits of it is the place that
 * audits. It paints at once, then works in eight equal tasks of arithmetic and layout, then shows its largest text; it
 * asks for nothing else, and nothing in it is random or depends on the time. Change a byte and it is another page:
 * its digest, the reference and every location's calibration change with it.
 */
export const CONTROL_PAGE = `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="Trang đối chứng của Nhịp">
<link rel="icon" href="data:,">
<title>Trang đối chứng</title>
<style>
  body { margin: 16px; font: 16px/1.5 sans-serif; color: #1b1b1b; background: #fff }
  #field { height: 120px; overflow: hidden }
  #field i { display: inline-block; width: 7px; height: 7px; margin: 1px; background: #b0391c }
  #last { min-height: 220px; font-size: 22px }
</style>
<h1>Trang đối chứng</h1>
<div id="field"></div>
<p id="last"></p>
<script>
  let tasks = 8
  let word = 20260101
  function work() {
    for (let i = 0; i < 6000000; i++) {
      word ^= word << 13
      word ^= word >>> 17
      word ^= word << 5
    }
    const field = document.getElementById('field')
    field.textContent = ''
    let height = 0
    for (let i = 0; i < 600; i++) {
      field.append(document.createElement('i'))
      if (i % 100 === 0) height += field.scrollHeight
    }
    if (--tasks > 0) setTimeout(work, 0)
    else document.getElementById('last').textContent =
      'Mọi trang đều được đo như nhau; trang này cho biết nơi đo có còn như cũ hay không. '.repeat(3) + (word & 1) + (height & 1)
  }
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(work, 0)))
</script>
</html>
`

/** Of the page's UTF-8 bytes, in hex: published, and in every control result. */
export const CONTROL_PAGE_SHA256 = createHash('sha256').update(CONTROL_PAGE).digest('hex')
