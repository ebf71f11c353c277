import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

/** One setting: its environment variable, what it may be, what it means. `.env.example` is generated from this list. */
interface Setting<S extends z.ZodType = z.ZodType> {
  readonly variable: string
  readonly schema: S
  readonly meaning: string
}

const setting = <S extends z.ZodType>(variable: string, schema: S, meaning: string): Setting<S> => ({ variable, schema, meaning })
const port = z.coerce.number().int().min(0).max(65_535)
const optionalText = z.string().min(1).optional()
const perMinute = z.coerce.number().int().min(0).max(1_000_000)

/** Every setting, in the order a newcomer would ask for them. */
export const settings = {
  publicUrl: setting(
    'KAIBIAO_PUBLIC_URL',
    z.url({ protocol: /^https?$/ }).default('http://localhost:3000'),
    'Address under which people reach the platform.',
  ),
  platformName: setting(
    'KAIBIAO_PLATFORM_NAME',
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,100}$/)
      .default('kaibiao.localhost'),
    'Name of this platform in every signed act and in its log. Never change it once a tender has run.',
  ),
  host: setting('KAIBIAO_HOST', z.string().min(1).default('127.0.0.1'), 'Interface to listen on.'),
  port: setting('KAIBIAO_PORT', port.default(3000), 'Port to listen on; 0 takes a free one.'),
  trustProxy: setting(
    'KAIBIAO_TRUST_PROXY',
    z.coerce.number().int().min(0).max(8).default(0),
    'How many reverse proxies stand in front. A number, so that a client cannot claim an address.',
  ),
  dataFolder: setting(
    'KAIBIAO_DATA',
    z.string().min(1).default('./data'),
    'Folder of the embedded database, the file store and, unless named apart, keys and trust list.',
  ),
  keyFolder: setting(
    'KAIBIAO_KEYS',
    optionalText,
    'Folder of the server keys (0600). Default: keys/ in the data folder. Keep it out of backups of the data.',
  ),
  trustFolder: setting(
    'KAIBIAO_TRUST',
    optionalText,
    'Folder of trust anchors and revocation lists, PEM or DER. Default: trust/ in the data folder.',
  ),
  mongodbUri: setting('MONGODB_URI', optionalText, 'A MongoDB replica set. Empty: the embedded database in the data folder.'),
  databaseName: setting(
    'KAIBIAO_DATABASE',
    z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,60}$/)
      .default('kaibiao'),
    'Name of the database.',
  ),
  logLevel: setting(
    'KAIBIAO_LOG_LEVEL',
    z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
    'How much is logged, as JSON on standard output.',
  ),
  rulePack: setting(
    'KAIBIAO_RULE_PACK',
    z.enum(['cn', 'demo']).default('cn'),
    'Statutory periods: cn is the law; demo shortens every period and says so on every page.',
  ),
  demoUsersFile: setting(
    'KAIBIAO_DEMO_USERS',
    optionalText,
    'File of invented persons with their keys for signing in by one click. Read by the demo rule pack only; the demo sets it.',
  ),
  beatMs: setting(
    'KAIBIAO_BEAT_MS',
    z.coerce.number().int().min(0).default(60_000),
    'Beat of the ledger in milliseconds; 0 means by hand, for tests.',
  ),
  fillerMultiple: setting(
    'KAIBIAO_FILLER_MULTIPLE',
    z.coerce.number().int().min(1).max(4096).default(4),
    'Opaque entries of a beat are filled up to a multiple of this: set it above the submissions of the busiest beat of a month.',
  ),
  timestampUrl: setting(
    'KAIBIAO_TIMESTAMP_URL',
    z.url().optional(),
    'Timestamp authority (RFC 3161). Empty: the platform stamps by itself and says so.',
  ),
  smtpUrl: setting(
    'KAIBIAO_SMTP_URL',
    z.url({ protocol: /^smtps?$/ }).optional(),
    'Mail server for notices that only say "see the platform". Empty: no mail.',
  ),
  mailFrom: setting('KAIBIAO_MAIL_FROM', z.email().optional(), 'Sender of those mails.'),
  metricsToken: setting(
    'KAIBIAO_METRICS_TOKEN',
    z.string().min(16).optional(),
    'Bearer token that opens /metrics. Empty: /metrics does not exist.',
  ),
  agentPort: setting('KAIBIAO_AGENT_PORT', port.default(17_631), 'Loopback port of the token agent that pages may talk to.'),
  maxEnvelopeBytes: setting(
    'KAIBIAO_MAX_UPLOAD_BYTES',
    z.coerce
      .number()
      .int()
      .min(2 ** 20)
      .default(2 ** 33),
    'Largest single upload in bytes.',
  ),
  readsPerMinute: setting(
    'KAIBIAO_READS_PER_MINUTE',
    perMinute.default(1200),
    'Reads per minute and address; 0 means not limited.',
  ),
  writesPerMinute: setting(
    'KAIBIAO_WRITES_PER_MINUTE',
    perMinute.default(240),
    'Writes per minute and address; 0 means not limited.',
  ),
  signInsPerMinute: setting(
    'KAIBIAO_SIGN_INS_PER_MINUTE',
    perMinute.default(60),
    'Sign-in attempts per minute and address; 0 means not limited.',
  ),
  uploadsPerMinute: setting(
    'KAIBIAO_UPLOADS_PER_MINUTE',
    perMinute.default(6000),
    'Upload requests per minute and address; 0 means not limited.',
  ),
  bidsPerPartyAndLot: setting(
    'KAIBIAO_BIDS_PER_PARTY_AND_LOT',
    perMinute.default(20),
    'Bids one party may send on one lot, replacements and withdrawals included; counted in memory; 0 means not limited.',
  ),
  drainMs: setting(
    'KAIBIAO_DRAIN_MS',
    z.coerce.number().int().min(0).max(600_000).default(0),
    'How long a server that is told to end still answers while /readyz says 503. Behind a proxy: longer than its health interval.',
  ),
  boxGraceMs: setting(
    'KAIBIAO_BOX_GRACE_MS',
    z.coerce.number().int().min(0).max(60_000).default(0),
    'With several servers on one database: how long the box waits after a deadline for what the other servers had read before it. 10000 then.',
  ),
  shutdownMs: setting(
    'KAIBIAO_SHUTDOWN_MS',
    z.coerce.number().int().min(1000).default(30_000),
    'How long an ordered shutdown may take after that before it is forced.',
  ),
} as const satisfies Record<string, Setting>

