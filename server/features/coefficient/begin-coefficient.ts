import { type CoefficientTerms, contributorsOf, termsDigest } from '#shared/coefficient/terms.ts'
import { firstCoefficientState } from '#shared/lifecycle/coefficient.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { drawnCoefficientOf } from '#shared/scoring/plan.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readParty } from '../identity/index.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { type CoefficientDocument, coefficientModel } from './coefficient.model.ts'
import type { CoefficientDeps } from './deps.ts'
import { recordFact } from './move-coefficient.ts'
import { findCoefficient } from './read-coefficient.ts'

/** Begins the draw of a published tender's coefficient where its notice asks for one: the terms go on the ledger. Done once; again it does nothing. */
export async function beginCoefficient(deps: CoefficientDeps, id: string, at: number): Promise<void> {
  const tender = await readPublishedTender(deps, id)
  const drawn = drawnCoefficientOf(tender.evaluation?.plan)
  if (drawn === undefined) return
  const terms: CoefficientTerms = {
    v: 'coefficient/1',
    platform: deps.config.platformName,
    tender: id,
    parties: await Promise.all(drawn.parties.map((party) => partyOf(deps, tender, party))),
    custody: { k: tender.openingPolicy.k, keys: tender.custodians.map(({ keySha256 }) => keySha256) },
  }
  const draw = termsDigest(terms)
  await inTransaction(deps.connection, async (session) => {
    if ((await findCoefficient(deps, id, session)) !== undefined) return
    const facts = { draw, terms, parties: [...drawn.parties] }
    const { c, seq } = await recordFact(deps, session, id, { type: 'coefficient.begun', facts, at })
    const fresh: CoefficientDocument = {
      _id: id,
      version: 1,
      state: firstCoefficientState,
      nextDueAt: new Date(at),
      leaseUntil: null,
      stepEndsAt: null,
      movedThrough: seq ?? 0,
      lastEvent: c,
      draw,
      terms: fromUtf8(canonicalBytes(terms)),
      own: null,
      contributors: contributorsOf(terms).map((of) => ({ of, c: null, sealed: null, r: null, isOpened: false, fault: null })),
      confirmations: [],
      given: [],
      isWarned: false,
      isSilenceTold: false,
      seed: null,
      lots: null,
      voidReason: null,
    }
    await coefficientModel(deps.connection).create([fresh], { session })
  })
}

/** A party and what it is to the tender. */
async function partyOf(
  deps: CoefficientDeps,
  tender: PublishedTender,
  party: string,
): Promise<CoefficientTerms['parties'][number]> {
  if (party === tender.tendererParty) return { party, as: 'tenderer' }
  if (party === tender.agencyParty) return { party, as: 'agency' }
  const { approvedRoles } = await readParty(deps, party)
  if (party === tender.centreParty || approvedRoles.includes('centre')) return { party, as: 'centre' }
  return { party, as: approvedRoles.includes('regulator') ? 'regulator' : 'other' }
}
