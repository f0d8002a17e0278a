import { defineConfig } from 'vitest/config'

/** Exported workbooks, opened in LibreOffice: `scripts/office.sh` brings it and runs these. */
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['test/office/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