type Read = { readonly [K in keyof typeof settings]: z.output<(typeof settings)[K]['schema']> }

/** Everything the server was told, checked. Folders are absolute. */
export interface Config extends Omit<Read, 'keyFolder' | 'trustFolder'> {
  readonly keyFolder: string
  readonly trustFolder: string
  readonly isHttps: boolean
}

/** The settings do not fit: one line per fault, naming the variable. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'
}

/**
 * Reads the settings from an environment; `NAME_FILE` names a file that holds the value. The only code that reads process.env.
 * Throws ConfigFault with one line per fault.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const faults: string[] = []
  const read: Record<string, unknown> = {}
  for (const [name, { variable, schema }] of Object.entries(settings)) {
    const text = textOf(environment, variable, faults)
    const result = schema.safeParse(text)
    if (result.success) read[name] = result.data
    else faults.push(`${variable}: ${result.error.issues.map(({ message }) => message).join('; ')}`)
  }
  if (read['smtpUrl'] !== undefined && read['mailFrom'] === undefined)
    faults.push(`${settings.mailFrom.variable}: needed with ${settings.smtpUrl.variable}`)
  if (faults.length > 0) throw new ConfigFault(faults.join('\n'))
  const values = read as Read
  const dataFolder = resolve(values.dataFolder)
  return {
    ...values,
    dataFolder,
    keyFolder: resolve(values.keyFolder ?? `${dataFolder}/keys`),
    trustFolder: resolve(values.trustFolder ?? `${dataFolder}/trust`),
    isHttps: values.publicUrl.startsWith('https:'),
  }
}

function textOf(
  environment: Readonly<Record<string, string | undefined>>,
  variable: string,
  faults: string[],
): string | undefined {
  const file = environment[`${variable}_FILE`]
  if (file === undefined || file === '') return environment[variable] === '' ? undefined : environment[variable]
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    faults.push(`${variable}_FILE: cannot read ${file}`)
    return undefined
  }
}

/** The text of `.env.example`: every setting, what it means and its default. */
export function environmentExample(): string {
  const lines = Object.values(settings).map(({ variable, schema, meaning }: Setting) => {
    const fallback = schema.safeParse(undefined)
    const value = fallback.success && fallback.data !== undefined ? String(fallback.data) : ''
    return `# ${meaning}\n#${variable}=${value}\n`
  })
  return `# Settings of Kaibiao. Every one is optional; VARIABLE_FILE=path reads the value from a file.\n# Generated by "npm run generate" from server/config.ts.\n\n${lines.join('\n')}`
}
