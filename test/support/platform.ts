import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPersonClient, type PersonClient } from '#shared/acts/person-client.ts'
import { type Client, createClient } from '#shared/contracts/client.ts'
import { decideRole, foundParty, registerParty } from '#shared/contracts/identity-parties.ts'
import type { Role } from '#shared/policy/roles.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { type CreditCode, creditCodeCheckCharacter } from '#shared/primitives/credit-code.ts'
import { type RandomBytes, randomId } from '#shared/primitives/random.ts'
import type { Person, Pki } from '../../certs/make.ts'
import { type Config, readConfig } from '../../server/config.ts'
import { createAdmin, type FoundingRole, foundingRoles } from '../../server/features/identity/index.ts'
import { type RunningServer, wireServer } from '../../server/wire.ts'
import { connectTo, useDatabase } from './database.ts'
import { TEST_PKI_AT, testPki } from './pki.ts'

/** A clock a test sets. */
export interface TestClock {
  now(): number
  set(milliseconds: number): void
  advance(milliseconds: number): void
}

/** A registered person of a party under test: signs acts, logs in, calls. */
export interface TestPerson extends PersonClient {
  readonly roles: readonly Role[]
  readonly credentials: Person
}

/** The platform under test: the real server on a free port, the real database, a PKI and a clock of its own. */
export interface TestPlatform {
  readonly origin: string
  /** A client nobody is signed in at. */
  readonly client: Client
  readonly clock: TestClock
  readonly pki: Pki
  readonly server: RunningServer
  readonly random: RandomBytes
  /** Everything logged so far, one JSON line each. */
  readonly log: string[]
  /** Data folder of blobs, uploads and keys. */
  readonly folder: string
  /** Registers a party with one person in these roles, approved by the centre where that is needed. */
  register(
    roles: Role | readonly Role[],
    options?: { readonly name?: string; readonly credentials?: Person },
  ): Promise<TestPerson>
  /** The one centre of this platform, founded at first use. */
  centre(): Promise<TestPerson>
  /** Turns the ledger by one regular beat, and runs the reactions. */
  beat(): Promise<void>
  /** Runs everything due at the test clock's time. */
  runDue(): Promise<void>
  /** Ends the server and starts another at the same address, which knows nothing but what database and data folder hold. */
  restart(): Promise<void>
}

/** Options of the platform under test. */
export interface TestPlatformOptions {
  readonly config?: Partial<Config>
  readonly startsAt?: number
  /** A clock of the test's own. */
  readonly clock?: TestClock
  /** A data folder the test keeps: another server goes on with it. */
  readonly folder?: string
  /** A PKI for another time than that of the test clock. */
  readonly pki?: Pki
}

/** Starts the platform for a `describe`; the returned function gives it inside tests and hooks. */
export function usePlatform(options: TestPlatformOptions = {}): () => TestPlatform {
  const database = useDatabase()
  let platform: (TestPlatform & { close(): Promise<void> }) | undefined
  before('start the platform', async function () {
    this.timeout(30_000)
    platform = await startPlatform(options, database())
  })
  after('stop the platform', async function () {
    this.timeout(30_000)
    await platform?.close()
    platform = undefined
  })
  return () => {
    if (platform === undefined) throw new Error('the platform runs inside tests and hooks only')
    return platform
  }
}

