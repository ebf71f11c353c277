import { type Bytes, fromHex, hex } from '../../primitives/bytes.ts'
import { decryptStream } from '../chunked-encryption.ts'
import { bidderKeyDigest, envelopeContext, fieldCommitment } from '../commitments.ts'
import { combinedContentKey } from '../content-key.ts'
import type { Letter, ListedFile } from '../letter.ts'
import { envelopeNamed, type Manifest, type ManifestEnvelope } from '../manifest.ts'
import { readPayload } from '../payload.ts'
import type { ByteSink, ByteStream, SealingRuntime } from '../runtime.ts'
import { recombine } from '../shares.ts'
import { type Attribution, type CauseCode, CauseFound, causes } from './causes.ts'

/** An opened envelope, or the one cause that keeps it closed, with whom it is attributed to. */
export type EnvelopeVerdict =
  | {
      readonly ok: true
      readonly letter: Letter
      /** Field → value, each as committed to in the manifest. */
      readonly fields: Readonly<Record<string, string>>
      readonly contentKey: Bytes
      /** How K_b came: from the bidder, from remedy shares, or not at all under "custodians". */
      readonly bidderKeyFrom: 'bidder' | 'remedy' | 'nobody'
    }
  | { readonly ok: false; readonly cause: CauseCode; readonly attributedTo: Attribution; readonly detail: string }

/** The content key of an envelope, or the cause there is none. */
export type KeyVerdict =
  | { readonly ok: true; readonly contentKey: Bytes; readonly bidderKeyFrom: 'bidder' | 'remedy' | 'nobody' }
  | { readonly ok: false; readonly cause: CauseCode; readonly attributedTo: Attribution; readonly detail: string }

/** What opens an envelope: shares of K_c, and of K_b either the key itself or, where the remedy was granted, shares. */
export interface EnvelopeKeys {
  readonly manifest: Manifest
  readonly envelope: string
  readonly shares: readonly Bytes[]
  readonly bidderKey?: Bytes | undefined
  readonly remedyShares?: readonly Bytes[] | undefined
}

/** Whether a revealed key is the one the manifest commits to. It proves itself: no certificate is needed, repeat at will. */
export function matchesBidderKey(manifest: Manifest, envelope: string, key: Uint8Array): boolean {
  const described = envelopeNamed(manifest, envelope)
  if (described?.bidderKeySha256 === undefined || key.length !== 32) return false
  return bidderKeyDigest(envelopeContext(manifest.bind, envelope), key) === described.bidderKeySha256
}

/** Finds the content key of an envelope and says whose fault it is when there is none. */
export async function findContentKey(input: EnvelopeKeys): Promise<KeyVerdict> {
  return asVerdict<Extract<KeyVerdict, { ok: true }>>(async () => {
    const described = describedEnvelope(input.manifest, input.envelope)
    const context = envelopeContext(input.manifest.bind, input.envelope)
    const custodianKey = await recombined(described.custodians, input.manifest.policy.k, input.shares)
    if (input.manifest.policy.kind === 'custodians') return { ok: true, contentKey: custodianKey, bidderKeyFrom: 'nobody' }
    const { bidderKey, from } = await findBidderKey(input, described)
    const contentKey = await combinedContentKey({ bidderKey, custodianKey, context })
    return { ok: true, contentKey, bidderKeyFrom: from }
  })
}

/**
 * Opens one envelope of a bid and checks it against everything its manifest commits to, in this order: the deal, the bidder's
 * key, the key commitment (before anything is decrypted), every chunk, the letter's form, every field, every file, and that
 * nothing else is in it. The payload's digest is taken on the way: bytes with another digest are the platform's fault whatever
 * they decrypt to. What `onFile`'s sinks received counts only when the verdict is ok.
 */
export async function openBidEnvelope(
  runtime: Pick<SealingRuntime, 'startSha256' | 'aesGcm'>,
  input: EnvelopeKeys & { readonly payload: ByteStream | undefined; onFile?(file: ListedFile): ByteSink },
): Promise<EnvelopeVerdict> {
  const found = await findContentKey(input)
  if (!found.ok) return found
  return asVerdict<Extract<EnvelopeVerdict, { ok: true }>>(async () => {
    const described = describedEnvelope(input.manifest, input.envelope)
    const context = envelopeContext(input.manifest.bind, input.envelope)
    if (input.payload === undefined) throw new CauseFound('payload-missing', `of the envelope ${input.envelope}`)
    const watched = watchedPayload(runtime, described, input.payload)
    const { contentKey, bidderKeyFrom } = found
    try {
      const letter = await readPayload(runtime, {
        envelope: input.envelope,
        plaintext: decryptStream(runtime, {
          key: contentKey,
          context,
          ciphertext: watched.stream,
          commitment: fromHex(described.payload.keyCommitment),
        }),
        onLetter: (read) => checkLetterFields(read, described, context),
        ...(input.onFile !== undefined && { onFile: input.onFile }),
      })
      await watched.finish()
      return { ok: true, letter, fields: valuesOf(letter), contentKey, bidderKeyFrom }
    } catch (error) {
      if (error instanceof CauseFound) await watched.finish()
      throw error
    } finally {
      await watched.close()
    }
  })
}

