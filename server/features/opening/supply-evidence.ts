import type { EnvelopeName, LaterStage } from '#shared/catalogue/letter-form.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { IdentityContent } from '#shared/sealed-bid/identity-envelope.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { payloadState, readStoredBid } from '../bids/index.ts'
import { appendEvent } from '../ledger/index.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { OpeningDeps } from './deps.ts'
import { judgeIdentity } from './identify-bids.ts'
import { hastenOpening } from './move-opening.ts'
import { openingModel } from './opening.model.ts'
import { openingBidModel } from './opening-bid.model.ts'
import { readOpeningAt, readOpeningBid } from './read-opening.ts'
import { laterPart, openingId } from './stages.ts'

/** A bidder proves again who it is, where its identity envelope does not open: its own signature, salt and event (`opening/1` step 3). */
export async function supplyIdentity(
  deps: OpeningDeps,
  {
    tender,
    manifestSha256,
    content,
    at,
  }: { readonly tender: string; readonly manifestSha256: string; readonly content: IdentityContent; readonly at: number },
): Promise<void> {
  const { opening } = await readOpeningAt(deps, tender, ['listed'])
  const bid = await readOpeningBid(deps, tender, manifestSha256)
  if (bid.identity !== null) return
  const stored = await readStoredBid(deps, manifestSha256)
  if (stored === undefined) throw new DomainProblem('bid-not-listed', { manifestSha256 })
  const judged = await judgeIdentity(deps, opening, stored, content, true)
  if (judged.kind !== 'known') throw new DomainProblem('evidence-wrong', { detail: judged.cause.detail })
  await inTransaction(deps.connection, async (session) => {
    const taken = await openingBidModel(deps.connection).updateOne(
      { _id: manifestSha256, identity: null, state: 'listed' },
      { $set: { identity: judged.identity } },
      { session },
    )
    if (taken.matchedCount === 0) return
    await appendEvent(deps, session, {
      type: 'bid.identity-supplied',
      subject: { tender, bid: manifestSha256 },
      at: instantOf(at),
      tender,
      facts: { number: bid.number, manifestSha256 },
    })
    // The step looks again at what is still missing; while custodians have their time it waits for them.
    if (opening.hasAskedIdentities || opening.isOverdue) await hastenOpening(deps, session, opening, at)
  })
}

/**
 * Anyone supplies a payload whose stored copy is lost or altered: the digest in the signed manifest proves it, until publication, and again at
 * the stage it opens at.
 */
export async function supplyPayload(
  deps: OpeningDeps,
  {
    tender,
    manifestSha256,
    envelope,
    capability,
    at,
  }: {
    readonly tender: string
    readonly manifestSha256: string
    readonly envelope: EnvelopeName
    readonly capability: string
    readonly at: number
  },
): Promise<void> {
  const stage = (await readPublishedTender(deps, tender)).envelopes.find(({ name }) => name === envelope)?.opensAt
  const isLater = stage !== undefined && stage !== 'opening' && (await isOpened(deps, tender, stage))
  const { opening } = await readOpeningAt(deps, isLater ? { tender, stage } : tender, [
    'listed',
    'revealing',
    'reporting',
    'settling',
    'releasing',
  ])
  const bid = await readOpeningBid(deps, tender, manifestSha256)
  const stored = await readStoredBid(deps, manifestSha256)
  const described = stored?.manifest.envelopes.find(({ name }) => name === envelope)
  if (stored === undefined || described === undefined || bid.state === 'out' || bid.later?.state === 'unopened')
    throw new DomainProblem('bid-not-listed', { manifestSha256 })
  const upload = await deps.uploads.finished(capability)
  if (upload === undefined) throw new DomainProblem('evidence-wrong', { detail: 'no finished upload of that name' })
  if (upload.sha256 !== described.payload.sha256 || upload.size !== described.payload.size) {
    throw new DomainProblem('evidence-wrong', {
      detail: `the upload is ${upload.sha256}, the manifest signs ${described.payload.sha256}`,
    })
  }
  const { state } = await payloadState(deps, stored, envelope)
  // What is there whole needs nobody to supply it, and no event to say so as often as somebody likes.
  if (state === 'whole') return deps.uploads.forget(capability)
  if (state === 'damaged') await deps.blobs.remove(described.payload.sha256)
  await deps.uploads.take(capability)
  await inTransaction(deps.connection, async (session) => {
    await appendEvent(deps, session, {
      type: 'bid.payload-supplied',
      subject: { tender, bid: manifestSha256 },
      at: instantOf(at),
      tender,
      facts: { ...laterPart(opening), number: bid.number, manifestSha256, envelope },
    })
    if (opening.hasAskedPayloads) await hastenOpening(deps, session, opening, at)
  })
}

async function isOpened(deps: OpeningDeps, tender: string, stage: LaterStage): Promise<boolean> {
  return (await openingModel(deps.connection).exists({ _id: openingId(tender, stage) })) !== null
}
