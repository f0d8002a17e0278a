import { createIo, type Io } from '../../lib/cli/io.ts'

/** An `Io` that keeps what a command prints instead of printing it. */
export function recordingIo(
  options: Parameters<typeof createIo>[0] = {},
): Io & { readonly lines: string[]; readonly values: unknown[] } {
  const lines: string[] = []
  const values: unknown[] = []
  return {
    ...createIo({ lang: 'en', ...options }),
    lines,
    values,
    print: (line) => void lines.push(line),
    emit: (value) => void values.push(JSON.parse(JSON.stringify(value))),
  }
}
