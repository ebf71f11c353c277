import { z } from 'zod'
import { type Bytes, base64url, fromHex, utf8 } from '#shared/primitives/bytes.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { openEventRecord, sealEventRecord } from '#shared/sealed-bid/event-envelope.ts'
import { fitsIdentity, type IdentityContent, sealIdentity } from '#shared/sealed-bid/identity-envelope.ts'
import { type Bind, parseManifest } from '#shared/sealed-bid/manifest.ts'
import { buildReceipt, type SignedReceipt, signedReceiptSchema } from '#shared/sealed-bid/receipt.ts'
import type { SealingTarget } from '#shared/sealed-bid/sealing-target.ts'
import { type Submission, type VerifiedSubmission, verifySubmission } from '#shared/sealed-bid/submission.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { nodeSealingRuntime } from '../../platform/sealing-runtime.ts'
import { appendOpaque } from '../ledger/index.ts'
import { readPublishedTender } from '../notices/index.ts'
import { assertMayBid, parseChain } from './assert-may-bid.ts'
import { assertTakesBids } from './assert-takes-bids.ts'
import { insertBid } from './bid.model.ts'
import { checkPayloads } from './check-payloads.ts'
import type { BidsDeps } from './deps.ts'
import { issueReceipt } from './issue-receipt.ts'
import { readStoredBid } from './read-bids.ts'
import { sealingTargetOf } from './sealing-target.ts'
import { whileInHand } from './submissions-in-hand.ts'

/** A submission with what the server knows of its arrival. All of it goes into the identity envelope, and nowhere else. */
export interface ArrivedSubmission {
  readonly submission: Submission
  /** The clock when the last byte had been read, ms: the moment that counts (B7, ESL 11). */
  readonly receivedAt: number
  readonly address: string
  readonly device: string
}

/**
 * Takes a sealed bid in (rules B1–B5), authorised by the signature over its manifest and by nothing else:
 * time and tender → manifest and signature → who signed → payloads whole → receipt, identity sealed to the custodians → one
 * transaction with the opaque ledger entry. Replacement and withdrawal come the same way. The same submission sent again, even after
 * the deadline, gets the same receipt. Throws the problem that names the one check that failed; what is refused leaves no trace.
 */
export async function submitBid(deps: BidsDeps, arrived: ArrivedSubmission): Promise<SignedReceipt> {
  const { submission } = arrived
  const bind = statedBind(submission.manifest)
  return whileInHand(deps.connection, bind.tender, async () => {
    const receipt = await receiveOnce(deps, arrived, bind)
    await Promise.all(submission.uploads.map(({ capability }) => deps.uploads.forget(capability)))
    return receipt
  })
}

const statedBindSchema = z.looseObject({ bind: z.looseObject({ tender: z.string().max(64), lot: z.string().max(64) }) })

/**
 * Which tender and lot a manifest says it is for: what has to be known to read what it must be sealed for. It is judged as a whole, and these
 * two again, by `verifySubmission`. Throws `manifest-malformed`.
 */
function statedBind(manifest: string): Pick<Bind, 'tender' | 'lot'> {
  try {
    return statedBindSchema.parse(JSON.parse(manifest)).bind
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return parseManifest(utf8(manifest)).bind
    throw error
  }
}

/**
 * A submission that was taken before fails somewhere on its way: it is late, its uploads are gone, its record is there. Whatever it was, it
 * gets the first one's receipt.
 */
async function receiveOnce(
  deps: BidsDeps,
  arrived: ArrivedSubmission,
  bind: Pick<Bind, 'tender' | 'lot'>,
): Promise<SignedReceipt> {
  try {
    return await receive(deps, arrived, bind)
  } catch (error) {
    const earlier = await earlierReceipt(deps, arrived.submission)
    if (earlier === undefined) throw error
    return earlier
  }
}

async function receive(deps: BidsDeps, arrived: ArrivedSubmission, bind: Pick<Bind, 'tender' | 'lot'>): Promise<SignedReceipt> {
  const { submission, receivedAt } = arrived
  const tender = await readPublishedTender(deps, bind.tender)
  assertTakesBids(tender, receivedAt)
  const target = sealingTargetOf(tender, bind.lot, deps.config.platformName)
  const verified = await verifySubmission({ submission, target })
  const chain = [...verified.chain, ...parseChain(submission.chain)]
  const { party } = await assertMayBid(deps, { signer: verified.signer, chain, tender, at: receivedAt })
  await checkPayloads(deps.uploads, verified.manifest, submission.uploads)
  const { tender: _id, lot } = bind
  const uncount = deps.submissionLimits.count({ tender: _id, lot, party, deadlineAt: millisOf(tender.deadlineAt) }, receivedAt)
  try {
    return await take(deps, { arrived, bind, target, verified })
  } catch (error) {
    uncount()
    throw error
  }
}

