import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import type { CreatedLink } from '../flow/create-link.ts'
import { PLATFORM_FILE, platformFileSchema } from '../local/platform-file.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { type NewLink, newLinkSchema } from '../model/session.ts'
import { askHub, type DataOptions, type HubAccess, hubAccess, withDataOptions } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, withCommonOptions } from './io.ts'

type Options = DataOptions & {
  readonly role: string
  readonly vendor?: string
  readonly name?: string
  readonly json?: boolean
  readonly lang?: Lang
}

const ROLES = ['operator', 'evaluator', 'vendor']

export function signInCommand(): Command {
  return withCommonOptions(
    withDataOptions(
      new Command('sign-in')
        .description('print a link that signs a browser in, once')
        .addOption(new Option('--role <role>', 'as whom').choices(ROLES).default('operator'))
        .option('--vendor <id>', 'whose portals a vendor sees')
        .option('--name <name>', 'what the pages and the log of changes call whoever follows it'),
    ).addHelpText(
      'after',
      `
The link is the only line on stdout; it works for half an hour, and whoever follows it first stays signed in for 12 hours.
The platform must run: with --data its platform.json says where, with --hub an operator's token is needed.`,
    ),
  ).action(async (options: Options) => {
    process.exitCode = await run(options)
  })
}

async function run(options: Options): Promise<Exit> {
  const io = createIo(options)
  const { role, vendor, name } = options
  const asked = newLinkSchema.safeParse({
    role,
    ...(vendor === undefined ? {} : { vendor }),
    ...(name === undefined ? {} : { name }),
  })
  if (!asked.success)
    throw new InputError(
      'bad_link',
      role === 'vendor'
        ? `--vendor ${vendor ?? 'is missing'}: name the vendor whose portals are seen, such as --vendor vnpt`
        : `--vendor ${vendor}: only --role vendor has one`,
    )
  const access =
    options.hub === undefined
      ? await ownPlatform(options.data ?? '.nhip')
      : await hubAccess({ ...options, hub: options.hub })
  const link = await askHub<CreatedLink>(access, {
    path: '/api/links',
    method: 'POST',
    body: asked.data satisfies NewLink,
  })
  const url = new URL(link.path, access.hub).href
  if (io.json) io.emit({ ...link, url })
  else io.print(url)
  return EXIT.passed
}

/** The platform that runs on a data folder of this machine. */
async function ownPlatform(dir: string): Promise<HubAccess> {
  const file = join(resolve(dir), PLATFORM_FILE)
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputError(
      'not_running',
      `no platform runs on ${resolve(dir)}: start it with nhip up --data ${dir}, or name one with --hub`,
    )
  })
  const { url, token } = platformFileSchema.parse(JSON.parse(text))
  return { hub: url, token }
}
