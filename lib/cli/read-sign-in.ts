import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { InputError } from '../model/input-error.ts'
import { parseSettings } from '../model/parse-settings.ts'
import { type SignInFile, type SignInSettings, signInFileSchema } from '../model/sign-in.ts'

const SHOWN_IN = 'docs/sign-in.md shows every setting'

/** The provider of a file, with its secret from where the file says; null where none is named. Throws an `InputError` for what can't be used. */
export async function readSignIn(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<SignInSettings | null> {
  if (file === undefined || file === '') return null
  const text = await readText(file, { what: file, fix: `name a file of sign-in settings; ${SHOWN_IN}` })
  const parsed = parseSettings(text, { schema: signInFileSchema, name: 'sign-in' })
  if (typeof parsed === 'string') throw new InputError('bad_sign_in', `${file}: ${parsed} (${SHOWN_IN})`)
  const { secret: from, ...provider } = parsed.settings
  const secret = await readSecret(from, { file, env })
  return { provider, secret: () => Promise.resolve(secret) }
}

async function readSecret(
  from: SignInFile['secret'],
  { file, env }: { readonly file: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<string | null> {
  if (from === undefined) return null
  if ('env' in from) {
    const value = env[from.env]?.trim()
    if (value) return value
    throw new InputError('no_secret', `${file}: secret.env: ${from.env} is not set: put the client’s secret into it`)
  }
  const path = resolve(dirname(file), from.file)
  const text = await readText(path, {
    what: `${file}: secret.file: ${path}`,
    fix: 'name the file of the client’s secret',
  })
  if (text.trim() !== '') return text.trim()
  throw new InputError('no_secret', `${file}: secret.file: ${path} is empty: write the client’s secret into it`)
}

async function readText(path: string, { what, fix }: { readonly what: string; readonly fix: string }): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError('unreadable', `can't read ${what} (${error.code}): ${fix}`)
  })
}
