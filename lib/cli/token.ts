import { Command, Option } from 'commander'
import type { CreatedToken } from '../flow/create-token.ts'
import type { Tokens } from '../flow/list-tokens.ts'
import type { RevokedToken } from '../flow/revoke-token.ts'
import { ID_PATTERN } from '../model/id.ts'
import { InputError } from '../model/input-error.ts'
import type { Lang } from '../model/lang.ts'
import { MAX_TOKEN_DAYS, type NewToken, newTokenSchema, ROLES, type Role } from '../model/token.ts'
import { atKeyboard } from './at-keyboard.ts'
import type { AwsTableOptions } from './aws-table.ts'
import { type DataOptions, fromData, withTableOptions } from './data-source.ts'
import { EXIT, type Exit } from './exit.ts'
import { createIo, withCommonOptions } from './io.ts'
import { positiveInteger } from './numbers.ts'
import { showTokens } from './show-tokens.ts'

type Options = DataOptions & AwsTableOptions & { readonly json?: boolean; readonly lang?: Lang }

type CreateOptions = Options & {
  readonly role: Role
  readonly vendor?: string
  readonly location?: string
  readonly days?: number
  readonly note?: string
}

const PATH = '/api/tokens'

/** `token create`, `token list` and `token revoke`. */
export function tokenCommand(): Command {
  const create = new Command('create')
    .description('make a token; it is shown once, and only its hash is kept')
    .addOption(new Option('--role <role>', 'whom it lets in').choices(ROLES).makeOptionMandatory())
    .option('--vendor <id>', "whose portals a vendor's token reads")
    .option('--location <id>', "the private location of an agent's token")
    .option('--days <n>', 'how long it is good for (default: without end)', positiveInteger({ max: MAX_TOKEN_DAYS }))
    .option('--note <text>', 'what it is for, as lists show it')
    .addHelpText(
      'after',
      `
The token is the only line on stdout. Of a new deployment on AWS the first one is made with --table NAME-hub.
Roles: operator (everything), evaluator (reads all), vendor (reads its own portals), agent (a private location).`,
    )
  const list = new Command('list').description('every token, without its secret')
  const revoke = new Command('revoke')
    .description('end a token at once and for good')
    .argument('<ID>', 'its id, as list shows it')
  const withOptions = (command: Command): Command => withCommonOptions(withTableOptions(command))
  return new Command('token')
    .description('make, list and revoke tokens of the API')
    .addCommand(
      withOptions(create).action(async (options: CreateOptions) => {
        process.exitCode = await runCreate(options)
      }),
    )
    .addCommand(
      withOptions(list).action(async (options: Options) => {
        process.exitCode = await runList(options)
      }),
    )
    .addCommand(
      withOptions(revoke).action(async (id: string, options: Options) => {
        process.exitCode = await runRevoke(id, options)
      }),
    )
}

async function runCreate(options: CreateOptions): Promise<Exit> {
  const io = createIo(options)
  const asked = askedFor(options)
  const [{ createToken }, { systemClock }] = await Promise.all([
    import('../flow/create-token.ts'),
    import('../flow/system-clock.ts'),
  ])
  const created = await fromData<CreatedToken>(options, {
    path: PATH,
    method: 'POST',
    body: asked,
    create: true,
    open: ({ table }) => createToken(asked, { table, clock: systemClock, by: atKeyboard() }),
  })
  if (io.json) io.emit(created)
  else io.print(created.token)
  io.note(
    io.say({
      vi: `Mã truy cập ${created.id} chỉ hiện một lần này; hãy cất giữ ở nơi an toàn.`,
      en: `Token ${created.id} is shown this once: keep it in a safe place.`,
    }),
  )
  if (created.isKnown === false) {
    const id = created.vendor ?? created.location ?? ''
    io.note(
      io.say({
        vi: `Danh mục đã công bố chưa có “${id}”: mã truy cập chỉ có tác dụng khi danh mục có tên này.`,
        en: `The published catalogue has no “${id}” yet: the token is of use once it has.`,
      }),
    )
  }
  return EXIT.passed
}

async function runList(options: Options): Promise<Exit> {
  const io = createIo(options)
  const { listTokens } = await import('../flow/list-tokens.ts')
  const list = await fromData<Tokens>(options, { path: PATH, list: 'tokens', open: ({ table }) => listTokens(table) })
  if (io.json) io.emit(list)
  else showTokens(io, { tokens: list.tokens, nowMs: Date.now() })
  return EXIT.passed
}

async function runRevoke(id: string, options: Options): Promise<Exit> {
  const io = createIo(options)
  const [{ revokeToken }, { systemClock }, { tokenIdOf }] = await Promise.all([
    import('../flow/revoke-token.ts'),
    import('../flow/system-clock.ts'),
    import('../model/token.ts'),
  ])
  const revoked = await fromData<RevokedToken>(options, {
    // Of a whole token only the id is sent; of what is none, nothing that a log would keep.
    path: `${PATH}/${tokenIdOf(id) ?? 'unknown'}`,
    method: 'DELETE',
    open: ({ table }) => revokeToken(id, { table, clock: systemClock, by: atKeyboard() }),
  })
  if (io.json) io.emit(revoked)
  else
    io.print(
      io.say({
        vi: `Đã thu hồi mã truy cập ${revoked.id} (${revoked.role}).`,
        en: `Token ${revoked.id} (${revoked.role}) is revoked.`,
      }),
    )
  return EXIT.passed
}

function askedFor({ role, vendor, location, days, note }: CreateOptions): NewToken {
  belongs('--vendor', { value: vendor, role, of: 'vendor' })
  belongs('--location', { value: location, role, of: 'agent' })
  const asked = newTokenSchema.safeParse({
    role,
    ...(vendor === undefined ? {} : { vendor }),
    ...(location === undefined ? {} : { location }),
    ...(days === undefined ? {} : { days }),
    ...(note === undefined ? {} : { note }),
  })
  if (asked.success) return asked.data
  const [issue] = asked.error.issues
  throw new InputError('bad_token', `--${issue?.path.join('.')}: ${issue?.message}`)
}

function belongs(
  option: string,
  to: { readonly value: string | undefined; readonly role: Role; readonly of: Role },
): void {
  if (to.role !== to.of) {
    if (to.value === undefined) return
    throw new InputError('bad_token', `${option} goes with --role ${to.of}, not with --role ${to.role}`)
  }
  if (to.value === undefined) throw new InputError('bad_token', `--role ${to.of} needs ${option} ID`)
  if (!ID_PATTERN.test(to.value))
    throw new InputError('bad_token', `${option} ${to.value} is no id: small letters, digits and hyphens, 63 at most`)
}
