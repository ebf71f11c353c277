import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { type Bytes, concat, fromHex, hex } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { decryptStream, encryptStream, keyCommitment, sealedSize } from '#shared/sealed-bid/chunked-encryption.ts'
import { portableRuntime, streamOf } from '#shared/sealed-bid/runtime.ts'
import { bytesOf, causeOf, draw } from '../support/sealed-bid.ts'

interface Vectors {
  readonly key: string
  readonly cases: readonly {
    readonly context: string
    readonly plaintextBytes: number
    readonly salt: string
    readonly keyCommitment: string
    readonly ciphertextBytes: number
    readonly ciphertextSha256: string
    readonly ciphertext?: string
  }[]
}

const vectors = JSON.parse(readFileSync('test/vectors/sealed-bid/cobblestone-256.json', 'utf8')) as Vectors
const key = fromHex(vectors.key)
const runtime = portableRuntime(draw)

function plaintextOf(length: number): Bytes {
  return Uint8Array.from({ length }, (_, index) => (7 * index + 3) % 251)
}

describe('chunked encryption of payloads (C2SP chunked-encryption@v1, Cobblestone-256)', () => {
  for (const vector of vectors.cases) {
    it(`writes the same bytes as the Python implementation for ${vector.plaintextBytes} bytes`, async () => {
      const sealed = await bytesOf(
        encryptStream(
          { ...runtime, random: () => fromHex(vector.salt) },
          { key, context: fromHex(vector.context), plaintext: streamOf(plaintextOf(vector.plaintextBytes)) },
        ),
      )
      expect(sealed.length).to.equal(vector.ciphertextBytes).and.to.equal(sealedSize(vector.plaintextBytes))
      expect(sha256Hex(sealed)).to.equal(vector.ciphertextSha256)
      if (vector.ciphertext !== undefined) expect(hex(sealed)).to.equal(vector.ciphertext)
      expect(hex(keyCommitment(key, fromHex(vector.salt), fromHex(vector.context)))).to.equal(vector.keyCommitment)
    })
  }

  for (const length of [0, 1, 16_383, 16_384, 16_385, 4 * 1024 * 1024, 4 * 1024 * 1024 + 1, 9_000_000]) {
    it(`opens what it sealed, ${length} bytes read in parts of any length`, async () => {
      const plaintext = new Uint8Array(randomBytes(length))
      const context = draw(32)
      const sealed = await bytesOf(encryptStream(runtime, { key, context, plaintext: inParts(plaintext, 100_003) }))
      const opened = await bytesOf(decryptStream(runtime, { key, context, ciphertext: inParts(sealed, 70_001) }))
      expect(sha256Hex(opened)).to.equal(sha256Hex(plaintext))
    })
  }

  describe('of 100,000 bytes', () => {
    const context = draw(32)
    let sealed: Bytes

    before(async () => {
      sealed = await bytesOf(encryptStream(runtime, { key, context, plaintext: streamOf(plaintextOf(100_000)) }))
    })

    it('checks the key commitment before it decrypts anything: another key is refused as such', async () => {
      expect(await openingOf(sealed, draw(32))).to.equal('key-commitment-mismatch')
    })

    it('refuses another context as another key', async () => {
      const message = { key, context: draw(32), ciphertext: streamOf(sealed) }
      expect(await causeOf(() => bytesOf(decryptStream(runtime, message)))).to.equal('key-commitment-mismatch')
    })

    it('refuses a commitment that was changed together with nothing else', async () => {
      expect(await openingOf(flipped(sealed, 30), key)).to.equal('key-commitment-mismatch')
    })

    for (const at of [56, 20_000, 99_000]) {
      it(`refuses one flipped bit at byte ${at}`, async () => {
        expect(await openingOf(flipped(sealed, at), key)).to.equal('payload-corrupt')
      })
    }

    it('refuses a ciphertext cut inside a chunk', async () => {
      expect(await openingOf(sealed.subarray(0, sealed.length - 5), key)).to.equal('payload-corrupt')
    })

    it('refuses a ciphertext cut between two chunks', async () => {
      expect(await openingOf(sealed.subarray(0, 56 + 3 * 16_400), key)).to.equal('payload-truncated')
    })

    it('refuses a ciphertext shorter than its head', async () => {
      expect(await openingOf(sealed.subarray(0, 40), key)).to.equal('payload-truncated')
    })

    it('refuses two chunks that changed places', async () => {
      const first = sealed.subarray(56, 56 + 16_400)
      const second = sealed.subarray(56 + 16_400, 56 + 2 * 16_400)
      const swapped = concat(sealed.subarray(0, 56), second, first, sealed.subarray(56 + 2 * 16_400))
      expect(await openingOf(swapped, key)).to.equal('payload-corrupt')
    })

    it('refuses bytes behind the last chunk', async () => {
      expect(await openingOf(concat(sealed, draw(20)), key)).to.equal('payload-corrupt')
    })

    async function openingOf(ciphertext: Bytes, withKey: Bytes): Promise<string> {
      const message = { key: withKey, context, ciphertext: streamOf(ciphertext) }
      return causeOf(() => bytesOf(decryptStream(runtime, message)))
    }
  })
})

function flipped(bytes: Bytes, at: number): Bytes {
  const copy = bytes.slice()
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

async function* inParts(bytes: Bytes, size: number): AsyncGenerator<Bytes> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}
