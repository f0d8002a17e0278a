import type { IncomingMessage } from 'node:http'
import { assetReply, isAsset } from './assets.ts'
import { formioDefinition } from './formio-definition.ts'
import { eformPage, type FormEngine } from './pages/eform.ts'
import { homepage } from './pages/homepage.ts'
import { loginPage } from './pages/login.ts'
import { PICTURES, type PictureName, picture } from './pages/pictures.ts'
import { procedurePage } from './pages/procedure.ts'
import { soft404Page } from './pages/soft-404.ts'
import { communesOf, provinces } from './places.ts'
import type { DemoPortal } from './portals.ts'
import { PROCEDURES, type Procedure } from './procedures.ts'
import { htmlReply, jsonReply, type Reply } from './reply.ts'
import { surveyDefinition } from './survey-definition.ts'

/** What an address of a portal stands for. */
export type Route =
  | { readonly kind: 'home' | 'login' | 'other' }
  | { readonly kind: 'procedure'; readonly procedure: Procedure }
  | { readonly kind: 'eform'; readonly engine: FormEngine; readonly procedure: Procedure }
  | { readonly kind: 'api'; readonly value: () => unknown }
  | { readonly kind: 'asset'; readonly path: string; readonly picture: PictureName | null }

const API = { formio: '/api/forms/', surveyjs: '/api/formalities/' } as const satisfies Record<FormEngine, string>

/** Unknown procedures are `other`, hence 404. A portal that is a login system has the login page everywhere. */
export function routeOf({ pathname, searchParams }: URL, portal: DemoPortal): Route {
  const drawn = pictureName(pathname)
  if (drawn !== null || isAsset(pathname)) return { kind: 'asset', path: pathname, picture: drawn }
  if (portal.isLogin || pathname === '/dang-nhap') return { kind: 'login' }
  if (pathname === '/') return { kind: 'home' }
  if (pathname.startsWith('/api/')) return apiRoute(pathname, searchParams)
  const described = PROCEDURES.find(({ code }) => code === after(pathname, '/thu-tuc/'))
  if (described) return { kind: 'procedure', procedure: described }
  const formio = byFormId(after(pathname, '/vi/padsvc/apply-online/'))
  if (formio) return { kind: 'eform', engine: 'formio', procedure: formio }
  const survey = pathname === '/nop-ho-so' ? byCaseId(searchParams.get('formalityCaseId')) : undefined
  return survey ? { kind: 'eform', engine: 'surveyjs', procedure: survey } : { kind: 'other' }
}

export type RenderOptions = {
  readonly portal: DemoPortal
  readonly request: IncomingMessage
  /** A fault that the page's own API requests shall meet. */
  readonly apiFault?: string
}

/** The healthy answer for a route. */
export async function render(route: Route, { portal, request, apiFault }: RenderOptions): Promise<Reply> {
  switch (route.kind) {
    case 'home':
      return htmlReply(homepage(portal))
    case 'login':
      return htmlReply(loginPage(portal))
    case 'procedure':
      return htmlReply(procedurePage(portal, route.procedure))
    case 'api':
      return jsonReply(route.value())
    case 'other':
      return notFound()
    case 'eform': {
      const { engine, procedure } = route
      const api = API[engine] + (engine === 'formio' ? procedure.formId : procedure.caseId)
      return htmlReply(eformPage({ portal, engine, procedure, api: apiFault ? `${api}?fault=${apiFault}` : api }))
    }
    case 'asset': {
      if (route.picture === null) return (await assetReply(route.path, request)) ?? notFound()
      return {
        status: 200,
        headers: { 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': 'public, max-age=86400' },
        body: Buffer.from(picture(route.picture, portal.hue)),
      }
    }
  }
}

function apiRoute(pathname: string, searchParams: URLSearchParams): Route {
  if (pathname === '/api/danh-muc/tinh') return { kind: 'api', value: provinces }
  if (pathname === '/api/danh-muc/xa') return { kind: 'api', value: () => communesOf(searchParams.get('tinh') ?? '') }
  const formio = byFormId(after(pathname, API.formio))
  if (formio) return { kind: 'api', value: () => formioDefinition(formio) }
  const survey = byCaseId(after(pathname, API.surveyjs))
  return survey ? { kind: 'api', value: () => surveyDefinition(survey) } : { kind: 'other' }
}

function notFound(): Reply {
  return htmlReply(soft404Page(), 404)
}

function byFormId(id: string | null): Procedure | undefined {
  return PROCEDURES.find(({ formId }) => formId === id)
}

function byCaseId(id: string | null): Procedure | undefined {
  return PROCEDURES.find(({ caseId }) => caseId === id)
}

function after(text: string, prefix: string): string | null {
  return text.startsWith(prefix) ? text.slice(prefix.length) : null
}

function pictureName(pathname: string): PictureName | null {
  return PICTURES.find((name) => pathname === `/anh/${name}.svg`) ?? null
}
