import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { type LambdaProcess, RUNTIME, startLambda } from '../kit/lambda-process.ts'
import { temporaryFolder } from '../kit/temporary-folder.ts'
import { type Denial, seccompFilter } from './seccomp.ts'

export type LambdaLike = {
  /** Stands where a function's code stands, read-only. */
  readonly code: string
  /** Room in /tmp, the only place that can be written. */
  readonly tmpBytes: number
  /** Its whole environment, besides what Lambda sets. Default: nothing. */
  readonly env?: Readonly<Record<string, string>>
  /** What the kernel is not to do. Default: `REFUSED`. */
  readonly refused?: readonly Denial[]
  /** More files that can be read, by the path at which they are seen. */
  readonly files?: Readonly<Record<string, string>>
}

/** Where the code of a function stands on Lambda. */
export const CODE = '/var/task'
export const NODE = '/var/lang/bin/node'
const BOOTSTRAP = '/var/runtime/bootstrap.ts'

/** The user that Lambda runs functions as. */
export const USER_ID = 993
const GROUP_ID = 990
const PATH = '/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin'
const ACCOUNTS = 'root:x:0:0:root:/root:/bin/bash\nsbx_user1051:x:993:990::/home/sbx_user1051:/sbin/nologin\n'

/** Open files, and processes and threads. Source: the guide of AWS Lambda, "Lambda quotas". */
const MOST_FILES = 1_024
const MOST_PROCESSES = 1_024

const APART = ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--die-with-parent', '--new-session', '--clearenv']

/** The rights that it takes to become another user, who then has none of them. */
const BECOMING_ANOTHER = ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID']

/** Namespaces that `clone` would make: CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const NEW_NAMESPACES = 0x7e02_0000

/**
 * System calls that Chromium makes, or may make, and that Lambda is reported to refuse or has no reason to allow. What
 * Lambda refuses is written nowhere: this is a list of reports, and passing it proves nothing about Lambda.
 * Sources: `prctl(PR_SET_NO_NEW_PRIVS) failed` in puppeteer/puppeteer#4585 and Sparticuz/chromium#112, `fallocate:
 * Operation not permitted` in chromedp/chromedp#1074.
 */
export const REFUSED: Readonly<Record<string, Denial>> = {
  ptrace: { call: 101 },
  process_vm_readv: { call: 310 },
  process_vm_writev: { call: 311 },
  'prctl(PR_SET_NO_NEW_PRIVS)': { call: 157, firstArgument: { is: 38 } },
  'prctl(PR_SET_SECCOMP)': { call: 157, firstArgument: { is: 22 } },
  seccomp: { call: 317 },
  unshare: { call: 272 },
  setns: { call: 308 },
  'clone into a namespace': { call: 56, firstArgument: { hasAny: NEW_NAMESPACES } },
  fallocate: { call: 285 },
}

/** The programs that a function finds besides Node: what the browser is started and cleared away with. */
const PROGRAMS = ['/bin/sh', '/bin/rm', '/bin/sleep', '/usr/bin/setpriv']

/** Of the C library, loaded by name or by what is linked to an older one. */
const MORE_LIBRARIES = ['librt.so.1', 'libresolv.so.2', 'libutil.so.1'].map((name) => `/lib/x86_64-linux-gnu/${name}`)

const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'].map((name) => `/dev/${name}`)

/** Why nothing can be run as on Lambda on this machine; null where it can. */
export function whyNotLike(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it takes Linux on x86-64'
  if (process.getuid?.() !== 0) return 'it takes root, who may mount'
  const missing = ['/usr/bin/bwrap', '/usr/bin/prlimit', ...PROGRAMS].filter((file) => !existsSync(file))
  return missing.length === 0 ? null : `it takes ${missing.join(', ')} (on Debian: bubblewrap and util-linux)`
}

