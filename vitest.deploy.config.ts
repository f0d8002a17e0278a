import { defineConfig } from 'vitest/config'

/**
 * What is deployed, to an emulator of AWS and as packages under what Lambda takes away: one file at a time, by the
 * clock, and never again by itself.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['test/deploy/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    retry: 0,
    testTimeout: 600_000,
    hookTimeout: 900_000,
    teardownTimeout: 60_000,
  },
})
