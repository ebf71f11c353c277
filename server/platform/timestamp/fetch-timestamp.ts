import type { TrustMaterial } from '#shared/pki/path.ts'
import { parseTimestampResponse, timestampRequest, verifyTimestamp } from '#shared/pki/timestamp.ts'
import { type Bytes, concat } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { type TimestampSource, TimestampUnavailable } from './timestamp-source.ts'

const LARGEST_RESPONSE = 65_536
const TIMEOUT_MS = 10_000

/**
 * Asks an RFC 3161 authority over HTTP (RFC 3161 §3.4) for a token and verifies it: imprint, our nonce, signature, and the authority's
 * path with revocation by `trust`. Gives the token. Throws TimestampUnavailable when nothing usable comes back within `timeoutMs`, TimestampRefused for a wrong answer.
 */
export async function fetchTimestamp(
  url: string,
  input: { digest: Bytes; random: RandomBytes; trust: TrustMaterial; timeoutMs?: number },
): Promise<Bytes> {
  const { digest, random, trust, timeoutMs = TIMEOUT_MS } = input
  const nonce = random(16)
  const token = parseTimestampResponse(await post(url, timestampRequest(digest, nonce), timeoutMs))
  await verifyTimestamp({ token, digest, nonce, ...trust })
  return token
}

async function post(url: string, request: Bytes, timeoutMs: number): Promise<Bytes> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: request,
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) throw new Error(`HTTP status ${response.status}`)
    return await readBounded(response)
  } catch (error) {
    throw new TimestampUnavailable(`the timestamp authority at ${url} does not answer: ${messageOf(error)}`, { cause: error })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function readBounded(response: Response): Promise<Bytes> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.length
    if (length > LARGEST_RESPONSE) throw new Error(`an answer larger than ${LARGEST_RESPONSE} bytes`)
    parts.push(part)
  }
  return concat(...parts)
}

/** An external authority as a source of tokens. */
export function createTimestampClient(deps: {
  url: string
  random: RandomBytes
  /** Read at every use, since trust changes. */
  trust: TrustMaterial
  timeoutMs?: number
}): TimestampSource {
  const { url, ...rest } = deps
  return { name: new URL(url).host, isPlatformsOwn: false, stamp: (digest) => fetchTimestamp(url, { ...rest, digest }) }
}