/** Starts a package's runtime as on Lambda. */
export function startLambdaLike(like: LambdaLike): Promise<LambdaProcess> {
  return withFilter(like, (command, filter) =>
    startLambda({ command: [...command, NODE, BOOTSTRAP, CODE], env: {}, inherited: filter }),
  )
}

/** Runs a program to its end as on Lambda. */
export function runLambdaLike(
  like: LambdaLike,
  program: readonly string[],
): { readonly code: number | null; readonly said: string } {
  return withFilter(like, ([file, ...args], filter) => {
    const stdio = ['ignore', 'pipe', 'pipe', filter] as const
    const { status, stdout, stderr } = spawnSync(file, [...args, ...program], {
      env: {},
      encoding: 'utf8',
      stdio: [...stdio],
    })
    return { code: status, said: `${stdout}${stderr}` }
  })
}

function withFilter<T>(like: LambdaLike, use: (command: [string, ...string[]], filter: number) => T): T {
  const folder = temporaryFolder()
  const [filterFile, accounts] = [join(folder, 'filter'), join(folder, 'passwd')]
  writeFileSync(filterFile, seccompFilter(like.refused ?? Object.values(REFUSED)))
  writeFileSync(accounts, ACCOUNTS)
  const filter = openSync(filterFile, 'r')
  try {
    return use(commandOf({ ...like, accounts }), filter)
  } finally {
    closeSync(filter)
  }
}

/**
 * The command that runs a program under what Lambda takes away, as far as this machine can: nothing of this machine is
 * there but the C library, a shell and Node; no font, no library of Chromium, no /dev/shm; nothing can be written but
 * /tmp; another user without rights, without a home; no other process to be seen. The network is this machine's. The
 * filter is read from descriptor 3.
 */
function commandOf(like: LambdaLike & { readonly accounts: string }): [string, ...string[]] {
  const libraries = [...librariesOf([process.execPath, ...PROGRAMS]), ...MORE_LIBRARIES]
  const own = [...PROGRAMS, ...libraries, '/etc/hosts', '/etc/resolv.conf']
  const files: Record<string, string> = {
    ...Object.fromEntries(own.map((file) => [file, file])),
    [NODE]: process.execPath,
    [BOOTSTRAP]: RUNTIME,
    '/etc/passwd': like.accounts,
    [CODE]: like.code,
    ...like.files,
  }
  const env = { PATH, LAMBDA_TASK_ROOT: CODE, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x', ...like.env }
  return [
    '/usr/bin/prlimit',
    `--nofile=${MOST_FILES}`,
    `--nproc=${MOST_PROCESSES}`,
    '/usr/bin/bwrap',
    ...APART,
    // Folders that bwrap makes by itself are for root alone.
    ...foldersOf([...Object.keys(files), ...DEVICES]).flatMap((folder) => ['--dir', folder]),
    ...Object.entries(files).flatMap(([there, here]) => ['--ro-bind', here, there]),
    ...DEVICES.flatMap((device) => ['--dev-bind', device, device]),
    ...`--proc /proc --perms 1777 --size ${like.tmpBytes} --tmpfs /tmp --remount-ro / --chdir ${CODE}`.split(' '),
    ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
    ...BECOMING_ANOTHER,
    '--seccomp',
    '3',
    '--',
    '/usr/bin/setpriv',
    `--reuid=${USER_ID}`,
    `--regid=${GROUP_ID}`,
    '--clear-groups',
  ]
}

function librariesOf(programs: readonly string[]): readonly string[] {
  const said = execFileSync('/usr/bin/ldd', programs, { encoding: 'utf8' })
  return [...new Set([...said.matchAll(/(\/\S+\.so\S*) \(0x/g)].map(([, file = '']) => file))].toSorted()
}

/** Every folder on the way to some files, outer ones first. */
function foldersOf(files: readonly string[]): readonly string[] {
  const found = new Set<string>()
  for (const file of files)
    for (let folder = dirname(file); folder !== posix.sep; folder = dirname(folder)) found.add(folder)
  return [...found].toSorted()
}
