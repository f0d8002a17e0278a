import { globSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner'
import { type SuiteTest, takeTests } from './suite.ts'

/** Runs in Stryker's sandbox, whose `lib/judge` holds all mutants at once; which of them lives is a global variable. */
class JudgeRunner implements TestRunner {
  readonly #switches = ((globalThis as { __stryker__?: Switches }).__stryker__ ??= {})
  #tests: ReadonlyMap<string, LoadedTest> = new Map()
  /** Loaded while a mutant lived that acts while its module loads. */
  #isTainted = true
  #lastKiller: string | null = null

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true }
  }

  async dryRun(): Promise<DryRunResult> {
    delete this.#switches.activeMutant
    const result = await this.#run(await this.#load(), false)
    return result.status === DryRunStatus.Complete
      ? { ...result, mutantCoverage: this.#switches.mutantCoverage ?? { static: {}, perTest: {} } }
      : result
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const switches = this.#switches
    delete switches.activeMutant
    const isStatic = options.mutantActivation === 'static'
    if (this.#isTainted && !isStatic) await this.#load()
    Object.assign(switches, { activeMutant: options.activeMutant.id, hitCount: 0, hitLimit: options.hitLimit })
    if (isStatic) {
      const failure = await this.#load().then(() => null, String)
      this.#isTainted = true
      if (failure !== null) return toMutantRunResult({ status: DryRunStatus.Error, errorMessage: failure })
    }
    const wanted = options.testFilter?.flatMap((id) => this.#tests.get(id) ?? []) ?? [...this.#tests.values()]
    const result = await this.#run(
      wanted.toSorted((a, b) => this.#costOf(a) - this.#costOf(b)),
      true,
    )
    return toMutantRunResult(determineHitLimitReached(switches.hitCount, options.hitLimit) ?? result)
  }

  /** Every test of the judge, with its modules as they are now. */
  async #load(): Promise<readonly LoadedTest[]> {
    generation += 1
    const loaded: LoadedTest[] = []
    for (const fileName of globSync(TEST_FILES).toSorted()) {
      takeTests()
      await import(pathToFileURL(resolve(fileName)).href)
      for (const [index, test] of takeTests().entries()) {
        const id = `${fileName}#${index} ${test.name}`
        loaded.push({ ...test, id, fileName, tookMs: this.#tests.get(id)?.tookMs ?? 0 })
      }
    }
    this.#tests = new Map(loaded.map((test) => [test.id, test]))
    this.#isTainted = false
    return loaded
  }

  async #run(
    wanted: readonly LoadedTest[],
    untilFailure: boolean,
  ): Promise<Extract<DryRunResult, { readonly tests: unknown }>> {
    const tests: TestResult[] = []
    for (const test of wanted) {
      const { id, name, fileName } = test
      const startedMs = performance.now()
      this.#switches.currentTestId = id
      const failure = await failureOf(test)
      delete this.#switches.currentTestId
      const timeSpentMs = performance.now() - startedMs
      if (!untilFailure) test.tookMs = timeSpentMs
      const what = { id, name, fileName, timeSpentMs }
      tests.push(
        failure === null
          ? { ...what, status: TestStatus.Success }
          : { ...what, status: TestStatus.Failed, failureMessage: failure },
      )
      if (failure !== null && untilFailure) {
        this.#lastKiller = id
        break
      }
    }
    return { status: DryRunStatus.Complete, tests }
  }

  /** The quick ones first; before them what has noticed the mutant before, which is a neighbour. */
  #costOf({ id, tookMs }: LoadedTest): number {
    return id === this.#lastKiller ? -1 : tookMs
  }
}

/** Stryker looks for this name. */
export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'judge', JudgeRunner)]

/** `NHIP_MUTATION_TESTS`: globs with commas between, of those that are to be asked; default all of the judge. */
const TEST_FILES = process.env.NHIP_MUTATION_TESTS?.split(',') ?? ['test/judge/**/*.test.ts']

/** Where Stryker's mutants look whether they live. */
type Switches = {
  activeMutant?: string
  currentTestId?: string
  hitCount?: number
  hitLimit?: number
  mutantCoverage?: Extract<DryRunResult, { readonly mutantCoverage?: unknown }>['mutantCoverage']
}

type LoadedTest = SuiteTest & { readonly id: string; readonly fileName: string; tookMs: number }

/** What a test gets instead of a package; they themselves get the package. */
const STAND_INS: ReadonlyMap<string, string> = new Map([
  ['vitest', new URL('./suite.ts', import.meta.url).href],
  ['fast-check', new URL('./few-cases.ts', import.meta.url).href],
])

/** In the address of each module that has mutants or imports some: another number is another module. */
let generation = 0

registerHooks({
  resolve(specifier, context, next) {
    const standIn = STAND_INS.get(specifier)
    if (standIn && context.parentURL !== standIn) return { url: standIn, shortCircuit: true }
    const resolved = next(specifier, context)
    const isOurs = /\/(lib\/judge|test\/(judge|kit))\//.test(resolved.url) && resolved.url.endsWith('.ts')
    return isOurs ? { ...resolved, url: `${resolved.url}?generation=${generation}` } : resolved
  },
})

async function failureOf({ run }: SuiteTest): Promise<string | null> {
  try {
    await run()
    return null
  } catch (error) {
    return String(error)
  }
}
