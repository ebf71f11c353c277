import { createHash, randomBytes } from 'node:crypto'
import type { WebCryptoKey } from '#shared/pki/keys.ts'
import type { Signer } from '#shared/pki/signer.ts'
import { type Bytes, concat } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { envelopeContext } from '#shared/sealed-bid/commitments.ts'
import { type CustodianKey, openCustodianShare } from '#shared/sealed-bid/custodian-share.ts'
import { envelopeNamed, type Manifest } from '#shared/sealed-bid/manifest.ts'
import { CauseFound } from '#shared/sealed-bid/opening/causes.ts'
import { portableRuntime, type SealingRuntime, streamOf } from '#shared/sealed-bid/runtime.ts'
import { type FileToSeal, type SealedBid, type SealingOrder, sealBid } from '#shared/sealed-bid/seal-bid.ts'
import type { SealingTarget } from '#shared/sealed-bid/sealing-target.ts'

/** Random bytes for tests of sealing. */
export const draw: RandomBytes = (length) => new Uint8Array(randomBytes(length))

/** A whole stream in memory. */
export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Bytes> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return concat(...parts)
}

/** The cause that work ends with, or `none`. */
export async function causeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'none'
  } catch (error) {
    if (error instanceof CauseFound) return error.code
    throw error
  }
}

/** A custodian of a tender under test, with its private key. */
export interface TestCustodian extends CustodianKey {
  readonly privateKey: WebCryptoKey
}

/** A tender to seal for, with the private keys of its custodians. */
export interface TestTender {
  readonly target: SealingTarget
  readonly custodians: readonly TestCustodian[]
}

/** A sealed bid under test: what was sealed, and its ciphertexts in memory. */
export interface TestBid extends SealedBid {
  readonly payloads: ReadonlyMap<string, Bytes>
}

/** The runtime of the tests of sealing: WebCrypto, digests by node:crypto. */
export const testRuntime: SealingRuntime = { ...portableRuntime(draw), startSha256: () => createHash('sha256') }

/** A tender of one commercial envelope (price and period) unless told otherwise, 3 of 5 custodians, fresh keys. */
export async function testTender(changes: Partial<SealingTarget> = {}): Promise<TestTender> {
  const policy = changes.policy ?? { kind: 'both', k: 3, n: 5 }
  const custodians = await Promise.all(Array.from({ length: policy.n }, (_, index) => testCustodian(index + 1)))
  const target: SealingTarget = {
    platform: 'bids.example/2026',
    tender: 'a'.repeat(32),
    lot: 'b'.repeat(32),
    round: 1,
    noticeSha256: 'c'.repeat(64),
    policy,
    custodians: custodians.map(({ i, keySpki }) => ({ i, keySpki })),
    envelopes: [{ name: 'commercial', fields: ['period', 'price'] }],
    maxEnvelopeBytes: 64 * 1024 * 1024,
    ...changes,
  }
  return { target, custodians }
}

async function testCustodian(i: number): Promise<TestCustodian> {
  const keys = (await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])) as {
    publicKey: WebCryptoKey
    privateKey: WebCryptoKey
  }
  return { i, keySpki: new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey)), privateKey: keys.privateKey }
}

/** A file in memory, ready to be sealed. */
export function fileOf(name: string, bytes: Bytes): FileToSeal {
  return { name, size: bytes.length, open: () => streamOf(bytes) }
}

/** Seals a bid of 1,230,000.00 in 90 days with one small file, unless told otherwise. */
export async function sealTestBid(
  tender: TestTender,
  signer: Signer,
  changes: Partial<Pick<SealingOrder, 'envelopes' | 'intent' | 'onProgress'>> = {},
  runtime: SealingRuntime = testRuntime,
): Promise<TestBid> {
  const payloads = new Map<string, Bytes>()
  const sealed = await sealBid(runtime, {
    target: tender.target,
    signer,
    envelopes: [
      {
        name: 'commercial',
        fields: { price: '1230000.00', period: '90' },
        files: [fileOf('投标报价.pdf', draw(50_000))],
      },
    ],
    payloadSink(envelope) {
      const parts: Uint8Array[] = []
      return {
        write: (part) => void parts.push(part.slice()),
        close: () => void payloads.set(envelope, concat(...parts)),
      }
    },
    ...changes,
  })
  return { ...sealed, payloads }
}

/** The shares of an envelope as its custodians' clients find them; those asked for by number, all by default. */
export async function sharesOf(
  tender: TestTender,
  manifest: Manifest,
  envelope: string,
  who: readonly number[] = tender.custodians.map(({ i }) => i),
  purpose: 'custodian' | 'remedy' = 'custodian',
): Promise<Bytes[]> {
  const described = envelopeNamed(manifest, envelope)
  const sealed = purpose === 'custodian' ? described?.custodians : described?.remedy
  const shares: Bytes[] = []
  for (const i of who) {
    const custodian = tender.custodians[i - 1]
    const share = sealed?.[i - 1]
    if (custodian === undefined || share === undefined) throw new Error(`no custodian ${i}`)
    const context = envelopeContext(manifest.bind, envelope)
    const opened = await openCustodianShare({ sealed: share, purpose, context, custodian, privateKey: custodian.privateKey })
    if (!opened.ok) throw new Error(`custodian ${i}: ${opened.refusal}: ${opened.detail}`)
    shares.push(opened.share)
  }
  return shares
}
