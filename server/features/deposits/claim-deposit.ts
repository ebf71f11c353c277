import type { VerifiedAct } from '#shared/acts/act.ts'
import type { BeijingDay } from '#shared/calendar/beijing.ts'
import type { ClaimGround, DepositForm } from '#shared/deposits/grounds.ts'
import { isOpenDeposit } from '#shared/lifecycle/deposit.ts'
import { assertNever } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { Yuan } from '#shared/primitives/money.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readParty } from '../identity/index.ts'
import { appendEvent } from '../ledger/index.ts'
import type { PublishedTender } from '../notices/index.ts'
import { openStandings, stateAfter, writeDeposit } from './change-deposit.ts'
import { type DepositRecord, depositModel } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'
import type { Standings } from './read-standings.ts'
import { assertDay, assertRequired, dueOf, isTold, newDeposit } from './record-deposits.ts'

/** What a bidder says of its deposit. */
interface Claimed {
  readonly ground: ClaimGround
  readonly form: DepositForm
  readonly amount: Yuan
  readonly receivedOn: BeijingDay
  readonly reference: string
  readonly refundTo: string
}

/**
 * A bidder asks for its deposit by itself, once names are public or never will be (O3). Of a withdrawn bid the platform never learns whose it was:
 * this is the written notice from which its days run (B8, G11). Throws `deposits-not-open`, `deposit-not-required`,
 * `deposit-claimed-already`, `deposit-claim-unfounded`, `deposit-day-refused`, `deposit-wrong-step`.
 */
export async function claimDeposit(
  deps: DepositsDeps,
  { act, at }: { readonly act: VerifiedAct<{ readonly tender: string; readonly lot: string }, Claimed>; readonly at: number },
): Promise<DepositRecord> {
  const { lot } = act.subject
  const { party } = act.by
  return inTransaction(deps.connection, async (session) => {
    const { tender, standings } = await openStandings(deps, session, { operation: 'claimDeposit', act })
    assertRequired(tender, lot)
    assertDay(act.body.receivedOn, at)
    const found = await depositModel(deps.connection)
      .findOne({ tender: tender._id, lot, party })
      .session(session)
      .lean<DepositRecord>()
    if (found?.claim != null) throw new DomainProblem('deposit-claimed-already')
    assertFounded(standings, { lot, party, ground: act.body.ground, tender, found })
    const before = found ?? newDeposit(deps, { tender, lot, party, name: (await readParty(deps, party)).name })
    const state = stateAfter(before, 'claim')
    const claimed: DepositRecord = {
      ...before,
      state,
      claim: { ...act.body, at: instantOf(at), actSha256: act.sha256, refusal: null },
      version: before.version + 1,
    }
    const dueAt = dueOf(tender, standings, claimed)
    const after = { ...claimed, dueAt, nextDueAt: isOpenDeposit(state) && !isTold(before, dueAt) ? dueAt : null }
    if (found === null) await depositModel(deps.connection).create([after], { session })
    else await writeDeposit(deps, session, found, after)
    await appendEvent(deps, session, {
      type: 'deposit.claimed',
      subject: { tender: tender._id, lot },
      at: instantOf(at),
      act,
      tender: tender._id,
      facts: { lot, deposits: [after._id], ...(dueAt === null ? {} : { dueAt: instantOf(dueAt.getTime()) }) },
      isActPublic: false,
    })
    return after
  })
}

interface Judged {
  readonly lot: string
  readonly party: string
  readonly ground: ClaimGround
  readonly tender: PublishedTender
  readonly found: DepositRecord | null
}

/** Holds the reason of a claim against what the opening has published. */
function assertFounded(standings: Standings, { lot, party, ground, tender, found }: Judged): void {
  const isOpened = standings.bidders.some((each) => each.lot === lot && each.party === party)
  if (!isFounded()) throw new DomainProblem('deposit-claim-unfounded')

  function isFounded(): boolean {
    switch (ground) {
      case 'withdrawn':
        return !isOpened
      case 'not-opened':
        return !isOpened && (standings.isLotFailed(lot) || tender.state === 'terminated')
      case 'extension-refused':
        // From the award notice on there is nothing left to extend.
        return isOpened && standings.of({ lot, party, claim: null }).awardNoticeAt === null
      case 'unrecorded':
        return isOpened && found === null
      default:
        return assertNever(ground)
    }
  }
}