async function findBidderKey(
  input: EnvelopeKeys,
  described: ManifestEnvelope,
): Promise<{ bidderKey: Bytes; from: 'bidder' | 'remedy' }> {
  if (input.bidderKey !== undefined) {
    if (!matchesBidderKey(input.manifest, input.envelope, input.bidderKey)) {
      throw new CauseFound('bidder-key-mismatch', 'not the key that bidderKeySha256 commits to')
    }
    return { bidderKey: input.bidderKey, from: 'bidder' }
  }
  const { remedyK } = input.manifest.policy
  if (input.remedyShares === undefined || remedyK === undefined || described.remedy === undefined) {
    throw new CauseFound('bidder-key-missing', 'no key of the bidder, and no remedy granted')
  }
  const bidderKey = await recombined(described.remedy, remedyK, input.remedyShares)
  if (!matchesBidderKey(input.manifest, input.envelope, bidderKey)) {
    throw new CauseFound('bidder-key-mismatch', 'the key dealt under the remedy plan is not the one committed to')
  }
  return { bidderKey, from: 'remedy' }
}

async function recombined(commitments: ManifestEnvelope['custodians'], k: number, shares: readonly Bytes[]): Promise<Bytes> {
  const found = await recombine({ commitments, k, shares })
  if (!found.ok) throw new CauseFound(found.cause, found.detail)
  return found.secret
}

/** Every field stands in the manifest and every commitment in the letter, and each opens to what it committed to. Throws CauseFound. */
export function checkLetterFields(letter: Letter, described: ManifestEnvelope, context: Bytes): void {
  const listed = Object.keys(letter.fields).sort()
  const committed = Object.keys(described.fields).sort()
  if (listed.join() !== committed.join()) {
    throw new CauseFound('letter-fields-differ', `the letter has [${listed.join()}], the manifest [${committed.join()}]`)
  }
  for (const [k, field] of Object.entries(letter.fields)) {
    if (fieldCommitment({ context, k, v: field.value, salt: field.salt }) !== described.fields[k]) {
      throw new CauseFound('letter-field-mismatch', `field ${k}`)
    }
  }
}

/** Hashes a payload as it passes. `finish` reads on to its end, so that a wrong digest is found even when opening stopped early. */
function watchedPayload(
  runtime: Pick<SealingRuntime, 'startSha256'>,
  described: ManifestEnvelope,
  payload: ByteStream,
): { stream: ByteStream; finish(): Promise<void>; close(): Promise<void> } {
  const hash = runtime.startSha256()
  const source = payload[Symbol.asyncIterator]()
  let size = 0
  async function next(): Promise<Uint8Array | undefined> {
    const part = await source.next()
    if (part.done === true) return undefined
    hash.update(part.value)
    size += part.value.length
    return part.value
  }
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let part = await next(); part !== undefined; part = await next()) yield part
  }
  return {
    stream: stream(),
    async finish() {
      while ((await next()) !== undefined);
      const { payload: expected } = described
      if (size !== expected.size || hex(hash.digest()) !== expected.sha256) {
        throw new CauseFound('payload-digest-mismatch', `${size} bytes stored, ${expected.size} signed`)
      }
    },
    async close() {
      await source.return?.()
    },
  }
}

function describedEnvelope(manifest: Manifest, name: string): ManifestEnvelope {
  const described = envelopeNamed(manifest, name)
  if (described === undefined) throw new CauseFound('payload-malformed', `the manifest has no envelope ${name}`)
  return described
}

function valuesOf(letter: Letter): Record<string, string> {
  return Object.fromEntries(Object.entries(letter.fields).map(([name, field]) => [name, field.value]))
}

async function asVerdict<T extends { readonly ok: true }>(
  work: () => Promise<T>,
): Promise<T | { ok: false; cause: CauseCode; attributedTo: Attribution; detail: string }> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof CauseFound)) throw error
    return { ok: false, cause: error.code, attributedTo: causes[error.code].attributedTo, detail: error.detail }
  }
}
