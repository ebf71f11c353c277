import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino'

/** Structured log to standard output. `error` means: wake someone. */
export type Logger = PinoLogger

/** What never reaches a log, wherever it stands. */
const redactedPaths = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'pin',
  'secret',
  'privateKey',
  'capability',
  'share',
  'shares',
  'keys',
  'p7s',
  'act',
  'nonce',
].flatMap((name) => (name.startsWith('[') ? [name, `*${name}`, `*.*${name}`] : [name, `*.${name}`, `*.*.${name}`]))

/**
 * What broke and where. Nothing else an error carries: the database's hold the whole document that could not be written, and that may be an
 * identity or a share before its time (rules O3, P9).
 */
function whatBroke(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error && ['string', 'number'].includes(typeof error.code) ? { code: error.code } : {}
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...code,
    ...(error.cause instanceof Error ? { cause: whatBroke(error.cause) } : {}),
  }
}

/** Makes the log of a process. `destination` is for tests. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: redactedPaths, censor: '[redacted]' },
    serializers: { error: whatBroke },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}
