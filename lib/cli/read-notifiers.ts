import { readFile, stat } from 'node:fs/promises'
import { InputError } from '../model/input-error.ts'
import type { Notifiers } from '../model/notifiers.ts'
import { parseNotifiers } from '../model/parse-notifiers.ts'

/** Whoever else may read the file has its secrets. */
const OTHERS = 0o077

/** The notifiers of a file; null where none is named. Throws an `InputError` for what can't be used. */
export async function readNotifiers(file: string | undefined): Promise<Notifiers | null> {
  if (file === undefined || file === '') return null
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      'unreadable',
      `can't read ${file} (${error.code}): name a file of notifiers, as in docs/alerts.md`,
    )
  })
  const found = await stat(file)
  if (found.isFile() && (found.mode & OTHERS) !== 0)
    throw new InputError(
      'bad_notifiers',
      `${file} holds secrets, and others can use it (mode ${(found.mode & 0o777).toString(8)}): chmod 600 ${file}`,
    )
  const notifiers = parseNotifiers(text)
  if (typeof notifiers === 'string')
    throw new InputError('bad_notifiers', `${file}: ${notifiers} (docs/alerts.md shows every setting)`)
  return notifiers
}
