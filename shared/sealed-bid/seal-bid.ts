import { signCms } from '../pki/cms-signature.ts'
import type { Signer } from '../pki/signer.ts'
import { type Bytes, hex } from '../primitives/bytes.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { DomainProblem } from '../problems/domain-problem.ts'
import { encryptStream, keyCommitment, payloadAlgorithm, sealedSize } from './chunked-encryption.ts'
import { bidderCommitment, bidderKeyDigest, envelopeContext, fieldCommitment, type Intent } from './commitments.ts'
import { combinedContentKey } from './content-key.ts'
import { dealSecret } from './custodian-share.ts'
import { isFileName, type Letter, type ListedFile } from './letter.ts'
import { type Bind, type Manifest, type ManifestEnvelope, manifestBytes } from './manifest.ts'
import { contentSize, paddedSize, payloadPlaintext } from './payload.ts'
import type { ByteSink, ByteStream, SealingRuntime } from './runtime.ts'
import type { SealingTarget } from './sealing-target.ts'

/** A file to be sealed. It is read twice: once for its digest, which stands before it, and once to be encrypted. */
export interface FileToSeal {
  readonly name: string
  readonly size: number
  open(): ByteStream
  /** Whether it is still the file that was there before the first reading (time and size). Without it, it is hashed a second time. */
  isUnchanged?(): Promise<boolean>
}

/** What goes into one envelope. */
export interface EnvelopeToSeal {
  readonly name: string
  /** Every field of the notice's form; '' for an optional one that is not given. Nothing for a withdrawal. */
  readonly fields: Readonly<Record<string, string>>
  readonly files: readonly FileToSeal[]
  /** Pads to at least so many bytes, so that a withdrawal can be as large as the bid it withdraws. */
  readonly padToBytes?: number
}

/** How far sealing has come, in bytes of plaintext; files count twice because they are read twice. */
export interface SealingProgress {
  readonly envelope: string
  readonly step: 'hashing' | 'encrypting'
  readonly doneBytes: number
  readonly totalBytes: number
}

/** A sealed bid, with everything its bidder must keep. */
export interface SealedBid {
  readonly manifest: Manifest
  readonly manifestBytes: Bytes
  readonly manifestSha256: string
  readonly p7s: Bytes
  readonly salt: Bytes
  readonly intent: Intent
  readonly entrySalt: Bytes
  /** Envelope → K_b as hex. Empty under the policy "custodians". Whoever has them and k custodians can open the bid. */
  readonly bidderKeys: Readonly<Record<string, string>>
}

/** What sealing needs. */
export interface SealingOrder {
  readonly target: SealingTarget
  readonly intent?: Intent
  readonly envelopes: readonly EnvelopeToSeal[]
  readonly signer: Signer
  /** Where the ciphertext of an envelope goes. */
  payloadSink(envelope: string): ByteSink
  onProgress?(progress: SealingProgress): void
  /**
   * Lends a copy of an envelope's content key for a rehearsal of its opening while the bidder is still there. It opens the envelope
   * without any custodian: it must not be kept, and whoever takes it erases it.
   */
  lendContentKey?(envelope: string, key: Bytes): void
}

/**
 * Seals one bid for one lot: every envelope encrypted under its own key, each key split between bidder and custodians as the
 * notice says, one manifest over all of it, signed. Constant memory whatever the size. Nothing leaves but ciphertext and commitments.
 * Throws DomainProblem: letter-incomplete, manifest-wrong-envelopes, manifest-payload-size, file-changed.
 */
