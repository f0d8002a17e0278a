import type { AddressFamily } from './catalogue.ts'
import type { CatalogueDraft } from './draft.ts'
import { type Finding, type Path, quote } from './problem.ts'

type Written = { readonly source?: string | undefined; readonly families?: readonly AddressFamily[] | undefined }
type IsFaulty = (path: Path) => boolean
type LocationDraft = NonNullable<NonNullable<CatalogueDraft['locations']>[number]>

/** Over which a page is measured that says nothing of it. */
export const PAGE_FAMILIES: readonly AddressFamily[] = [4]

/** Address families of a location as it is written: by default that of the address it measures from, else IPv4. */
export function locationFamilies({ source, families }: Written): readonly AddressFamily[] {
  return families ?? [source === undefined ? 4 : familyOf(source)]
}

/** Address families that a location can't have, and pages that no location measures over one that they ask for. */
export function checkFamilies(draft: CatalogueDraft, isFaulty: IsFaulty): readonly Finding[] {
  const locations = draft.locations ?? []
  return [
    ...locations.flatMap((location, index) => otherThanSource(location, ['locations', index])),
    // Where a location can't be read, it may have what the others lack.
    ...(locations.length === 0 || isFaulty(['locations'])
      ? []
      : nowhere(draft, { had: locations.flatMap(familiesOfDraft), isFaulty })),
  ]
}

function otherThanSource(location: LocationDraft | undefined, path: Path): readonly Finding[] {
  const { source } = location ?? {}
  if (source === undefined) return []
  const own = familyOf(source)
  return (location?.families ?? []).flatMap((family, index): readonly Finding[] =>
    family === undefined || family === own
      ? []
      : [
          {
            code: 'family_without_source',
            path: [...path, 'families', index],
            at: 'value',
            message: `the location measures from ${quote(source)}, which reaches nothing over IPv${family}`,
            fix: `write families: [${own}], or remove source`,
          },
        ],
  )
}

function nowhere(
  draft: CatalogueDraft,
  { had, isFaulty }: { readonly had: readonly (AddressFamily | undefined)[]; readonly isFaulty: IsFaulty },
): readonly Finding[] {
  return (draft.portals ?? []).flatMap((portal, p) =>
    (portal?.pages ?? []).flatMap((page, q): readonly Finding[] => {
      const path = ['portals', p, 'pages', q]
      if (typeof page?.url !== 'string' || isFaulty([...path, 'families'])) return []
      return (page.families ?? PAGE_FAMILIES).flatMap((family, index): readonly Finding[] =>
        family === undefined || had.includes(family)
          ? []
          : [
              {
                code: 'family_nowhere',
                path: page.families === undefined ? [...path, 'url'] : [...path, 'families', index],
                at: 'value',
                message: `the page is to be measured over IPv${family}, which no location has`,
                fix: `add ${family} to the families of a location where nhip doctor finds IPv${family}, or leave it out here`,
              },
            ],
      )
    }),
  )
}

function familiesOfDraft(location: LocationDraft | undefined): readonly (AddressFamily | undefined)[] {
  const { source, families } = location ?? {}
  return families ?? locationFamilies({ source })
}

function familyOf(address: string): AddressFamily {
  return address.includes(':') ? 6 : 4
}
