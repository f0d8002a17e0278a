import type { CatalogueDraft } from './draft.ts'
import { ACCOUNT_PLACEHOLDERS } from './journey.ts'
import { type Finding, type Path, quote } from './problem.ts'

type Pages = NonNullable<NonNullable<NonNullable<CatalogueDraft['portals']>[number]>['pages']>
type Page = NonNullable<Pages[number]>
type Step = NonNullable<NonNullable<Page['journey']>[number]>

/** Faults of a way that show only when all of its steps are seen: where it begins, ends and leads. */
export function checkJourneys(draft: CatalogueDraft): readonly Finding[] {
  return (draft.portals ?? []).flatMap((portal, p) =>
    (portal?.pages ?? []).flatMap((page, q): readonly Finding[] => {
      if (!page?.journey) return []
      const path: Path = ['portals', p, 'pages', q, 'journey']
      const { journey } = page
      return [
        ...ends(journey, path),
        ...journey.flatMap((step, index) => [
          ...elsewhere(step, { page, path: [...path, index] }),
          ...accountless(step, { page, path: [...path, index] }),
        ]),
      ]
    }),
  )
}

function ends(journey: readonly (Step | undefined)[], path: Path): readonly Finding[] {
  const first = journey[0]
  const last = journey.at(-1)
  const findings: Finding[] = []
  if (isReadable(first) && first?.open === undefined) {
    findings.push({
      code: 'journey_start',
      path: [...path, 0],
      at: 'value',
      message: 'the journey does not say where it begins',
      fix: 'begin with open: the address of the first page',
    })
  }
  if (isReadable(last) && last?.open === undefined && last?.click === undefined) {
    findings.push({
      code: 'journey_end',
      path: [...path, journey.length - 1],
      at: 'value',
      message: 'the last step leads nowhere: what it leads to is what is measured',
      fix: 'end with the click or open that leads to the form; that it has come is waited for by itself',
    })
  }
  return findings
}

/** A step that is at fault itself is not doubted once more. */
function isReadable(step: Step | undefined): boolean {
  return step !== undefined && Object.values(step).some((value) => value !== undefined)
}

/** Only hosts of the page are visited: others have their own place in the timetable. */
function elsewhere(
  step: Step | undefined,
  { page, path }: { readonly page: Page; readonly path: Path },
): readonly Finding[] {
  const host = hostOf(step?.open)
  const own = hostOf(page.url)
  if (host === null || own === null || [own, ...(page.expect?.hosts ?? [])].includes(host)) return []
  const message = `${quote(host)} is none of the page's hosts`
  return [
    { code: 'journey_elsewhere', path: [...path, 'open'], at: 'value', message, fix: `add ${host} to expect.hosts` },
  ]
}

function accountless(
  step: Step | undefined,
  { page, path }: { readonly page: Page; readonly path: Path },
): readonly Finding[] {
  const text = step?.type?.text
  if (text === undefined) return []
  const known = ACCOUNT_PLACEHOLDERS.reduce((rest, placeholder) => rest.replaceAll(placeholder, ''), text)
  const at = { path: [...path, 'type', 'text'], at: 'value' } as const
  if (/[{}]/.test(known)) {
    const message = `${quote(text)} has braces that stand for nothing`
    return [{ ...at, code: 'unknown_placeholder', message, fix: `write ${ACCOUNT_PLACEHOLDERS.join(' or ')}` }]
  }
  if (known === text || page.account !== undefined) return []
  const message = 'the page names no account'
  return [{ ...at, code: 'no_account', message, fix: 'add account: the id of the secret that holds it' }]
}

function hostOf(url: string | null | undefined): string | null {
  return url && URL.canParse(url) ? new URL(url).hostname : null
}