export async function sealBid(runtime: SealingRuntime, order: SealingOrder): Promise<SealedBid> {
  const { target, signer, intent = 'bid' } = order
  checkOrder(order)
  const salt = runtime.random(32)
  const bind: Bind = {
    platform: target.platform,
    tender: target.tender,
    lot: target.lot,
    round: target.round,
    notice: target.noticeSha256,
    bidderCommitment: bidderCommitment({ salt, intent, certificate: signer.certificate }),
    nonce: hex(runtime.random(32)),
  }
  const envelopes: ManifestEnvelope[] = []
  const bidderKeys: Record<string, string> = {}
  for (const envelope of order.envelopes) {
    const sealed = await sealEnvelopeOfBid(runtime, order, bind, envelope)
    envelopes.push(sealed.envelope)
    if (sealed.bidderKey !== undefined) bidderKeys[envelope.name] = sealed.bidderKey
  }
  const manifest: Manifest = { v: 'sealedbid/1', bind, policy: { ...target.policy }, envelopes, supersedes: 'all-earlier' }
  const bytes = manifestBytes(manifest)
  const p7s = await signCms({ content: bytes, signer })
  const entrySalt = runtime.random(32)
  return { manifest, manifestBytes: bytes, manifestSha256: sha256Hex(bytes), p7s, salt, intent, entrySalt, bidderKeys }
}

async function sealEnvelopeOfBid(
  runtime: SealingRuntime,
  order: SealingOrder,
  bind: Bind,
  envelope: EnvelopeToSeal,
): Promise<{ envelope: ManifestEnvelope; bidderKey: string | undefined }> {
  const { policy, custodians } = order.target
  const context = envelopeContext(bind, envelope.name)
  const names = order.target.envelopes.find((asked) => asked.name === envelope.name)?.fields ?? []
  const letter = await writeLetter(runtime, order, envelope)
  const custodianKey = runtime.random(32)
  const bidderKey = policy.kind === 'both' ? runtime.random(32) : undefined
  const key = bidderKey === undefined ? custodianKey : await combinedContentKey({ bidderKey, custodianKey, context })
  const payload = await sealPayload(runtime, order, { envelope, letter, key, context })
  const deal = { custodians, context, random: runtime.random }
  const sealed: ManifestEnvelope = {
    name: envelope.name,
    payload,
    fields: Object.fromEntries(names.map((name) => [name, commitmentTo(runtime, context, letter, name)])),
    custodians: await dealSecret({ ...deal, secret: custodianKey, k: policy.k, purpose: 'custodian' }),
    ...(bidderKey !== undefined && { bidderKeySha256: bidderKeyDigest(context, bidderKey) }),
    ...(bidderKey !== undefined &&
      policy.remedyK !== undefined && {
        remedy: await dealSecret({ ...deal, secret: bidderKey, k: policy.remedyK, purpose: 'remedy' }),
      }),
  }
  const kept = bidderKey === undefined ? undefined : hex(bidderKey)
  order.lendContentKey?.(envelope.name, key.slice())
  key.fill(0)
  custodianKey.fill(0)
  bidderKey?.fill(0)
  return { envelope: sealed, bidderKey: kept }
}

/** A withdrawal has no fields to commit to: random digests stand where a bid's commitments do, so that both look alike. */
function commitmentTo(runtime: SealingRuntime, context: Bytes, letter: Letter, name: string): string {
  const field = letter.fields[name]
  return field === undefined ? hex(runtime.random(32)) : fieldCommitment({ context, k: name, v: field.value, salt: field.salt })
}

async function writeLetter(runtime: SealingRuntime, order: SealingOrder, envelope: EnvelopeToSeal): Promise<Letter> {
  const files: ListedFile[] = []
  const totalBytes = sizeOf(envelope)
  let doneBytes = 0
  for (const file of envelope.files) {
    const hash = runtime.startSha256()
    let size = 0
    for await (const part of file.open()) {
      hash.update(part)
      size += part.length
      doneBytes += part.length
      order.onProgress?.({ envelope: envelope.name, step: 'hashing', doneBytes, totalBytes })
    }
    if (size !== file.size) throw new DomainProblem('file-changed', { name: file.name })
    files.push({ name: file.name, size, sha256: hex(hash.digest()) })
  }
  const fields = Object.entries(envelope.fields).map(([name, value]) => [name, { value, salt: hex(runtime.random(32)) }])
  return { v: 'letter/1', envelope: envelope.name, fields: Object.fromEntries(fields), files }
}

