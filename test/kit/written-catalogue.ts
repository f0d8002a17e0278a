import { stringify } from 'yaml'
import { type ParsedCatalogue, parseCatalogue } from '../../lib/model/parse-catalogue.ts'

type Written = Record<string, unknown>

/** A correct catalogue of one portal with one page, as it is written; `changes` replace keys of the root. */
export function writtenCatalogue(changes: Written = {}): Written {
  return {
    catalog: 'test',
    timezone: 'Asia/Ho_Chi_Minh',
    contact: 'https://example.org/nhip',
    locations: [writtenLocation()],
    portals: [writtenPortal()],
    ...changes,
  }
}

export function writtenLocation(changes: Written = {}): Written {
  return { id: 'sgn', group: 'domestic', ...changes }
}

export function writtenPortal(changes: Written = {}): Written {
  return {
    id: 'da-nang',
    name: { vi: 'Cổng dịch vụ công Đà Nẵng', en: 'Da Nang public service portal' },
    owner: 'da-nang',
    kind: 'province',
    pages: [writtenPage()],
    ...changes,
  }
}

export function writtenPage(changes: Written = {}): Written {
  return { id: 'home', kind: 'homepage', url: 'https://dichvucong.example.org/', ...changes }
}

/** Parses a written form; keys whose value is undefined are left out. */
export function parseWritten(written: Written): ParsedCatalogue {
  return parseCatalogue({ text: stringify(written, { keepUndefined: false }), file: 'test.yaml' })
}

/** `code path` of every problem, in their order. */
export function problemsOf(written: Written): readonly string[] {
  return parseWritten(written).problems.map(({ code, path }) => `${code} ${path}`)
}
