import { createHmac, timingSafeEqual } from 'node:crypto'
import { base64url, fromBase64url, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'

/** A refresh token is `<session id>.<32 bytes, base64url>`. The server stores SHA-256 of its text only. */
export interface RefreshToken {
  readonly session: string
  readonly text: string
}

/** More exchanges than a session can see in its life, at one every few seconds. */
const LONGEST_LINEAGE = 1_000

/** Draws the first token of a session. */
export function firstRefreshToken(session: string, random: RandomBytes): RefreshToken {
  return { session, text: `${session}.${base64url(random(32))}` }
}

/**
 * The token that follows: HMAC-SHA-256 under a key outside the database. Whoever presents the predecessor again within the grace gets
 * the very same successor, so tabs that refresh together agree; whoever stole a database or an old token cannot compute it.
 */
export function nextRefreshToken(secret: Uint8Array, token: RefreshToken): RefreshToken {
  const next = createHmac('sha256', secret).update(utf8(token.text)).digest()
  return { session: token.session, text: `${token.session}.${base64url(next)}` }
}

/** Reads an attacker-controlled cookie; undefined when it is no refresh token. */
export function readRefreshToken(cookie: string | undefined): RefreshToken | undefined {
  const match = /^([0-9a-f]{32})\.([A-Za-z0-9_-]{43})$/.exec(cookie ?? '')
  const [text, session, secret] = match ?? []
  if (text === undefined || session === undefined || secret === undefined) return undefined
  try {
    fromBase64url(secret)
  } catch {
    return undefined
  }
  return { session, text }
}

/** What is stored of a token. */
export function refreshDigest(token: RefreshToken): string {
  return sha256Hex(utf8(token.text))
}

/** Whether two stored digests are equal, in constant time. */
export function isSameDigest(left: string, right: string | null): boolean {
  return right !== null && left.length === right.length && timingSafeEqual(utf8(left), utf8(right))
}

/**
 * Whether a token was once good in this session: some successor of it is the token that is good now. Tells a stolen old token from
 * rubbish, with which anybody could otherwise end a session whose id it has seen.
 */
export function isAncestor(secret: Uint8Array, token: RefreshToken, currentSha256: string): boolean {
  let next = token
  for (let step = 0; step < LONGEST_LINEAGE; step += 1) {
    next = nextRefreshToken(secret, next)
    if (refreshDigest(next) === currentSha256) return true
  }
  return false
}
