export type Floor = {
  readonly folder: string
  /** A module may import its own folder and those of smaller numbers, never another one of the same number. */
  readonly floor: number
  /** Instead of all lower floors. */
  readonly only?: readonly string[]
  /** No module of this folder may import another of it but these. */
  readonly apart?: readonly string[]
  readonly packages: readonly string[]
  /** Node's own, without `node:`. `local` is all but those of the network, `any` those too. */
  readonly builtins: readonly string[] | 'local' | 'any'
  /** No clock, no randomness, no environment: what they give is an argument. */
  readonly pure?: true
}

/** Node's modules that open connections or listen. */
export const NETWORK_BUILTINS = ['dgram', 'dns', 'dns/promises', 'http', 'http2', 'https', 'net', 'tls']

/** Those that start what could: a program has its own way to the network. An inspector listens. */
export const PROCESS_BUILTINS = ['child_process', 'cluster', 'inspector', 'inspector/promises', 'repl']

/** Ways around an import that a reader of imports would not see. */
export const BACK_DOORS = ['process.getBuiltinModule', 'process.binding', 'process._linkedBinding', 'eval', 'Function']

export const NETWORK_GLOBALS = [
  'fetch',
  'WebSocket',
  'WebSocketStream',
  'EventSource',
  'XMLHttpRequest',
  'WebTransport',
]

const AWS = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-s3',
  '@aws-sdk/client-secrets-manager',
  '@aws-sdk/client-sns',
  '@aws-sdk/client-sqs',
  '@aws-sdk/lib-dynamodb',
]
/** What a connection is made of besides. */
const STREAM_BUILTINS = [
  'buffer',
  'crypto',
  'events',
  'perf_hooks',
  'stream',
  'stream/promises',
  'timers/promises',
  'util',
  'zlib',
]

/** The house of `docs/architecture.md`, lowest floor first. This table is the whole truth. */
export const FLOORS: readonly Floor[] = [
  { folder: 'lib/model', floor: 1, packages: ['yaml', 'zod'], builtins: [], pure: true },
  {
    folder: 'lib/judge',
    floor: 2,
    packages: ['@datadog/sketches-js', 'fraction.js', 'temporal-polyfill'],
    builtins: [],
    pure: true,
  },
  { folder: 'lib/transport', floor: 2, packages: ['ipaddr.js'], builtins: [...NETWORK_BUILTINS, ...STREAM_BUILTINS] },
  {
    folder: 'lib/observe',
    floor: 3,
    packages: [
      '@expo-google-fonts/be-vietnam-pro',
      '@sparticuz/chromium',
      'chrome-launcher',
      'entities',
      'lighthouse',
      'puppeteer-core',
    ],
    builtins: 'local',
  },
  {
    folder: 'lib/record',
    floor: 3,
    packages: ['yauzl', ...AWS, '@aws-sdk/client-kms', '@aws-sdk/s3-request-presigner', 'canonicalize', 'zod'],
    builtins: 'local',
  },
  { folder: 'lib/notify', floor: 3, packages: ['nodemailer'], builtins: ['crypto'] },
  {
    folder: 'lib/report',
    floor: 4,
    packages: ['@fontsource/tinos', 'canonicalize', 'hucre', 'yazl'],
    builtins: 'local',
  },
  {
    folder: 'lib/flow',
    floor: 5,
    packages: ['zod'],
    builtins: ['crypto', 'fs', 'fs/promises', 'readline', 'stream', 'timers/promises'],
  },
  {
    folder: 'lib/web',
    floor: 6,
    packages: ['@fontsource/be-vietnam-pro', 'hono', 'openid-client', 'rate-limiter-flexible', 'zod'],
    builtins: 'local',
  },
  {
    folder: 'functions',
    floor: 7,
    apart: ['functions/shell.ts'],
    packages: ['@middy/core', 'aws-lambda', 'pino', 'zod'],
    builtins: 'local',
  },
  // Its embedded servers, its farm of portals and its pages listen on loopback.
  {
    folder: 'lib/local',
    floor: 8,
    packages: [
      ...AWS,
      '@aws-sdk/client-lambda',
      '@aws-sdk/client-sts',
      '@expo-google-fonts/be-vietnam-pro',
      '@formio/js',
      '@hono/node-server',
      'abstract-level', // comes with dynalite, like `level`
      'aws-lambda',
      'bootstrap', // comes with @formio/js, whose forms are drawn with it
      'dynalite',
      'fauxqs',
      'hono',
      'level',
      'pino',
      'survey-core',
      'survey-js-ui',
      'zod',
    ],
    builtins: 'any',
  },
  { folder: 'lib/cli', floor: 9, packages: ['commander', 'picocolors', 'pino', 'zod'], builtins: 'local' },
  {
    folder: 'lib/cloud',
    floor: 9,
    only: ['lib/model'],
    packages: ['@vercel/nft', 'aws-cdk-lib', 'constructs', 'esbuild', 'zod'],
    builtins: 'local',
  },
  { folder: 'bin', floor: 10, packages: ['aws-cdk-lib', 'cdk-nag', 'commander'], builtins: 'local' },
]

/** Modules that may open connections, listen or start programs although their folder may not. */
export const NETWORK: Readonly<Record<string, string>> = {
  'bin/hand-over.mjs': 'hands over to the Node of this project',
  'bin/setup.mjs': 'has npm install what is needed',
  'lib/observe/browser/audit-client.ts': 'starts the process that audits',
  'lib/observe/browser/chromium.ts': 'asks Chromium for its version',
  'lib/observe/browser/control-server.ts': 'serves the control page on loopback',
  'lib/observe/browser/watchdog.ts': 'starts what ends Chromium when its owner is gone',
  'lib/record/https-hub.ts': 'speaks to the hub that the operator of a private location names',
  'lib/cli/download.ts': 'follows a link of the platform that the person names',
  'lib/cli/data-source.ts': 'speaks to the platform that the person names with --hub, on this machine too',
}

/** Modules that may import what only runs know. */
export const COMPUTED: Readonly<Record<string, string>> = {
  'bin/hand-over.mjs': 'runs the file that it is given',
  'lib/cloud/packages/bundle.ts': 'asks the observer for the digest of its sources',
  'lib/cloud/read-deployment.ts': 'imports the deployment that the person names',
  'lib/cli/read-deployment.ts': 'reads the deployment that the person names',
  'lib/local/embedded-messages.ts': 'fauxqs exports its parts by path only',
}

/** Files outside the house that any module may read as data. */
export const DATA = /^(package\.json$|catalogs\/|criteria\/|policies\/|prices\/|docs\/)/
