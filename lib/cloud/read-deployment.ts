import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { RegionInfo } from 'aws-cdk-lib/region-info'
import type { Catalogue } from '../model/catalogue.ts'
import { checkDeployment } from '../model/check-deployment.ts'
import { type DeploymentProblem, parseDeployment, showDeploymentProblem } from '../model/deployment.ts'
import { ENVIRONMENTS } from '../model/environment.ts'
import { InputError } from '../model/input-error.ts'
import { parseCatalogue } from '../model/parse-catalogue.ts'
import { parseCriteria } from '../model/parse-criteria.ts'
import { type DeploymentPlan, planDeployment } from '../model/plan-deployment.ts'
import type { Problem } from '../model/problem.ts'
import { readManifest } from './packages/manifest.ts'

export type ReadDeployment = {
  readonly plan: DeploymentPlan
  /** Absolute. */
  readonly catalogueFile: string
  /** Absolute, in the deployment's order. */
  readonly criteriaFiles: readonly string[]
  /** What was lowered or left out, one line each. */
  readonly notes: readonly string[]
}

/** What Lambda unpacks at most, layers included. Source: Lambda's guide, "Lambda quotas". */
const MAX_UNZIPPED_BYTES = 262_144_000

/**
 * Reads a deployment's file and all that it names. Every mistake is found before anything is made: the `InputError` has
 * one line for each, with what was wrong, the value, and how to fix it.
 */
export async function readDeployment(
  input: unknown,
  at: { readonly root: string; readonly packages: string },
): Promise<ReadDeployment> {
  const { deployment, draft, problems } = parseDeployment(input)
  const catalogueFile = resolve(at.root, draft.catalogue ?? '')
  const catalogue = await readCatalogue(draft.catalogue, catalogueFile)
  const fitted = deployment && catalogue.catalogue ? planDeployment(deployment, catalogue.catalogue) : null
  const all = [
    ...problems,
    ...checkDeployment(draft, {
      catalogue: catalogue.catalogue,
      regions: RegionInfo.regions.map(({ name }) => name),
    }),
    ...catalogue.problems,
    ...(await checkCriteria(draft.criteria ?? [], at.root)),
    ...(await checkPackages(at)),
    ...(fitted?.problems ?? []),
  ]
  if (fitted === null || all.length > 0) {
    const lines = all.map((problem) => `  ${showDeploymentProblem(problem)}`)
    throw new InputError(
      'bad_deployment',
      `the deployment has ${all.length} ${all.length === 1 ? 'mistake' : 'mistakes'}:\n${lines.join('\n')}`,
    )
  }
  const criteriaFiles = (draft.criteria ?? []).map((id) => resolve(at.root, criteriaFile(id)))
  return { plan: fitted.plan, catalogueFile, criteriaFiles, notes: fitted.notes }
}

/** The export `deployment` of a TypeScript file. */
export async function importDeployment(file: string, root: string): Promise<unknown> {
  const path = resolve(root, file)
  if (!existsSync(path))
    throw new InputError('no_deployment', `${file}: there is no such file; copy bin/deployment.ts and name the copy`)
  const module = (await import(pathToFileURL(path).href)) as { readonly deployment?: unknown }
  if (module.deployment === undefined)
    throw new InputError(
      'no_deployment',
      `${file}: exports no deployment; write export const deployment = defineDeployment({ … })`,
    )
  return module.deployment
}

async function readCatalogue(
  written: string | undefined,
  file: string,
): Promise<{ readonly catalogue: Catalogue | null; readonly problems: readonly DeploymentProblem[] }> {
  if (written === undefined) return { catalogue: null, problems: [] }
  const text = await readText(file)
  if (text === null)
    return {
      catalogue: null,
      problems: [
        {
          path: 'catalogue',
          message: 'there is no such file',
          value: written,
          fix: 'write its path from the root of the repository, such as "catalogs/vietnam-2026.yaml"',
        },
      ],
    }
  const { catalogue, problems } = parseCatalogue({ text, file: written })
  return { catalogue, problems: problems.map((problem) => inFile(written, problem)) }
}

async function checkCriteria(ids: readonly string[], root: string): Promise<readonly DeploymentProblem[]> {
  const found = await Promise.all(
    ids.map(async (id, index) => {
      const file = criteriaFile(id)
      const text = await readText(join(root, file))
      if (text !== null) return parseCriteria(text).problems.map((problem) => inFile(file, problem))
      const fix = `write ${file}, or name another pack`
      return [{ path: `criteria[${index}]`, message: 'there is no such pack', value: id, fix }]
    }),
  )
  return found.flat()
}

function criteriaFile(id: string): string {
  return join('criteria', `${id}.yaml`)
}

async function checkPackages(at: {
  readonly root: string
  readonly packages: string
}): Promise<readonly DeploymentProblem[]> {
  const manifest = await readManifest(at.packages)
  const folder = relative(at.root, at.packages)
  const names = Object.keys(ENVIRONMENTS) as (keyof typeof ENVIRONMENTS)[]
  const missing = names.filter((name) => manifest[name] === undefined || !existsSync(join(at.packages, name)))
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            path: folder,
            message: `has no package of ${missing.join(', ')}`,
            value: undefined,
            fix: 'run npm run build',
          },
        ]),
    ...names.flatMap((name) => {
      const unzippedBytes = manifest[name]?.unzippedBytes ?? 0
      if (unzippedBytes <= MAX_UNZIPPED_BYTES) return []
      const message = `is larger unpacked than the ${MAX_UNZIPPED_BYTES} bytes that Lambda takes`
      return [
        { path: join(folder, name), message, value: unzippedBytes, fix: 'find what came into it in npm run build' },
      ]
    }),
  ]
}

function inFile(file: string, { line, column, message, value, fix }: Problem): DeploymentProblem {
  return { path: `${file}:${line}:${column}`, message, value: value ?? undefined, fix }
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
