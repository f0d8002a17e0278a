import { readFile } from 'node:fs/promises'
import { InputError } from '../model/input-error.ts'

/** The token that a person gave: in a file, else in NHIP_TOKEN. Throws an `InputError` where there is none. */
export async function readToken(options: { readonly tokenFile?: string }): Promise<string> {
  if (options.tokenFile !== undefined) {
    const text = await readFile(options.tokenFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new InputError(
        'unreadable',
        `can't read ${options.tokenFile} (${error.code}): name a file that holds the token`,
      )
    })
    return text.trim()
  }
  if (process.env.NHIP_TOKEN) return process.env.NHIP_TOKEN
  throw new InputError(
    'no_token',
    '--hub needs a token: set NHIP_TOKEN, or name a file with --token-file (a local platform writes its own into platform.json)',
  )
}
