import { expect } from 'chai'
import fc from 'fast-check'
import { type Bytes, equalBytes, hex } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { decryptStream, encryptStream, sealedSize } from '#shared/sealed-bid/chunked-encryption.ts'
import type { Letter } from '#shared/sealed-bid/letter.ts'
import { parseManifest } from '#shared/sealed-bid/manifest.ts'
import { CauseFound } from '#shared/sealed-bid/opening/causes.ts'
import { contentSize, paddedSize, payloadPlaintext, readPayload } from '#shared/sealed-bid/payload.ts'
import { streamOf } from '#shared/sealed-bid/runtime.ts'
import { isSealedPaddedSize } from '#shared/sealed-bid/sealing-target.ts'
import { recombine, shareDigest, splitSecret } from '#shared/sealed-bid/shares.ts'
import { bytesOf, draw, testRuntime } from '../support/sealed-bid.ts'

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => array.slice() as Bytes)

describe('properties of sealed bids', () => {
  it('a padded size is enough, wastes at most an eighth above 1 MiB, and is its own padded size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (size) => {
        const padded = paddedSize(size)
        expect(padded).to.be.at.least(size)
        expect(paddedSize(padded)).to.equal(padded)
        if (size > 2 ** 20) expect(padded - size).to.be.below(size / 8)
        expect(isSealedPaddedSize(sealedSize(padded))).to.equal(true)
        expect(isSealedPaddedSize(sealedSize(padded) + 1)).to.equal(false)
      }),
    )
  })

  it('any k of n shares give the secret and everybody’s share; changed shares are told apart', async () => {
    const setups = fc
      .integer({ min: 3, max: 15 })
      .chain((n) => fc.record({ n: fc.constant(n), k: fc.integer({ min: 2, max: n - 1 }) }))
    await fc.assert(
      fc.asyncProperty(setups, fc.infiniteStream(fc.nat()), async ({ n, k }, order) => {
        const secret = draw(32)
        const dealt = await splitSecret(secret, k, n)
        const commitments = dealt.map((share, index) => ({ i: index + 1, x: share[32] ?? 0, shareSha256: shareDigest(share) }))
        const shuffled = dealt.map((share) => ({ share, at: order.next().value ?? 0 })).sort((left, right) => left.at - right.at)
        const some = shuffled.slice(0, k).map(({ share }) => share)
        const found = await recombine({ commitments, k, shares: some })
        if (!found.ok) expect.fail(found.detail)
        expect(hex(found.secret)).to.equal(hex(secret))
        expect(found.shares.map(hex)).to.deep.equal(dealt.map(hex))
        const forged = some.map((share, index) => (index === 0 ? draw(33) : share))
        expect(await recombine({ commitments, k, shares: forged })).to.include({ ok: false, cause: 'share-mismatch' })
      }),
      { numRuns: 40 },
    )
  })

  it('what went into a payload comes out, files and letter, read in parts of any length', async () => {
    const files = fc.array(bytes(5000), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 200_000 }), async (contents, part) => {
        const letter: Letter = {
          v: 'letter/1',
          envelope: 'technical',
          fields: {},
          files: contents.map((content, index) => ({ name: `${index}.bin`, size: content.length, sha256: sha256Hex(content) })),
        }
        const open = ({ name }: { name: string }) => streamOf(contents[Number.parseInt(name, 10)] ?? new Uint8Array(0))
        const plaintext = payloadPlaintext({ letter, size: paddedSize(contentSize(letter)), open })
        const [key, context] = [draw(32), draw(32)]
        const sealed = await bytesOf(encryptStream(testRuntime, { key, context, plaintext }))
        const out: Uint8Array[][] = []
        const read = await readPayload(testRuntime, {
          envelope: 'technical',
          plaintext: decryptStream(testRuntime, { key, context, ciphertext: inParts(sealed, part) }),
          onFile() {
            const parts: Uint8Array[] = []
            out.push(parts)
            return { write: (bytesRead) => void parts.push(bytesRead.slice()), close: () => undefined }
          },
        })
        expect(read).to.deep.equal(letter)
        expect(out.map((parts) => sha256Hex(Buffer.concat(parts)))).to.deep.equal(contents.map((content) => sha256Hex(content)))
      }),
      { numRuns: 20 },
    )
  })

  it('no plaintext, however strange, does anything but name a cause', async () => {
    await fc.assert(
      fc.asyncProperty(bytes(3000), async (plaintext) => {
        try {
          await readPayload(testRuntime, { envelope: 'commercial', plaintext: streamOf(plaintext) })
          expect.fail('nothing random is a payload')
        } catch (error) {
          expect(error).to.be.instanceOf(CauseFound)
        }
      }),
    )
  })

  it('no bytes, however strange, do anything but be refused as a manifest', () => {
    const strange = fc.oneof(
      bytes(2000),
      fc.json().map((text) => new TextEncoder().encode(text)),
    )
    fc.assert(
      fc.property(strange, (input) => {
        expect(() => parseManifest(input))
          .to.throw(DomainProblem)
          .with.property('code', 'manifest-malformed')
      }),
    )
  })

  it('one changed byte anywhere in a ciphertext is noticed', async () => {
    const [key, context] = [draw(32), draw(32)]
    const sealed = await bytesOf(encryptStream(testRuntime, { key, context, plaintext: streamOf(new Uint8Array(40_000)) }))
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const copy = sealed.slice()
        copy[at] = (copy[at] ?? 0) ^ change
        expect(equalBytes(copy, sealed)).to.equal(false)
        try {
          await bytesOf(decryptStream(testRuntime, { key, context, ciphertext: streamOf(copy) }))
          expect.fail(`byte ${at}`)
        } catch (error) {
          expect(error).to.be.instanceOf(CauseFound)
        }
      }),
    )
  })
})

async function* inParts(whole: Bytes, size: number): AsyncGenerator<Bytes> {
  for (let at = 0; at < whole.length; at += size) yield whole.slice(at, at + size)
}
