import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DestinationStream } from 'pino'
import { signerFromKey } from '#shared/pki/signer.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { createFeatures, type Features } from './features.ts'
import { openBlobStore } from './platform/blobs/blob-store.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import { builtClientFolder, clientPages } from './platform/http/client-pages.ts'
import { registerDemoUsers } from './platform/http/demo-users.ts'
import { registerPlatformRoutes } from './platform/http/platform-routes.ts'
import { createRateLimiters } from './platform/http/rate-limit.ts'
import { createRegistrar } from './platform/http/registrar.ts'
import { loadServerKeys, type ServerKeys } from './platform/keys/server-keys.ts'
import { createLogger } from './platform/logger.ts'
import { createMetrics } from './platform/metrics.ts'
import { type Database, openDatabase } from './platform/mongo/database.ts'
import { freeLeases } from './platform/mongo/free-leases.ts'
import { tellOfTrust } from './platform/pki/tell-of-trust.ts'
import { loadTrust } from './platform/pki/trust.ts'
import type { Platform } from './platform/platform.ts'
import { clockSteadiness, type ReadinessCheck, readiness } from './platform/readiness.ts'
import { createRealtime } from './platform/realtime/realtime.ts'
import { createScheduler } from './platform/scheduler/scheduler.ts'
import { createTimestampAuthority } from './platform/timestamp/create-timestamp-authority.ts'
import { createTimestampClient } from './platform/timestamp/fetch-timestamp.ts'
import type { TimestampSource } from './platform/timestamp/timestamp-source.ts'
import { openUploads } from './platform/uploads/uploads.ts'
import { version } from './version.ts'

/** What a server is wired from. Everything but the configuration has a real default; tests bring clock, database and log. */
export interface WireOptions {
  readonly config: Config
  readonly clock?: Clock
  /** An open database that the caller closes. */
  readonly database?: Database
  readonly logTo?: DestinationStream
  /** Whether the scheduler runs by itself; tests turn it by hand. */
  readonly isScheduled?: boolean
}

/** A wired server that listens. */
export interface RunningServer {
  readonly platform: Platform
  readonly features: Features
  readonly server: Server
  /** Scheme, host and port it listens on. */
  readonly origin: string
  /** Ordered end: nothing new is taken, what is in hand is finished, then everything closes. */
  close(): Promise<void>
}

/** Patience with requests under way when the server ends. */
const GRACE_MS = 10_000

