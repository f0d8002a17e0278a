import { defineConfig } from 'vitest/config'

const LONG = ['test/e2e/**/*.test.ts']

/** Needs packages that are built first: `vitest.deploy.config.ts`. */
const DEPLOY = ['test/deploy/**/*.test.ts']

/** Needs LibreOffice: `scripts/office.sh`. */
const OFFICE = ['test/office/**/*.test.ts']

/**
 * Two projects: `unit` runs first, two files at a time; `e2e` afterwards, one file at a time and alone on the machine,
 * since it measures by the clock. Benchmarks (`test/bench`) are scripts of their own. Time-outs are for tests that hang:
 * on a busy machine a browser's take minutes.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    expect: { poll: { timeout: 20_000 } },
    setupFiles: ['test/kit/same-cases.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...LONG, ...DEPLOY, ...OFFICE],
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: LONG,
          maxWorkers: 1,
          testTimeout: 360_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
