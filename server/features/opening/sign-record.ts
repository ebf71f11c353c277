import type { VerifiedAct } from '#shared/acts/act.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { OpeningRecords } from './deps.ts'
import { hastenOpening } from './move-opening.ts'
import { openingModel, type PaperSignature } from './opening.model.ts'
import { participationOf } from './participants.ts'
import { presenceModel } from './presence.model.ts'
import { assertListSigned, type ListSubject, readOpeningAt } from './read-opening.ts'
import { laterPart } from './stages.ts'

type RecordAct = VerifiedAct<
  ListSubject,
  { readonly recordSha256: string; readonly isRefusal: boolean; readonly reason?: string | undefined }
>

/** Whoever took part signs the record, or says why not; one signature for a party. When everybody present has, the wait is over. */
export async function signRecord(
  deps: OpeningRecords,
  { act, at }: { readonly act: RecordAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { opening, tender } = await readOpeningAt(deps, act.subject, ['signing'], session)
    assertListSigned(opening, act.subject)
    const { record } = opening
    if (record === null || record.sha256 !== act.body.recordSha256) throw new DomainProblem('record-changed')
    const as = await participationOf(deps, tender, act.by, session)
    if (record.signatures.some(({ party }) => party === act.by.party)) throw new DomainProblem('already-released')
    const { isRefusal, reason } = act.body
    const signature: PaperSignature = {
      as,
      party: act.by.party,
      person: act.by.person,
      actSha256: act.sha256,
      at: instantOf(at),
      isRefusal,
      reason: reason ?? null,
    }
    const signatures = [...record.signatures, signature]
    await appendEvent(deps, session, {
      type: 'opening.record-signed',
      subject: { tender: tender._id },
      at: instantOf(at),
      act,
      tender: tender._id,
      facts: { ...laterPart(opening), as, party: act.by.party, recordSha256: record.sha256, isRefusal },
    })
    await openingModel(deps.connection).updateOne(
      { _id: opening._id, version: opening.version },
      { $set: { record: { ...record, signatures } }, $inc: { version: 1 } },
      { session },
    )
    const present = await presenceModel(deps.connection).distinct('party', { tender: opening._id }).session(session)
    const signed = new Set(signatures.map(({ party }) => party))
    if (present.length > 0 && present.every((party) => signed.has(party))) await hastenOpening(deps, session, opening, at)
  })
}
