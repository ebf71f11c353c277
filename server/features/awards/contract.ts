import type { VerifiedAct } from '#shared/acts/act.ts'
import { overdueFrom } from '#shared/calendar/period.ts'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import type { AwardRecord } from './award.model.ts'
import { type AwardSubject, bidNamed, changeByAct, readAward } from './change-award.ts'
import { isHeld } from './complaints.ts'
import { contractPdf } from './contract-pdf.ts'
import type { AwardsDeps, AwardsRecords } from './deps.ts'

/**
 * Drafts the contract from the winner's bid and compares it point by point: every field of the letter must stand in the contract as it was
 * bid (ZTB 46, A4). A draft may be replaced until somebody has signed.
 */
export async function draftContract(
  deps: AwardsRecords,
  {
    act,
    at,
  }: {
    readonly act: VerifiedAct<AwardSubject, { readonly points: Readonly<Record<string, string>>; readonly terms: string }>
    readonly at: number
  },
): Promise<AwardRecord> {
  return changeByAct(deps, { operation: 'draftContract', act, at, states: ['awarded'] }, ({ award, tender }) => {
    assertHolds(award.winner !== null, 'an award that is decided has a winner')
    const winner = bidNamed(award, award.winner.bid)
    const { points, terms } = act.body
    for (const [point, bid] of Object.entries(winner.fields))
      if (points[point] !== bid) throw new DomainProblem('contract-deviates', { point, bid, contract: points[point] ?? '' })
    const stranger = Object.keys(points).find((point) => !Object.hasOwn(winner.fields, point))
    if (stranger !== undefined)
      throw new DomainProblem('contract-deviates', { point: stranger, bid: '', contract: points[stranger] ?? '' })
    const bytes = canonicalBytes({
      v: 'contract/1',
      platform: deps.config.platformName,
      tender: tender._id,
      code: tender.code,
      title: tender.title,
      lot: { id: award.lot, name: award.name },
      noticeSha256: tender.noticeSha256,
      bid: winner.bid,
      award: award.resultActSha256 ?? award.winner.actSha256,
      tenderer: { party: tender.tendererParty, name: tender.tendererName },
      winner: { party: winner.party, name: winner.name },
      comparison: Object.entries(winner.fields).map(([point, bid]) => ({
        point,
        bid,
        contract: points[point] ?? '',
        isEqual: true,
      })),
      terms,
      draftedAt: instantOf(at),
    })
    const contract = { text: fromUtf8(bytes), sha256: sha256Hex(bytes), signatures: [] }
    return {
      fact: 'award.contract-drafted',
      facts: { contractSha256: contract.sha256 },
      event: 'draft-contract',
      isActPublic: false,
      set: { contract },
    }
  })
}

/**
 * One of the two parties signs; with the second signature the contract is concluded and published at once (A4, A7, G9). Not while the award is
 * held: a contract signed over an open complaint or query could not be undone here. Throws `state-changed` when both sign at the same moment.
 */
export async function signContract(
  deps: AwardsDeps,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, { readonly contractSha256: string }>; readonly at: number },
): Promise<AwardRecord> {
  const pdf = await concludedPdf(deps, act, at)
  return changeByAct(deps, { operation: 'signContract', act, at, states: ['signing'] }, ({ award, tender }) => {
    const { contract, winner } = award
    assertHolds(contract !== null && winner !== null, 'a contract that is signed has been drafted')
    if (isHeld(award, at)) throw new DomainProblem('award-held')
    const as = roleOf(act.by.party, tender.tendererParty, bidNamed(award, winner.bid).party)
    if (contract.sha256 !== act.body.contractSha256) throw new DomainProblem('record-changed')
    if (contract.signatures.some((signature) => signature.as === as)) throw new DomainProblem('already-acted')
    const signatures = [...contract.signatures, signatureOf(act, as, at)]
    const isConcluded = signatures.length === 2
    if (isConcluded && pdf === undefined) throw new DomainProblem('state-changed')
    return {
      fact: isConcluded ? 'award.contract-concluded' : 'award.contract-signed',
      facts: {
        contractSha256: contract.sha256,
        as,
        ...(isConcluded
          ? {
              signatures: signatures.map(({ as: role, actSha256 }) => ({ as: role, actSha256 })),
              contractPdfSha256: pdf?.sha256 ?? null,
            }
          : {}),
        isLate: award.contractDueAt !== null && at >= Date.parse(award.contractDueAt),
      },
      ...(isConcluded ? { event: 'contract' as const } : {}),
      set: {
        contract: { ...contract, signatures },
        ...(isConcluded ? { stepDueAt: filingDueAt(tender, at), contractPdfSha256: pdf?.sha256 ?? null } : {}),
      },
    }
  })
}

/** The contract as PDF when this signature is the second; made before the transaction, and worth nothing unless that commits. */
async function concludedPdf(deps: AwardsDeps, act: VerifiedAct<AwardSubject>, at: number) {
  const award = await readAward(deps, act.subject)
  const tender = await readPublishedTender(deps, act.subject.tender)
  const { contract, winner, state } = award
  if (state !== 'signing' || contract?.signatures.length !== 1 || winner === null) return undefined
  const as = roleOf(act.by.party, tender.tendererParty, bidNamed(award, winner.bid).party)
  const signatures = [...contract.signatures, signatureOf(act, as, at)]
  return deps.blobs.put(await contractPdf(deps, { award, tender, signatures, act, at }))
}

function signatureOf(act: VerifiedAct, as: 'tenderer' | 'winner', at: number) {
  return { as, person: act.by.person, at: instantOf(at), actSha256: act.sha256 }
}

/** Until when a copy of the contract is due at the regulator; null where the law asks for none. */
function filingDueAt(tender: PublishedTender, at: number): string | null {
  const pack = rulePack(tender.rulePack)
  const period = awardPeriods(pack, tender.category)['contract-filing']
  return period === null ? null : instantOf(overdueFrom(pack.calendar, at, period.applied))
}

function roleOf(party: string, tenderer: string, winner: string): 'tenderer' | 'winner' {
  if (party === tenderer) return 'tenderer'
  if (party === winner) return 'winner'
  throw new DomainProblem('not-a-party-to-the-contract')
}
