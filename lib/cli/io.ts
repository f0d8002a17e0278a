import { type Command, Option } from 'commander'
import pc from 'picocolors'
import type { BilingualText } from '../model/catalogue.ts'
import { LANGS, type Lang, say } from '../model/lang.ts'

/** Where a command speaks: machines on stdout with `--json`, people on stdout without it, everything else on stderr. */
export type Io = {
  readonly json: boolean
  readonly lang: Lang
  /** Colours for people; they are off when stdout is not a terminal. */
  readonly colour: ReturnType<typeof pc.createColors>
  /** One text in the language that was asked for. */
  readonly say: (text: BilingualText) => string
  /** One line on stdout. */
  readonly print: (line: string) => void
  /** One JSON value, a line of its own, on stdout. */
  readonly emit: (value: unknown) => void
  /** One line on stderr. */
  readonly note: (line: string) => void
  /** A progress line on stderr that replaces itself; nothing where stderr is not a terminal. */
  readonly progress: (line: string | null) => void
}

/** Adds `--json` and `--lang`, which every command has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'machine-readable output, alone on stdout')
    .addOption(new Option('--lang <lang>', 'language of texts (default: from LANG, else en)').choices(LANGS))
}

export function createIo(options: { readonly json?: boolean | undefined; readonly lang?: Lang | undefined }): Io {
  const lang = options.lang ?? languageOf(process.env)
  const json = options.json === true
  return {
    json,
    lang,
    colour: pc.createColors(!json && process.stdout.isTTY === true && !process.env.NO_COLOR),
    say: (text) => say(text, lang),
    print: (line) => void process.stdout.write(`${line}\n`),
    emit: (value) => void process.stdout.write(`${JSON.stringify(value)}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    progress: (line) => {
      if (process.stderr.isTTY === true) process.stderr.write(line === null ? '\r\x1b[2K' : `\r\x1b[2K${line}`)
    },
  }
}

function languageOf(env: NodeJS.ProcessEnv): Lang {
  return /^vi/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'vi' : 'en'
}
