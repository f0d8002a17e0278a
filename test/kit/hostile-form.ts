import { html, type Pages } from './site.ts'

const page = (leaves: string): string =>
  html(`<form id="self" method="post" action="/gui/form"><input id="name" name="ten"></form>
    <form id="window" method="post" action="/gui/window" target="_blank"><input name="ten"></form>
    <iframe src="/frame"></iframe>
    <script>
      const send = (path, more) => fetch(path, { method: 'POST', body: 'ten=A', ...more }).catch(() => {})
      send('/gui/fetch')
      send('/gui/keepalive', { keepalive: true })
      send('/gui/delete', { method: 'DELETE' })
      const request = new XMLHttpRequest()
      request.open('PUT', '/gui/xhr')
      request.send('ten=A')
      navigator.sendBeacon('/gui/beacon', 'ten=A')
      new Worker('/worker.js')
      new SharedWorker('/shared.js')
      navigator.serviceWorker.register('/service.js')
      for (const event of ['pagehide', 'visibilitychange', 'beforeunload', 'unload']) {
        addEventListener(event, () => {
          navigator.sendBeacon('/gui/beacon-' + event, 'ten=A')
          send('/gui/keepalive-' + event, { keepalive: true })
        })
      }
      ${leaves}
    </script>`)

/** Every way by which a page can send something without being asked, `/gui/…` each, and a field that can be filled in. */
export const HOSTILE_PAGES: Pages = {
  '/': page(`setTimeout(() => document.getElementById('window').submit(), 300)
      setTimeout(() => document.getElementById('self').submit(), 600)`),
  // The same, but for what would lead away from it where it is let.
  '/o-lai': page(''),
  '/frame': html('<form method="post" action="/gui/frame"></form><script>document.forms[0].submit()</script>'),
  '/worker.js': script("fetch('/gui/worker', { method: 'POST', body: 'ten=A' })"),
  '/shared.js': script("fetch('/gui/shared', { method: 'POST', body: 'ten=A' })"),
  '/service.js': script("self.addEventListener('install', () => fetch('/gui/service', { method: 'POST' }))"),
}

/** The ways of the page that need no unloading. */
export const HOSTILE_WAYS: readonly string[] = [
  'form',
  'window',
  'frame',
  'fetch',
  'keepalive',
  'delete',
  'xhr',
  'beacon',
  'worker',
  'shared',
  'service',
]

function script(text: string): Pages[string] {
  return (_request, response) => void response.writeHead(200, { 'content-type': 'text/javascript' }).end(text)
}
