import type { Connection } from 'mongoose'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { Config } from '../config.ts'
import type { BlobStore } from './blobs/blob-store.ts'
import type { Clock } from './clock.ts'
import type { ServerKeys } from './keys/server-keys.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import type { Trust } from './pki/trust.ts'
import type { Realtime } from './realtime/realtime.ts'
import type { Scheduler } from './scheduler/scheduler.ts'
import type { TimestampSource } from './timestamp/timestamp-source.ts'
import type { Uploads } from './uploads/uploads.ts'

/** The technology under every feature. A feature names in its deps the few of these it touches. */
export interface Platform {
  readonly config: Config
  readonly connection: Connection
  readonly clock: Clock
  readonly random: RandomBytes
  readonly logger: Logger
  readonly metrics: Metrics
  readonly keys: ServerKeys
  readonly trust: Trust
  readonly timestamp: TimestampSource
  readonly blobs: BlobStore
  readonly uploads: Uploads
  readonly realtime: Realtime
  readonly scheduler: Scheduler
}
