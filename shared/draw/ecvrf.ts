import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { type Bytes, concat, equalBytes } from '../primitives/bytes.ts'

/**
 * A verifiable random function: ECVRF-EDWARDS25519-SHA512-TAI of RFC 9381. Whoever holds the secret key can compute one value for an
 * input and no other, and prove it; nobody else can tell that value from chance before the proof is shown.
 */

const { Point } = ed25519
type CurvePoint = ReturnType<typeof Point.fromBytes>

/** Suite 0x03 of RFC 9381 §5.5. */
const SUITE = 3
const ORDER = Point.CURVE().n
/** Gamma (32) ‖ c (16) ‖ s (32). */
export const vrfProofBytes = 80

/** The public key of a secret key of 32 bytes: as in Ed25519 (RFC 8032 §5.1.5). */
export function vrfPublicKey(secretKey: Bytes): Bytes {
  return ed25519.getPublicKey(secretKey) as Bytes
}

/** Whether bytes are a public key that binds its holder to one value for an input (RFC 9381 §5.4.5): a canonical point of no small order. */
export function isVrfPublicKey(publicKey: Uint8Array): boolean {
  const point = decode(publicKey)
  return point !== undefined && !point.isSmallOrder()
}

/** The proof pi for an input (RFC 9381 §5.1), 80 bytes. */
export function vrfProve(secretKey: Bytes, alpha: Uint8Array): Bytes {
  const { scalar: x, prefix, pointBytes } = ed25519.utils.getExtendedPublicKey(secretKey)
  const h = encodeToCurve(pointBytes, alpha)
  const hBytes = h.toBytes()
  const gamma = h.multiply(x)
  // RFC 8032 nonce generation, RFC 9381 §5.4.2.2: no randomness that could be chosen or repeated.
  const k = modOrder(fromLittleEndian(sha512(concat(prefix, hBytes))))
  const gammaBytes = gamma.toBytes()
  const c = challenge([pointBytes, hBytes, gammaBytes, Point.BASE.multiply(k).toBytes(), h.multiply(k).toBytes()])
  const s = modOrder(k + c * x)
  return concat(gammaBytes, littleEndian(c, 16), littleEndian(s, 32))
}

/**
 * The value beta (64 bytes) of an input, if an attacker-controlled proof shows it to be the one under this key (RFC 9381 §5.3, key
 * validated); undefined if it does not.
 */
export function vrfVerify(input: {
  readonly publicKey: Uint8Array
  readonly alpha: Uint8Array
  readonly proof: Uint8Array
}): Bytes | undefined {
  const { publicKey, alpha, proof } = input
  if (proof.length !== vrfProofBytes) return undefined
  const y = decode(publicKey)
  const gamma = decode(proof.subarray(0, 32))
  if (y === undefined || gamma === undefined || y.isSmallOrder()) return undefined
  const c = fromLittleEndian(proof.subarray(32, 48))
  const s = fromLittleEndian(proof.subarray(48, 80))
  if (s >= ORDER) return undefined
  const h = encodeToCurve(publicKey, alpha)
  const u = Point.BASE.multiplyUnsafe(s).subtract(y.multiplyUnsafe(c))
  const v = h.multiplyUnsafe(s).subtract(gamma.multiplyUnsafe(c))
  const found = challenge([publicKey, h.toBytes(), proof.subarray(0, 32), u.toBytes(), v.toBytes()])
  return equalBytes(littleEndian(found, 16), littleEndian(c, 16)) ? betaOf(gamma) : undefined
}

/** beta of Gamma (RFC 9381 §5.2): the cofactor is cleared, so that no second Gamma gives another value. */
function betaOf(gamma: CurvePoint): Bytes {
  return sha512(concat(new Uint8Array([SUITE, 3]), gamma.clearCofactor().toBytes(), new Uint8Array([0]))) as Bytes
}

/** Try and increment (RFC 9381 §5.4.1.1), salted with the public key. One input in 2^256 finds no point. */
function encodeToCurve(publicKey: Uint8Array, alpha: Uint8Array): CurvePoint {
  for (let counter = 0; counter < 256; counter += 1) {
    const hash = sha512(concat(new Uint8Array([SUITE, 1]), publicKey, alpha, new Uint8Array([counter, 0])))
    const point = decode(hash.subarray(0, 32))
    if (point !== undefined && !point.isSmallOrder()) return point.clearCofactor()
  }
  throw new RangeError('no point for this input')
}

/** RFC 9381 §5.4.3: the first 16 bytes. */
function challenge(points: readonly Uint8Array[]): bigint {
  const hash = sha512(concat(new Uint8Array([SUITE, 2]), ...points, new Uint8Array([0])))
  return fromLittleEndian(hash.subarray(0, 16))
}

/** A point of its one canonical encoding (RFC 8032 §5.1.3), or undefined. */
function decode(bytes: Uint8Array): CurvePoint | undefined {
  if (bytes.length !== 32) return undefined
  try {
    return Point.fromBytes(bytes, false)
  } catch {
    return undefined
  }
}

function modOrder(value: bigint): bigint {
  return ((value % ORDER) + ORDER) % ORDER
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (let index = bytes.length - 1; index >= 0; index -= 1) value = (value << 8n) | BigInt(bytes[index] as number)
  return value
}

function littleEndian(value: bigint, length: number): Bytes {
  const bytes = new Uint8Array(length)
  let rest = value
  for (let index = 0; index < length; index += 1) {
    bytes[index] = Number(rest & 255n)
    rest >>= 8n
  }
  return bytes
}