async function sealPayload(
  runtime: SealingRuntime,
  order: SealingOrder,
  input: { envelope: EnvelopeToSeal; letter: Letter; key: Bytes; context: Bytes },
): Promise<ManifestEnvelope['payload']> {
  const { envelope, letter, key, context } = input
  const size = paddedSize(Math.max(contentSize(letter), envelope.padToBytes ?? 0))
  const sealedBytes = sealedSize(size)
  if (sealedBytes > order.target.maxEnvelopeBytes) {
    const maxBytes = order.target.maxEnvelopeBytes
    throw new DomainProblem('manifest-payload-size', { envelope: envelope.name, size: sealedBytes, maxBytes })
  }
  const totalBytes = sizeOf(envelope)
  let doneBytes = 0
  const plaintext = payloadPlaintext({
    letter,
    size,
    async *open(file) {
      for await (const part of unchanged(runtime, file, fileNamed(envelope, file.name))) {
        yield part
        doneBytes += part.length
        order.onProgress?.({ envelope: envelope.name, step: 'encrypting', doneBytes, totalBytes })
      }
    },
  })
  const hash = runtime.startSha256()
  const sink = order.payloadSink(envelope.name)
  let salt: Bytes | undefined
  let written = 0
  for await (const part of encryptStream(runtime, { key, context, plaintext })) {
    salt ??= part.slice(0, 24)
    hash.update(part)
    written += part.length
    await sink.write(part)
  }
  await sink.close()
  const commitment = keyCommitment(key, salt ?? new Uint8Array(0), context)
  return { alg: payloadAlgorithm, size: written, sha256: hex(hash.digest()), keyCommitment: hex(commitment) }
}

/** Passes a file on and makes sure that it is still the one whose digest stands in the letter. */
async function* unchanged(runtime: SealingRuntime, listed: ListedFile, file: FileToSeal): AsyncGenerator<Uint8Array> {
  const hash = file.isUnchanged === undefined ? runtime.startSha256() : undefined
  let size = 0
  for await (const part of file.open()) {
    size += part.length
    if (size > listed.size) throw new DomainProblem('file-changed', { name: listed.name })
    hash?.update(part)
    yield part
  }
  const isSame = hash === undefined ? await file.isUnchanged?.() : hex(hash.digest()) === listed.sha256
  if (size !== listed.size || isSame !== true) throw new DomainProblem('file-changed', { name: listed.name })
}

function checkOrder(order: SealingOrder): void {
  const expected = order.target.envelopes.map((envelope) => envelope.name)
  const found = order.envelopes.map((envelope) => envelope.name)
  if (expected.join() !== found.join()) throw new DomainProblem('manifest-wrong-envelopes', { expected, found })
  for (const [index, envelope] of order.envelopes.entries()) {
    const fields = order.intent === 'withdrawal' ? [] : [...(order.target.envelopes[index]?.fields ?? [])].sort()
    const given = Object.keys(envelope.fields).sort()
    if (fields.join() !== given.join()) {
      throw new DomainProblem('letter-incomplete', { envelope: envelope.name, expected: fields, found: given })
    }
    const bad = envelope.files.find((file) => !isFileName(file.name))
    if (bad !== undefined) throw new DomainProblem('file-name-refused', { name: bad.name })
    const names = envelope.files.map((file) => file.name.toLowerCase())
    const twice = names.find((name, at) => names.indexOf(name) !== at)
    if (twice !== undefined) throw new DomainProblem('file-name-twice', { name: twice })
  }
}

function fileNamed(envelope: EnvelopeToSeal, name: string): FileToSeal {
  const file = envelope.files.find((candidate) => candidate.name === name)
  if (file === undefined) throw new DomainProblem('file-changed', { name })
  return file
}

function sizeOf(envelope: EnvelopeToSeal): number {
  return envelope.files.reduce((sum, file) => sum + file.size, 0)
}
