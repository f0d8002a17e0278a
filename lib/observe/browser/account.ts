import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { CookieData, Page } from 'puppeteer-core'
import { type Account, parseAccount, type ReadAccount } from '../../model/account.ts'
import { ownWorld } from './own-world.ts'

/** The folder with a file `<id>.json` for every account of this location. */
export const ACCOUNTS_FOLDER_VARIABLE = 'NHIP_ACCOUNTS'

/** Whoever else may read the file may use the account. */
const OTHERS = 0o077

/**
 * From the folder that the process's environment names. The id's `/` stand as `%2F` in the file's name. What is wrong is
 * told in a result, which people of portals read: by the file's name, without its folder.
 */
export const readAccountFile: ReadAccount = async (id) => {
  const folder = process.env[ACCOUNTS_FOLDER_VARIABLE]
  if (folder === undefined) return `${ACCOUNTS_FOLDER_VARIABLE} names no folder here`
  const name = `${encodeURIComponent(id)}.json`
  const file = join(folder, name)
  try {
    const { mode } = await stat(file)
    if ((mode & OTHERS) !== 0) return `${name} can be read by others; its mode must be 600`
    const account = parseAccount(await readFile(file, 'utf8'))
    return typeof account === 'string' ? `${name}: ${account}` : account
  } catch (error) {
    return `${name}: ${(error as NodeJS.ErrnoException).code}`
  }
}

/** Puts a stored session into a page that has loaded nothing yet. */
export async function signIn(page: Page, { cookies, localStorage }: Account): Promise<void> {
  if (cookies.length > 0) {
    const taken = page.browserContext().setCookie(...(cookies as CookieData[]))
    await taken.catch((error: Error) => {
      throw new Error(`the browser does not take the account’s cookies: ${error.message}`)
    })
  }
  if (Object.keys(localStorage).length === 0) return
  await page.evaluateOnNewDocument((stores: Account['localStorage']) => {
    const own = stores[location.origin] ?? {}
    for (const [key, value] of Object.entries(own)) {
      if (window.localStorage.getItem(key) === null) window.localStorage.setItem(key, value)
    }
  }, localStorage)
}

/** A text with its placeholders filled in; null where the account lacks one. */
export function fillIn(text: string, account: Account | null): string | null {
  let isWhole = true
  const filled = text.replaceAll(/\{account\.(user|password)\}/g, (_, name: 'user' | 'password') => {
    const value = account?.[name]
    isWhole &&= value !== undefined
    return value ?? ''
  })
  return isWhole ? filled : null
}

/** Every text of an account that must be found nowhere, the longest first. Short ones could be anything. */
export function secretsOf({ user, password, cookies, localStorage }: Account): readonly string[] {
  const stored = Object.values(localStorage).flatMap((store) => Object.values(store))
  const texts = [user, password, ...cookies.map(({ value }) => value), ...stored]
  return [...new Set(texts.filter((text): text is string => text !== undefined && text.length >= MIN_SECRET))].toSorted(
    (a, b) => b.length - a.length,
  )
}

/**
 * What a portal has given to the visitor of a page to be known by: values of cookies and of what its pages stored.
 * None where the page can't be asked. Values too short to identify anybody are left out.
 */
export async function issuedSecrets(page: Page): Promise<readonly string[]> {
  const cookies = await page
    .browserContext()
    .cookies()
    .catch(() => [])
  const stored = await ownWorld(page.mainFrame())
    .evaluate(() => [localStorage, sessionStorage].flatMap((store) => Object.values(store) as string[]))
    .catch(() => [])
  return [...cookies.map(({ value }) => value), ...stored].filter(({ length }) => length >= MIN_ISSUED)
}

const MIN_SECRET = 4
const MIN_ISSUED = 8
