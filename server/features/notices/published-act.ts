import { type Act, maxActBytes } from '#shared/acts/act.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { base64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { parseCanonical } from '#shared/primitives/canonical-json.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { actOf } from '../ledger/index.ts'
import type { NoticesReads } from './deps.ts'

/** A signed act as anybody may check it: the text that was signed and the detached signature in base64url. */
export interface PublishedAct {
  readonly sha256: string
  readonly at: Instant
  readonly act: string
  readonly p7s: string
}

/** The stored act of a digest the caller knows to be public. */
export async function publishedAct(deps: NoticesReads, sha256: string): Promise<PublishedAct> {
  const found = await actOf(deps, sha256)
  assertHolds(found !== undefined, 'an act that a record names is stored')
  const { at } = parseCanonical(found.bytes, maxActBytes) as unknown as Act
  return { sha256, at, act: fromUtf8(found.bytes), p7s: base64url(found.p7s) }
}
