import type { Catalogue } from './catalogue.ts'
import type { DeploymentDraft, DeploymentProblem } from './deployment.ts'
import { nearest } from './nearest.ts'

/** The longest name that is made of a deployment's and a location's, and how long Lambda lets it be. */
const LONGEST_NAME = { suffix: '-dispatch', max: 64 }

/** Words that no prefix of a domain may have. Source: `CreateUserPoolDomain` of the API of Cognito. */
const RESERVED = ['aws', 'amazon', 'cognito']

/** Of the 4 KB that Lambda has for all variables of a function; the others take less than one. */
const MOST_SIGN_IN_BYTES = 2_500

/**
 * What is wrong between the settings of a deployment, and between them and its catalogue (null: not readable, which is
 * a problem of its own). `regions` are those that AWS has.
 */
export function checkDeployment(
  draft: DeploymentDraft,
  known: { readonly catalogue: Catalogue | null; readonly regions: readonly string[] },
): readonly DeploymentProblem[] {
  return [
    ...checkRegions(draft, known.regions),
    ...checkTwice(draft),
    ...checkNames(draft),
    ...checkSignIn(draft),
    ...(known.catalogue === null ? [] : checkPlayed(draft, known.catalogue)),
    ...(draft.locations.length + (draft.agents ?? []).length > 0 ? [] : [NOBODY]),
  ]
}

const NOBODY: DeploymentProblem = {
  path: 'locations',
  message: 'nobody would measure anything',
  value: [],
  fix: 'name a location with its region, or one in agents',
}

function checkRegions(draft: DeploymentDraft, regions: readonly string[]): readonly DeploymentProblem[] {
  const named = [
    ...(draft.hubRegion === undefined ? [] : [{ path: 'hubRegion', region: draft.hubRegion }]),
    ...draft.locations.map(({ index, region }) => ({ path: `locations[${index}].region`, region })),
  ]
  const used = new Set(named.map(({ region }) => region))
  return [
    ...named
      .filter(({ region }) => !regions.includes(region))
      .map(({ path, region }) => ({
        path,
        message: 'AWS has no such Region',
        value: region,
        fix: meantOr(region, regions, 'take the name from the console of AWS'),
      })),
    ...Object.keys(draft.quotas ?? {})
      .filter((region) => !used.has(region))
      .map((region) => ({
        path: `quotas.${region}`,
        message: 'nothing is deployed to this Region',
        value: region,
        fix: `name one of ${[...used].join(', ')}, or leave it out`,
      })),
  ]
}

function checkTwice({ locations, agents = [] }: DeploymentDraft): readonly DeploymentProblem[] {
  return [
    ...locations.flatMap(({ index, id, region }) => {
      const sameId = locations.find((other) => other.index < index && other.id === id)
      if (sameId)
        return [
          {
            path: `locations[${index}].id`,
            message: `is in locations[${sameId.index}] too`,
            value: id,
            fix: 'give each location one region; for another region, add a location to the catalogue',
          },
        ]
      const sameRegion = locations.find((other) => other.index < index && other.region === region)
      if (!sameRegion) return []
      return [
        {
          path: `locations[${index}].region`,
          message: `${sameRegion.id} is in this Region too, and would see the same`,
          value: region,
          fix: 'take another Region, or leave one of the two out',
        },
      ]
    }),
    ...agents.flatMap((id, index) => {
      const at = locations.find((one) => one.id === id)
      if (!at && agents.indexOf(id) === index) return []
      return [
        {
          path: `agents[${index}]`,
          message: at ? `locations[${at.index}] plays it in ${at.region}` : 'is named twice',
          value: id,
          fix: 'leave one of the two out',
        },
      ]
    }),
  ]
}

function checkNames({ name, locations }: DeploymentDraft): readonly DeploymentProblem[] {
  return locations.flatMap(({ index, id }) => {
    const spare = LONGEST_NAME.max - `${name ?? ''}-${id}${LONGEST_NAME.suffix}`.length
    if (spare >= 0) return []
    return [
      {
        path: `locations[${index}].id`,
        message: `names of Lambda functions have ${LONGEST_NAME.max} letters at most, and "${name}-${id}${LONGEST_NAME.suffix}" has ${-spare} more`,
        value: id,
        fix: 'shorten the id in the catalogue, or the name of the deployment',
      },
    ]
  })
}

function checkSignIn({ name = '', signIn }: DeploymentDraft): readonly DeploymentProblem[] {
  const reserved = signIn === 'cognito' ? RESERVED.find((word) => name.includes(word)) : undefined
  const bytes = typeof signIn === 'object' ? Buffer.byteLength(JSON.stringify(signIn)) : 0
  return [
    ...(reserved === undefined
      ? []
      : [
          {
            path: 'name',
            message: `Cognito takes no address of sign-in pages with "${reserved}" in it`,
            value: name,
            fix: 'take another name, or put signIn to a provider of yours or "none"',
          },
        ]),
    ...(bytes <= MOST_SIGN_IN_BYTES
      ? []
      : [
          {
            path: 'signIn',
            message: `has ${bytes} bytes as JSON, more than the ${MOST_SIGN_IN_BYTES} that there is room for in a function's environment`,
            value: undefined,
            fix: 'let the provider send shorter values, or vendors as vendor:<id>',
          },
        ]),
  ]
}

function checkPlayed(draft: DeploymentDraft, catalogue: Catalogue): readonly DeploymentProblem[] {
  const ids = catalogue.locations.map(({ id }) => id)
  const named = [
    ...draft.locations.map(({ id, index }) => ({ id, path: `locations[${index}].id` })),
    ...(draft.agents ?? []).map((id, index) => ({ id, path: `agents[${index}]` })),
  ]
  return [
    ...named
      .filter(({ id }) => !ids.includes(id))
      .map(({ id, path }) => ({
        path,
        message: 'the catalogue has no such location',
        value: id,
        fix: meantOr(id, ids, `name one of ${ids.join(', ')}, or add it to the catalogue's locations`),
      })),
    ...draft.locations
      .filter(({ id }) => catalogue.locations.some((one) => one.id === id && one.families.includes(6)))
      .map(({ id, index }) => ({
        path: `locations[${index}].id`,
        message: 'the catalogue says that it has IPv6, and a Lambda function outside a VPC has none',
        value: id,
        fix: 'leave 6 out of its families in the catalogue, or let a private agent play it: move it to agents',
      })),
    ...draft.locations
      .filter(({ id }) => catalogue.locations.some((one) => one.id === id && one.group === 'domestic'))
      .map(({ id, index }) => ({
        path: `locations[${index}].id`,
        message: 'the catalogue says that it is domestic, and no AWS Region lies in Việt Nam',
        value: id,
        fix: 'put its group to abroad in the catalogue, or let a private agent play it: move it to agents',
      })),
  ]
}

function meantOr(word: string, candidates: readonly string[], otherwise: string): string {
  const meant = nearest(word, candidates)
  return meant === null ? otherwise : `did you mean ${meant}?`
}
