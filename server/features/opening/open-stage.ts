import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import type { LaterStage } from '#shared/catalogue/letter-form.ts'
import { firstStageState, stageFact } from '#shared/lifecycle/opening.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import { isSuspended, type PublishedTender } from '../notices/index.ts'
import type { OpeningRecords } from './deps.ts'
import { openingModel } from './opening.model.ts'
import { type OpeningBid, updateOpeningBids } from './opening-bid.model.ts'
import { isHost } from './participants.ts'
import { readOpening, readOpeningBids } from './read-opening.ts'
import { openingId } from './stages.ts'

/** The act that opens a later stage: what its signer saw, and the bids that go on. */
export type OpenStageAct = VerifiedAct<
  { readonly tender: string; readonly list: string; readonly stage: LaterStage },
  { readonly opening: readonly string[]; readonly unopened: readonly string[] }
>

/** The bids whose envelope of a stage is still shut, each with whether it goes on, in the byte order of their digests. */
export async function sealedAt(
  deps: Pick<OpeningRecords, 'connection'>,
  tender: string,
  stage: LaterStage,
  session?: ClientSession,
): Promise<OpeningBid[]> {
  const bids = await readOpeningBids(deps, tender, session)
  return bids
    .filter(({ later }) => later?.stage === stage && later.state === 'sealed')
    .sort((left, right) => (left._id < right._id ? -1 : 1))
}

/**
 * Opens a later stage in the caller's transaction: its record begins where custodians release, the bids that go on are those the act names, and
 * the envelope of every other stays shut for good. Whoever calls decides who goes on (`admitted`); an act that names others is refused.
 * Throws `not-a-participant`, `opening-suspended`, `opening-wrong-step` before the opening is recorded and once the stage is open,
 * `act-wrong-subject`, `record-changed`.
 */
export async function openStage(
  deps: OpeningRecords,
  session: ClientSession,
  {
    act,
    tender,
    admitted,
    at,
  }: {
    readonly act: OpenStageAct
    readonly tender: PublishedTender
    readonly admitted: ReadonlySet<string>
    readonly at: number
  },
): Promise<void> {
  const { stage, list } = act.subject
  if (!isHost(tender, act.by)) throw new DomainProblem('not-a-participant')
  if (isSuspended(tender)) throw new DomainProblem('opening-suspended')
  const opening = await readOpening(deps, tender._id, session)
  const id = openingId(tender._id, stage)
  if (opening.state !== 'recorded') throw new DomainProblem('opening-wrong-step', { state: opening.state, expected: 'recorded' })
  if ((await openingModel(deps.connection).exists({ _id: id }).session(session)) !== null)
    throw new DomainProblem('opening-wrong-step', { state: stageFact(stage, 'opened'), expected: 'recorded' })
  if (act.subject.tender !== tender._id || list !== opening.list) throw new DomainProblem('act-wrong-subject')
  const sealed = await sealedAt(deps, tender._id, stage, session)
  const going = sealed.filter(({ _id }) => admitted.has(_id))
  const staying = sealed.filter(({ _id }) => !admitted.has(_id))
  assertHolds(going.length > 0 && going.length === admitted.size, 'a stage opens for bids that are sealed')
  if (idsOf(going) !== act.body.opening.join() || idsOf(staying) !== act.body.unopened.join())
    throw new DomainProblem('record-changed')
  await updateOpeningBids(
    deps.connection,
    sealed.map(({ _id }) => ({
      _id,
      set: { later: { stage, state: admitted.has(_id) ? ('to-open' as const) : ('unopened' as const), cause: null } },
    })),
    session,
  )
  const { c, event } = await appendEvent(deps, session, {
    type: stageFact(stage, 'opened'),
    subject: { tender: tender._id },
    at: instantOf(at),
    act,
    tender: tender._id,
    facts: { stage, opening: going.map(({ _id }) => _id), unopened: staying.map(({ _id }) => _id) },
  })
  const stepEndsAt = new Date(at + tender.openingPolicy.windows.custodianSeconds * 1000)
  await openingModel(deps.connection).create(
    [
      {
        _id: id,
        version: 1,
        state: firstStageState,
        nextDueAt: stepEndsAt,
        stepEndsAt,
        deadlineAt: opening.deadlineAt,
        lastEvent: c,
        movedThrough: event.seq ?? 0,
        list: opening.list,
        settlement: opening.settlement,
        lots: opening.lots.flatMap((lot) => {
          const liveBids = new Set(going.filter((bid) => bid.lot === lot.lot).map(({ identity }) => identity?.party)).size
          return liveBids === 0 ? [] : [{ ...lot, liveBids, isFailed: false }]
        }),
        custodians: opening.custodians.map((custodian) => ({ ...custodian, releaseActSha256: null })),
      },
    ],
    { session },
  )
}

function idsOf(bids: readonly OpeningBid[]): string {
  return bids.map(({ _id }) => _id).join()
}
