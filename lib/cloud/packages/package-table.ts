import { LAMBDA_LIMIT_BYTES, type Manifest } from './manifest.ts'

const MB = 1024 * 1024
const HEAD = ['function', 'unzipped MB', 'zipped MB', 'of the limit', 'sha256']

/** Packages as a table for people, one a line; MB are 1,048,576 bytes, as Lambda counts them. */
export function packageTable(packages: Manifest): string {
  const rows = Object.entries(packages).map(([name, { unzippedBytes, zippedBytes, sha256 }]) => [
    name,
    (unzippedBytes / MB).toFixed(1),
    (zippedBytes / MB).toFixed(1),
    `${((100 * unzippedBytes) / LAMBDA_LIMIT_BYTES).toFixed(1)}%`,
    sha256.slice(0, 12),
  ])
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 || column === 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [HEAD, ...rows]
    .map(line)
    .concat(`limit: ${LAMBDA_LIMIT_BYTES / MB} MB unzipped`)
    .join('\n')
}
