import type { EnvelopeName } from '#shared/catalogue/letter-form.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { payloadState, readStoredBid } from '../bids/index.ts'
import { appendEvent } from '../ledger/index.ts'
import type { OpeningDeps } from './deps.ts'
import { type OpeningRecord, openingModel } from './opening.model.ts'
import type { OpeningBid } from './opening-bid.model.ts'
import { laterPart, tenderOf } from './stages.ts'

/**
 * Whether the opening waits for payloads that the platform lost or damaged (`opening/1` step 7): says on the chain which, with the digest
 * found, and gives everybody one window to supply them again. When it is over the opening goes on, and what is missing is the platform's cause.
 */
export async function waitsForPayloads(
  deps: OpeningDeps,
  opening: OpeningRecord,
  lost: readonly OpeningBid[],
  { at, windowMs, names }: { readonly at: number; readonly windowMs: number; readonly names: ReadonlySet<EnvelopeName> },
): Promise<boolean> {
  const { hasAskedPayloads, stepEndsAt } = opening
  if (hasAskedPayloads && (stepEndsAt === null || stepEndsAt.getTime() <= at)) return false
  const until = hasAskedPayloads ? stepEndsAt : new Date(at + windowMs)
  const payloads = hasAskedPayloads ? [] : (await Promise.all(lost.map((bid) => faultsOf(deps, bid, names)))).flat()
  await inTransaction(deps.connection, async (session) => {
    if (!hasAskedPayloads)
      await appendEvent(deps, session, {
        type: 'opening.payloads-wanted',
        subject: { tender: tenderOf(opening) },
        at: instantOf(at),
        tender: tenderOf(opening),
        facts: { ...laterPart(opening), payloads },
      })
    const asked = await openingModel(deps.connection).updateOne(
      { _id: opening._id, version: opening.version },
      { $set: { nextDueAt: until, stepEndsAt: until, hasAskedPayloads: true }, $inc: { version: 1 } },
      { session },
    )
    if (asked.matchedCount === 0) throw new DomainProblem('state-changed')
  })
  return true
}

/** Every payload of a bid, of the envelopes that open now, that is not on disk as it was signed. */
async function faultsOf(deps: OpeningDeps, { _id, number }: OpeningBid, names: ReadonlySet<EnvelopeName>): Promise<Json[]> {
  const stored = await readStoredBid(deps, _id)
  const faults: Json[] = []
  for (const { name } of stored?.manifest.envelopes ?? []) {
    if (!names.has(name as EnvelopeName)) continue
    const state = stored === undefined ? undefined : await payloadState(deps, stored, name as EnvelopeName)
    if (state === undefined || state.state === 'whole') continue
    const foundSha256 = state.state === 'damaged' ? state.foundSha256 : null
    faults.push({ number, manifestSha256: _id, envelope: name, foundSha256 })
  }
  return faults
}
