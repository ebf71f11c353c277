import type { Bytes } from '#shared/primitives/bytes.ts'

/** Where RFC 3161 tokens come from. */
export interface TimestampSource {
  /** As shown wherever a token is shown. */
  readonly name: string
  /** Whether the platform stamps for itself; it then says so beside every token, since it proves nothing to those who distrust it. */
  readonly isPlatformsOwn: boolean
  /** A token (DER of a ContentInfo) over a SHA-256 digest. Throws TimestampUnavailable when no authority answers, TimestampRefused when its answer is wrong. */
  stamp(digestSha256: Bytes): Promise<Bytes>
}

/** The authority does not answer. Nothing may stop for it: go on, record it, fetch the token later. */
export class TimestampUnavailable extends Error {
  override readonly name = 'TimestampUnavailable'
}
