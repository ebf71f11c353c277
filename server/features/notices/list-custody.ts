import type { AnswerOf } from '#shared/contracts/contract.ts'
import type { listCustodyContract, readCustodiansContract } from '#shared/contracts/notices/custody.ts'
import { isPublicTender } from '#shared/lifecycle/tender.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readRecord } from './change-tender.ts'
import { isKeyStillNeeded, policyOf } from './custody-acts.ts'
import type { NoticesReads } from './deps.ts'
import { publishedAct } from './published-act.ts'
import { tenderModel } from './tender.model.ts'

/** The seats an actor's party is asked to fill or fills: one desk for many tenders, the nearest deadline first. */
export async function listCustody(deps: NoticesReads, actor: Actor): Promise<AnswerOf<typeof listCustodyContract>> {
  const records = await tenderModel(deps.connection)
    .find({ 'seats.party': actor.party, state: { $ne: 'discarded' } })
    .lean()
  const needed = new Map<string, boolean>()
  for (const record of records) needed.set(record._id, await isKeyStillNeeded(deps, record))
  const seats = records.flatMap((record) => {
    const { draft } = record
    const policySha256 = policyOf(record)
    if (draft === null || policySha256 === undefined) return []
    return record.seats
      .filter(({ party }) => party === actor.party)
      .map((seat) => ({
        tender: record._id,
        i: seat.i,
        code: record.code,
        title: record.title,
        state: record.state,
        isSuspended: record.isSuspended,
        seat: seat.state,
        openingPolicy: draft.openingPolicy,
        allSeats: record.seats.map(({ i, party: holder, name }) => ({ i, party: holder, name })),
        envelopes: record.notice?.envelopes ?? draft.envelopes,
        policySha256,
        keySha256: seat.keySha256,
        publishAt: record.publishAt ?? draft.publishAt,
        deadlineAt: record.deadlineAt ?? draft.deadlineAt,
        readinessAskedAt: seat.readinessAskedAt,
        readyAt: seat.readyAt,
        destroyedAt: seat.destroyedAt,
        isKeyNeeded: needed.get(record._id) !== false,
      }))
  })
  return { seats: seats.sort((left, right) => (left.deadlineAt < right.deadlineAt ? -1 : 1)) }
}

/** The custodians of a published tender with their signed acceptances. Throws `not-found`. */
export async function readCustodians(deps: NoticesReads, id: string): Promise<AnswerOf<typeof readCustodiansContract>> {
  const record = await readRecord(deps, id)
  const { notice } = record
  if (!isPublicTender(record.state) || notice === null) throw new DomainProblem('not-found')
  const custodians = await Promise.all(
    notice.custodians.map(async ({ i, party, name, keySpki, keySha256, acceptActSha256 }) => {
      const seat = record.seats.find((found) => found.i === i)
      return {
        i,
        party,
        name,
        keySpki,
        keySha256,
        acceptance: await publishedAct(deps, acceptActSha256),
        readyAt: seat?.readyAt ?? null,
        destroyedAt: seat?.destroyedAt ?? null,
      }
    }),
  )
  return { custodians }
}
