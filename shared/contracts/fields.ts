import { z } from 'zod'
import { type Instant, isInstant } from '../primitives/instant.ts'
import { isYuan, type Yuan } from '../primitives/money.ts'

/** A random name: 32 lower-case hex digits. */
export const idField = z.string().regex(/^[0-9a-f]{32}$/)
/** SHA-256 as 64 lower-case hex digits. */
export const digestField = z.string().regex(/^[0-9a-f]{64}$/)
/** Unpadded base64url, bounded by the caller with `.max()`. */
export const base64urlField = z.string().regex(/^[A-Za-z0-9_-]*$/)
/** RFC 3339, UTC, milliseconds. */
export const instantField = z
  .custom<Instant>((value) => typeof value === 'string' && isInstant(value), 'not an instant such as 2026-11-22T01:30:00.000Z')
  .meta({ type: 'string', format: 'date-time' })
/** Yuan with two decimals. */
export const yuanField = z
  .custom<Yuan>((value) => typeof value === 'string' && isYuan(value), 'not an amount such as 1234567.00')
  .meta({ type: 'string', pattern: '^(?:0|[1-9]\\d{0,15})\\.\\d{2}$' })
/** One line of text a person typed: trimmed, NFC, no control characters, 1 to 200 characters. */
export const lineField = textField(200, /^[^\p{Cc}]+$/u)
/** Several lines of text: NFC, no control characters but line feed, 1 to 20,000 characters. */
export const proseField = textField(20_000, /^[^\p{Cc}\n]*(?:\n[^\p{Cc}\n]*)*$/u)

function textField(maximum: number, pattern: RegExp) {
  return z
    .string()
    .min(1)
    .max(maximum)
    .regex(pattern)
    .refine(
      (text) => text.normalize('NFC') === text && text.trim() === text && !/\p{Surrogate}/u.test(text),
      'not trimmed text in normal form C',
    )
}
