import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { sealBid } from '#shared/sealed-bid/seal-bid.ts'
import { nodeSealingRuntime } from '../server/platform/sealing-runtime.ts'
import { SOMEBODY, testPki } from '../test/support/pki.ts'
import { testTender } from '../test/support/sealed-bid.ts'
import { interleave, type Measurement, rateOf, secondsOf } from './support/measure.ts'

const MEGABYTE = 1e6
/** 192 MiB is a size of the format: nothing is padded but the room left for the letter. */
const PAYLOAD_BYTES = 192 * 1024 * 1024
const FILE_BYTES = PAYLOAD_BYTES - 64 * 1024
const PART_BYTES = 256 * 1024
const ROUNDS = 7

/** Sealing a bid of 201 MB from memory to nowhere: all of `sealBid`, against the cipher alone, and against cipher and digests. */
export async function measure(): Promise<Measurement[]> {
  const pki = await testPki()
  const { signer } = await pki.person(SOMEBODY)
  const { target } = await testTender({ maxEnvelopeBytes: 2 ** 30 })
  const content = new Uint8Array(randomBytes(PAYLOAD_BYTES))

  function* parts(bytes: number): Generator<Uint8Array> {
    for (let at = 0; at < bytes; at += PART_BYTES) yield content.subarray(at, Math.min(at + PART_BYTES, bytes))
  }
  const seal = () =>
    sealBid(nodeSealingRuntime, {
      target,
      signer,
      envelopes: [
        {
          name: 'commercial',
          fields: { price: '1230000.00', period: '90' },
          files: [
            {
              name: '投标文件.pdf',
              size: FILE_BYTES,
              isUnchanged: async () => true,
              async *open() {
                yield* parts(FILE_BYTES)
              },
            },
          ],
        },
      ],
      payloadSink: () => ({ write: () => undefined, close: () => undefined }),
    })
  const encrypt = () => {
    const cipher = createCipheriv('aes-256-gcm', randomBytes(32), randomBytes(12))
    for (const part of parts(PAYLOAD_BYTES)) cipher.update(part)
    cipher.final()
    cipher.getAuthTag()
  }
  const encryptAndHash = () => {
    const cipher = createCipheriv('aes-256-gcm', randomBytes(32), randomBytes(12))
    const ofPlaintext = createHash('sha256')
    const ofCiphertext = createHash('sha256')
    for (const part of parts(PAYLOAD_BYTES)) {
      ofPlaintext.update(part)
      ofCiphertext.update(cipher.update(part))
    }
    cipher.final()
    ofPlaintext.digest()
    ofCiphertext.digest()
  }

  await seal()
  const amount = PAYLOAD_BYTES / MEGABYTE
  const unit = 'MB/s'
  const ours = () => secondsOf(seal)
  return [
    rateOf({
      name: 'sealing',
      rounds: await interleave(ROUNDS, { ours, baseline: () => secondsOf(encrypt) }),
      amount,
      unit,
      what: 'sealBid in Node, 201 MB, against AES-256-GCM of node:crypto over the same bytes and nothing else',
    }),
    rateOf({
      name: 'sealing-digests',
      rounds: await interleave(ROUNDS, { ours, baseline: () => secondsOf(encryptAndHash) }),
      amount,
      unit,
      what: 'the same against AES-256-GCM and the two SHA-256 the format asks for (of the file, of the payload)',
    }),
  ]
}
