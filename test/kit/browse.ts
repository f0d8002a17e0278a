/** A browser of HTTP alone: it keeps cookies by host, follows what leads on, and sends forms. */
export type Browse = {
  /** Where it is after all that led on. */
  readonly open: (url: string, init?: RequestInit) => Promise<Browsed>
  /** Sends the first form of a page with what it has, and these fields. */
  readonly submit: (page: Browsed, fields?: Readonly<Record<string, string>>) => Promise<Browsed>
  /** Of a host with its port, `name=value` by name. */
  readonly cookies: (host: string) => Map<string, string>
  /** As of now, in a browser of its own. */
  readonly copy: () => Browse
}

export type Browsed = {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** All addresses on the way, the last one too. */
  readonly way: readonly string[]
}

const MOST_REDIRECTS = 10

/** `stopAt`: an address that begins so isn't asked for; the page that leads there is given. */
export function newBrowse(
  jar = new Map<string, Map<string, string>>(),
  { stopAt }: { readonly stopAt?: string } = {},
): Browse {
  const cookies = (host: string): Map<string, string> => {
    const known = jar.get(host) ?? new Map<string, string>()
    jar.set(host, known)
    return known
  }
  const open = async (url: string, init: RequestInit = {}, way: readonly string[] = []): Promise<Browsed> => {
    const at = new URL(url)
    const mine = cookies(at.host)
    const headers = new Headers(init.headers)
    if (mine.size > 0) headers.set('cookie', [...mine].map((pair) => pair.join('=')).join('; '))
    const answer = await fetch(at, { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) mine.delete(name)
      else mine.set(name, value)
    }
    const to = answer.headers.get('location')
    const next = to === null ? null : new URL(to, at)
    const isEnd = next === null || (stopAt !== undefined && next.href.startsWith(stopAt))
    if (isEnd)
      return {
        url: next?.href ?? at.href,
        status: answer.status,
        headers: answer.headers,
        text: await answer.text(),
        way: [...way, at.href],
      }
    if (way.length > MOST_REDIRECTS) throw new Error(`too many redirects: ${way.join(' → ')}`)
    await answer.body?.cancel()
    return open(next.href, {}, [...way, at.href])
  }
  return {
    open: (url, init) => open(url, init),
    submit: (page, fields = {}) => {
      const [form = ''] = /<form[\s\S]*?<\/form>/.exec(page.text) ?? []
      const action = attribute(form, 'action') ?? page.url
      const given = [...form.matchAll(/<input[^>]*>/g)]
        .map(([input]) => [attribute(input, 'name'), attribute(input, 'value') ?? ''])
        .filter((pair): pair is [string, string] => pair[0] !== null)
      const body = new URLSearchParams({ ...Object.fromEntries(given), ...fields })
      const to = new URL(action, page.url)
      return open(to.href, { method: 'POST', body, headers: { origin: to.origin } })
    },
    cookies,
    copy: () => newBrowse(new Map([...jar].map(([host, known]) => [host, new Map(known)])), stopAt ? { stopAt } : {}),
  }
}

function attribute(tag: string, name: string): string | null {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&') ?? null
}