/** Starts the platform over an open database outside of mocha; the caller closes both. */
export async function startPlatform(
  options: TestPlatformOptions,
  database: ReturnType<ReturnType<typeof useDatabase>>,
): Promise<TestPlatform & { close(): Promise<void> }> {
  let now = options.startsAt ?? TEST_PKI_AT
  const clock: TestClock = options.clock ?? {
    now: () => now,
    set(at) {
      now = at
    },
    advance(by) {
      now += by
    },
  }
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'kaibiao-platform-')))
  const pki = options.pki ?? (await testPki())
  const log: string[] = []
  await pki.writeTrust(join(folder, 'trust'))
  const random: RandomBytes = (length) => new Uint8Array(randomBytes(length))
  const config: Config = {
    ...readConfig({
      KAIBIAO_DATA: folder,
      KAIBIAO_PORT: '0',
      KAIBIAO_BEAT_MS: '0',
      KAIBIAO_PLATFORM_NAME: 'kaibiao.test',
      KAIBIAO_METRICS_TOKEN: 'a-token-for-the-tests',
      KAIBIAO_READS_PER_MINUTE: '0',
      KAIBIAO_WRITES_PER_MINUTE: '0',
      KAIBIAO_SIGN_INS_PER_MINUTE: '0',
      KAIBIAO_UPLOADS_PER_MINUTE: '0',
      KAIBIAO_BIDS_PER_PARTY_AND_LOT: '0',
    }),
    ...options.config,
  }
  const wire = (port: number, open: typeof database) =>
    wireServer({
      config: { ...config, port },
      clock,
      database: open,
      isScheduled: false,
      logTo: {
        write(line) {
          log.push(line)
          if (process.env['KAIBIAO_TEST_LOG'] !== undefined) process.stderr.write(line)
        },
      },
    })
  let server = await wire(config.port, database)
  const { origin } = server
  /** The connection of a server that was started again: what hangs on the first one is its predecessor's memory. */
  let reopened: typeof database | undefined
  const fetch = globalThis.fetch
  let centre: Promise<TestPerson> | undefined
  let count = 0

  async function newcomer(
    name: string | undefined,
    credentials: Person | undefined,
  ): Promise<{ client: PersonClient; credentials: Person }> {
    count += 1
    const body =
      `9199${String(random(4).reduce((sum, byte) => sum * 256 + byte, 0)).padStart(10, '0')}${String(count).padStart(3, '0')}`.slice(
        0,
        17,
      )
    const creditCode = body + creditCodeCheckCharacter(body)
    const made =
      credentials ?? (await pki.person({ name: `测试人${count}`, organization: name ?? `测试单位${count}有限公司`, creditCode }))
    const client = createPersonClient({
      origin,
      fetch,
      signer: made.signer,
      platform: config.platformName,
      party: randomId(random),
      person: randomId(random),
      now: clock.now,
      random,
    })
    return { client, credentials: made }
  }

  const forms = (credentials: Person) => ({
    party: {
      name: credentials.organization,
      creditCode: credentials.creditCode as CreditCode,
      region: '990100',
      contact: { name: credentials.name, phone: '13900000000' },
    },
    person: { name: credentials.name, phone: '13900000000' },
    certificate: base64url(credentials.signing.certificate),
  })

  async function found(role: FoundingRole): Promise<TestPerson> {
    const { client, credentials } = await newcomer(undefined, undefined)
    const { code } = await createAdmin(server.platform, { role, at: clock.now() })
    await client.act(foundParty, {
      subject: { party: client.party, person: client.person },
      body: { ...forms(credentials), code },
    })
    return { ...client, roles: [role], credentials }
  }

  const platform: TestPlatform & { close(): Promise<void> } = {
    origin,
    client: createClient({ origin, fetch }),
    clock,
    pki,
    get server() {
      return server
    },
    random,
    log,
    folder,
    centre: () => (centre ??= found('centre')),
    async register(wanted, { name, credentials: given } = {}) {
      const roles = typeof wanted === 'string' ? [wanted] : wanted
      const [first] = roles
      if (first === 'centre') return platform.centre()
      if (roles.length === 1 && foundingRoles.some((role) => role === first)) return found(first as FoundingRole)
      const { client, credentials } = await newcomer(name, given)
      const asked = roles as Exclude<Role, 'centre'>[]
      const { party } = await client.act(registerParty, {
        subject: { party: client.party, person: client.person },
        body: { ...forms(credentials), roles: asked },
      })
      let version = party.version
      for (const { role, state } of party.roles) {
        if (state !== 'requested') continue
        const judge = await platform.centre()
        const decided = await judge.act(decideRole, {
          params: { party: client.party, role },
          subject: { party: client.party, version, role },
          body: { decision: 'approve' },
        })
        version = decided.version
      }
      return { ...client, roles, credentials }
    },
    async beat() {
      await server.features.ledger.beat('regular')
    },
    async runDue() {
      await server.platform.scheduler.runDue(clock.now())
    },
    async restart() {
      await server.close()
      await reopened?.close()
      reopened = await connectTo(database.uri, database.connection.name)
      server = await wire(Number(new URL(origin).port), reopened)
    },
    async close() {
      await server.close()
      await reopened?.close()
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
    },
  }
  return platform
}
