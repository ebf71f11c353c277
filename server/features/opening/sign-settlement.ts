import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { OpeningRecords } from './deps.ts'
import { hastenOpening } from './move-opening.ts'
import { openingModel, type PaperSignature } from './opening.model.ts'
import { assertListSigned, readOpeningAt } from './read-opening.ts'

type SettlementAct = VerifiedAct<{ readonly tender: string; readonly list: string }, { readonly settlementSha256: string }>

/** The tenderer (or its agency) or the regulator signs which keys came and what is whose cause (`opening/1` step 5). */
export async function signSettlement(
  deps: OpeningRecords,
  { act, at }: { readonly act: SettlementAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(deps, act.subject.tender, ['settling'], session)
    assertListSigned(opening, act.subject)
    const { settlement } = opening
    if (settlement === null || settlement.sha256 !== act.body.settlementSha256) throw new DomainProblem('record-changed')
    const isTenderer = [tender.tendererParty, tender.agencyParty].includes(act.by.party)
    if (!isTenderer && !act.by.roles.includes('regulator')) throw new DomainProblem('not-a-participant')
    const as = isTenderer ? 'tenderer' : 'regulator'
    if (settlement.signatures.some((signature) => signature.as === as)) throw new DomainProblem('already-released')
    const signature: PaperSignature = {
      as,
      party: act.by.party,
      person: act.by.person,
      actSha256: act.sha256,
      at: instantOf(at),
      isRefusal: false,
      reason: null,
    }
    const signatures = [...settlement.signatures, signature]
    await appendEvent(deps, session, {
      type: 'opening.settlement-signed',
      subject: { tender: opening._id },
      at: instantOf(at),
      act,
      tender: opening._id,
      facts: { as, settlementSha256: settlement.sha256 },
    })
    await openingModel(deps.connection).updateOne(
      { _id: opening._id, version: opening.version },
      { $set: { settlement: { ...settlement, signatures } }, $inc: { version: 1 } },
      { session },
    )
    if (signatures.length === 2) await hastenOpening(deps, session, opening, at)
  })
}