/** Writes down a submission that has passed every check: receipt, identity and event sealed, then one transaction. */
async function take(
  deps: BidsDeps,
  {
    arrived,
    bind,
    target,
    verified,
  }: {
    readonly arrived: ArrivedSubmission
    readonly bind: Pick<Bind, 'tender' | 'lot'>
    readonly target: SealingTarget
    readonly verified: VerifiedSubmission
  },
): Promise<SignedReceipt> {
  const { submission, receivedAt } = arrived
  const { manifestSha256, manifest, manifestBytes } = verified
  const { bytes, event, c } = buildReceipt({
    platform: deps.config.platformName,
    tender: bind.tender,
    lot: bind.lot,
    manifestSha256,
    receivedAt: instantOf(receivedAt),
    entrySalt: submission.entrySalt,
  })
  const [identity, { signed, eventEnc }] = await Promise.all([
    sealIdentityOf({ arrived, verified, target, event }),
    sealReceipt(deps, { bytes, manifestSha256, entrySalt: fromHex(submission.entrySalt) }),
    Promise.all(submission.uploads.map(({ capability }) => deps.uploads.adopt(capability))),
  ])
  await inTransaction(deps.connection, async (session) => {
    assertTakesBids(await readPublishedTender(deps, bind.tender, session), receivedAt)
    await insertBid(deps.connection, session, { manifestSha256, manifestBytes, manifest, identity, eventEnc })
    await appendOpaque(deps, session, { c })
  })
  return signed
}

async function sealIdentityOf(input: {
  readonly arrived: ArrivedSubmission
  readonly verified: VerifiedSubmission
  readonly target: SealingTarget
  readonly event: IdentityContent['event']
}) {
  const { submission, address, device } = input.arrived
  const { p7s, chain, salt, intent, entrySalt, keyCopy } = submission
  const content: IdentityContent = {
    v: 'identity/1',
    kind: 'bid',
    p7s,
    chain,
    certificate: base64url(input.verified.signer.der),
    salt,
    intent,
    event: input.event,
    entrySalt,
    address,
    device: device.normalize('NFC'),
    ...(keyCopy === undefined ? {} : { keyCopy }),
  }
  if (!fitsIdentity(content)) throw new DomainProblem('bid-signature-too-large')
  const { manifestSha256 } = input.verified
  const { policy, custodians } = input.target
  return sealIdentity(nodeSealingRuntime, { manifestSha256, content, policy, custodians })
}

/** The receipt of a submission that was taken before; undefined for a new one. Throws `bid-known-otherwise` for another entry salt. */
async function earlierReceipt(deps: BidsDeps, submission: Submission): Promise<SignedReceipt | undefined> {
  const manifestSha256 = sha256Hex(utf8(submission.manifest))
  const stored = await readStoredBid(deps, manifestSha256)
  if (stored === undefined) return undefined
  return openReceipt({ entrySalt: fromHex(submission.entrySalt), manifestSha256, enc: stored.eventEnc })
}

/** The receipt, and what the server keeps of it: ciphertext under the bidder's own salt. */
async function sealReceipt(
  deps: BidsDeps,
  input: { readonly bytes: Bytes; readonly manifestSha256: string; readonly entrySalt: Bytes },
): Promise<{ readonly signed: SignedReceipt; readonly eventEnc: Bytes }> {
  const { bytes, manifestSha256, entrySalt } = input
  const signed = await issueReceipt(deps, bytes)
  return { signed, eventEnc: await sealEventRecord({ entrySalt, manifestSha256, record: receiptRecord(signed) }) }
}

/** What event.enc holds: the signed receipt, whose text contains the event. */
function receiptRecord({ receipt, p7s, timestamp }: SignedReceipt): Json {
  return { receipt, p7s, ...(timestamp === undefined ? {} : { timestamp }) }
}

async function openReceipt(input: {
  readonly entrySalt: Bytes
  readonly manifestSha256: string
  readonly enc: Bytes
}): Promise<SignedReceipt> {
  const record = await openEventRecord(input)
  if (record === undefined) throw new DomainProblem('bid-known-otherwise')
  return signedReceiptSchema.parse(record)
}