/** Opens the database, the stores and the keys, wires every feature and listens. */
export async function wireServer(options: WireOptions): Promise<RunningServer> {
  const { config, clock = systemClock } = options
  const random: RandomBytes = (length) => new Uint8Array(randomBytes(length))
  const logger = createLogger(config.logLevel, options.logTo)
  const metrics = createMetrics()
  const database =
    options.database ??
    (await openDatabase({
      dataFolder: config.dataFolder,
      mongodbUri: config.mongodbUri,
      databaseName: config.databaseName,
      logger,
    }))
  const { connection } = database
  const keys = await loadServerKeys({ folder: config.keyFolder, platformName: config.platformName, now: clock.now(), random })
  const trust = await loadTrust(config.trustFolder)
  const timestamp = timestampSource(config, keys, clock, random, trust)
  const blobs = await openBlobStore(join(config.dataFolder, 'blobs'))
  const uploads = await openUploads({
    folder: join(config.dataFolder, 'uploads'),
    blobs,
    maxBytes: config.maxEnvelopeBytes,
    origin: new URL(config.publicUrl).origin,
  })
  const scheduler = createScheduler({ connection, clock, logger, onLag: (seconds) => metrics.schedulerLagSeconds.set(seconds) })
  const server = createServer({ requestTimeout: 0, headersTimeout: 30_000 })
  let features: Features | undefined
  const identity = () => {
    if (features === undefined) throw new Error('broken invariant: a request before the features are wired')
    return features
  }
  const realtime = createRealtime({ server, clock, logger, authenticate: (bearer, at) => identity().authenticate(bearer, at) })
  const platform: Platform = {
    config,
    connection,
    clock,
    random,
    logger,
    metrics,
    keys,
    trust,
    timestamp,
    blobs,
    uploads,
    realtime,
    scheduler,
  }
  const registrar = createRegistrar({
    clock,
    platformName: config.platformName,
    isHttps: config.isHttps,
    limiter: createRateLimiters({
      read: config.readsPerMinute,
      write: config.writesPerMinute,
      'sign-in': config.signInsPerMinute,
      upload: config.uploadsPerMinute,
    }),
    authenticate: (bearer, at) => identity().authenticate(bearer, at),
    admit: (ticketed) => identity().admit(ticketed),
    verifyAct: (input) => identity().verifyAct(input),
  })
  features = await createFeatures(platform, registrar)
  // The folder of an embedded database is locked: no other server works on it.
  if (options.database === undefined && !config.mongodbUri) await freeLeases(connection)

  let isEnding = false
  const steadiness = clockSteadiness()
  const checks: ReadinessCheck[] = [
    { name: 'running', failure: async () => (isEnding ? 'shutting down' : undefined) },
    { name: 'database', failure: () => database.ping().then(() => undefined) },
    ...(options.clock === undefined ? [steadiness.check] : []),
    ...features.readiness,
  ]
  registerDemoUsers(registrar, config)
  registerPlatformRoutes(registrar, {
    publicUrl: config.publicUrl,
    version,
    isDemo: config.rulePack === 'demo',
    platformName: config.platformName,
    metricsToken: config.metricsToken,
    metrics,
    readiness: () => readiness(checks),
    refreshMetrics: async () => {
      metrics.clockOffsetSeconds.set(steadiness.offsetSeconds())
      metrics.openings.reset()
      for (const [state, count] of await identity().countOpenings()) metrics.openings.set({ state }, count)
    },
    contracts: () => registrar.contracts,
    describePlatform: (now) => ({
      name: config.platformName,
      version,
      rulePack: config.rulePack,
      now: instantOf(now),
      logVerifierKey: identity().logVerifierKey(now),
      certificates: [keys.platformSigner.certificate, ...keys.platformSigner.chain].map(base64url),
      revocationLists: [keys.certificates.revocationList, ...trust.revocation.map(({ der }) => der)].map(base64url),
      timestamp: {
        name: timestamp.name,
        isPlatformsOwn: timestamp.isPlatformsOwn,
        certificates: timestamp.isPlatformsOwn
          ? [keys.certificates.timestamp.certificate, keys.certificates.anchor].map(base64url)
          : [],
      },
      anchors: trust.anchors.map(({ der }) => base64url(der)),
      agentPort: config.agentPort,
      maxUploadBytes: config.maxEnvelopeBytes,
    }),
  })
  const lookAtTrust = async () => {
    await trust.reload()
    const left = tellOfTrust(trust, logger, clock.now())
    if (left !== undefined) metrics.revocationSecondsLeft.set(left / 1000)
  }
  await lookAtTrust()
  scheduler.every({ name: 'trust', everyMs: 60_000, isEachServers: true, run: lookAtTrust })
  scheduler.every({ name: 'uploads', everyMs: 3_600_000, isEachServers: true, run: async () => void (await uploads.sweep()) })
  server.on('request', (_request, response) => {
    if (isEnding) response.shouldKeepAlive = false
  })
  server.on(
    'request',
    createApp({
      clock,
      logger,
      metrics,
      router: registrar.router,
      pages: await clientPages(builtClientFolder()),
      agentPort: config.agentPort,
      isHttps: config.isHttps,
      trustProxy: config.trustProxy,
    }),
  )
  await features.start()
  if (options.isScheduled !== false) scheduler.start()
  await listen(server, config)
  const origin = `http://${config.host}:${(server.address() as AddressInfo).port}`
  logger.info({ origin, version, rulePack: config.rulePack }, 'listening')

  let ending: Promise<void> | undefined
  async function end(): Promise<void> {
    // From here /readyz says no, and the server still answers: proxies turn elsewhere, what is in hand is finished.
    isEnding = true
    await sleep(config.drainMs)
    // Who hangs is cut; an upload keeps what it had brought. Again and again: the server still takes connections for a while.
    const impatience = setInterval(() => server.closeAllConnections(), GRACE_MS)
    try {
      await Promise.all([within(GRACE_MS, scheduler.stop()), uploads.close(GRACE_MS)])
      await Promise.all([closeServer(server), realtime.close()])
    } finally {
      clearInterval(impatience)
    }
    await features?.stop()
    if (options.database === undefined) await database.close()
    logger.info('closed in order')
  }
  return { platform, features, server, origin, close: () => (ending ??= end()) }
}

function timestampSource(
  config: Config,
  keys: ServerKeys,
  clock: Clock,
  random: RandomBytes,
  trust: Platform['trust'],
): TimestampSource {
  if (config.timestampUrl !== undefined) return createTimestampClient({ url: config.timestampUrl, random, trust })
  const { certificate, chain, privateKey } = keys.certificates.timestamp
  return createTimestampAuthority({
    signer: signerFromKey(certificate, chain, privateKey),
    name: `${config.platformName} (platform's own)`,
    now: () => clock.now(),
    random,
  })
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Waits for work, but not longer than this: what is due stands in the database and is taken up at the next start. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, sleep(milliseconds, undefined, { ref: false })])
}

function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  return closed
}
