import { type Bytes, concat, utf8 } from '../primitives/bytes.ts'

/**
 * The content key of an envelope under the policy "both":
 * HKDF-SHA-256 (RFC 5869) of ikm = K_b ‖ K_c, no salt, info = "sealedbid/1 " ‖ context, 32 bytes.
 * Without both halves nothing is known of it. Under "custodians" the content key is K_c itself.
 */
export async function combinedContentKey(input: {
  readonly bidderKey: Bytes
  readonly custodianKey: Bytes
  readonly context: Bytes
}): Promise<Bytes> {
  return deriveKey(concat(input.bidderKey, input.custodianKey), concat(utf8('sealedbid/1 '), input.context), 32)
}

/** HKDF-SHA-256 without salt (RFC 5869 §2.2: as many zero bytes as the digest has). */
export async function deriveKey(material: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits'])
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8))
}
