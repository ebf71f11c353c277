import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, uint64, utf8 } from '../primitives/bytes.ts'

const WORDS_PER_BLOCK = 8

/**
 * The order of a stratum: a permutation of its leaf indexes 0 … size − 1, first called first. Fisher–Yates from the last place down,
 * with words that are 32 bits, big endian, from HMAC-SHA-256(seed, UTF-8 of the stratum's name ‖ 0x00 ‖ counter of 8 bytes from 0);
 * a word that would favour some places is left out. It depends on seed, name and size alone: anyone who has them repeats it.
 */
export function rankStratum(seed: Bytes, stratum: string, size: number): Uint32Array<ArrayBuffer> {
  if (!Number.isSafeInteger(size) || size < 0 || size > 2 ** 31) throw new RangeError('no such size of a stratum')
  if (seed.length !== 32) throw new RangeError('a seed has 32 bytes')
  const nextWord = wordsOf(seed, stratum)
  const order = Uint32Array.from({ length: size }, (_, index) => index)
  for (let last = size - 1; last > 0; last -= 1) {
    const below = last + 1
    const limit = 2 ** 32 - (2 ** 32 % below)
    let word = nextWord()
    while (word >= limit) word = nextWord()
    const other = word % below
    const held = order[last] as number
    order[last] = order[other] as number
    order[other] = held
  }
  return order
}

/** The stream of words of one stratum. */
function wordsOf(seed: Bytes, stratum: string): () => number {
  const name = utf8(stratum)
  if (name.includes(0)) throw new RangeError('a name without zero bytes')
  const message = new Uint8Array(name.length + 1 + 8)
  message.set(name)
  // Keyed once; every block starts from a copy of that state.
  const keyed = hmac.create(sha256, seed)
  let counter = 0
  let used = WORDS_PER_BLOCK
  let block = new DataView(new ArrayBuffer(32))
  return () => {
    if (used === WORDS_PER_BLOCK) {
      message.set(uint64(counter), name.length + 1)
      const bytes = keyed.clone().update(message).digest()
      block = new DataView(bytes.buffer, bytes.byteOffset, 32)
      counter += 1
      used = 0
    }
    const word = block.getUint32(used * 4)
    used += 1
    return word
  }
}
