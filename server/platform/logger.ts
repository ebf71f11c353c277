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

/** Makes the log of a process. `destination` is for tests. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: redactedPaths, censor: '[redacted]' },
    serializers: { error: pino.stdSerializers.err },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}
