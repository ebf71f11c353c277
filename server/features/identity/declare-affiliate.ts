import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf, ResultOf } from '#shared/contracts/contract.ts'
import type {
  declareAffiliate as declareAffiliateContract,
  listAffiliates as listAffiliatesContract,
  withdrawAffiliate as withdrawAffiliateContract,
} from '#shared/contracts/identity-parties.ts'
import type { CreditCode } from '#shared/primitives/credit-code.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { type AffiliateDocument, affiliateModel } from './affiliate.model.ts'
import type { IdentityReads, IdentityRecords } from './deps.ts'
import { type PartyRole, partyModel, withRoles } from './party.model.ts'

type DeclareAct = VerifiedAct<ActSubjectOf<typeof declareAffiliateContract>, ActBodyOf<typeof declareAffiliateContract>>
type WithdrawAct = VerifiedAct<ActSubjectOf<typeof withdrawAffiliateContract>, ActBodyOf<typeof withdrawAffiliateContract>>
type AffiliateView = ResultOf<typeof declareAffiliateContract>

/**
 * Declares a party, registered or not, as the operator's affiliate (rule P6, E20-23). If it is registered it is flagged and loses the
 * bidder's role at once; if not, it is flagged when it registers.
 */
export async function declareAffiliate(
  deps: IdentityRecords,
  input: { readonly act: DeclareAct; readonly at: number },
): Promise<AffiliateView> {
  const { act, at } = input
  const { creditCode } = act.subject
  const affiliate: AffiliateDocument = { _id: creditCode, ...act.body, declaredAt: new Date(at) }
  await inTransaction(deps.connection, async (session) => {
    await affiliateModel(deps.connection).replaceOne({ _id: creditCode }, affiliate, { session, upsert: true })
    const parties = partyModel(deps.connection)
    const party = await parties.findOne({ creditCode }).session(session).lean()
    if (party !== null) {
      const refused = (role: PartyRole): PartyRole => ({
        ...role,
        state: 'refused',
        decidedAt: new Date(at),
        reason: act.body.reason,
      })
      const roles = party.roles.map((role) => (role.role === 'bidder' ? refused(role) : role))
      await parties.updateOne(
        { _id: party._id },
        { $set: { ...withRoles(roles), isAffiliateOfOperator: true }, $inc: { version: 1 } },
        { session },
      )
    }
    await appendEvent(deps, session, {
      type: 'affiliate.declared',
      subject: { creditCode, ...(party === null ? {} : { party: party._id }) },
      at: instantOf(at),
      act,
      facts: { name: act.body.name },
    })
  })
  return present(affiliate)
}

/** Takes a declaration back. The bidder's role is not given back by itself: the party asks for it. Throws `not-found`. */
export async function withdrawAffiliate(
  deps: IdentityRecords,
  input: { readonly act: WithdrawAct; readonly at: number },
): Promise<void> {
  const { act, at } = input
  const { creditCode } = act.subject
  await inTransaction(deps.connection, async (session) => {
    const removed = await affiliateModel(deps.connection).deleteOne({ _id: creditCode }, { session })
    if (removed.deletedCount !== 1) throw new DomainProblem('not-found')
    await partyModel(deps.connection).updateOne(
      { creditCode, approvedRoles: { $ne: 'operator' } },
      { $set: { isAffiliateOfOperator: false }, $inc: { version: 1 } },
      { session },
    )
    await appendEvent(deps, session, { type: 'affiliate.withdrawn', subject: { creditCode }, at: instantOf(at), act })
  })
}

/** Every affiliate declared, by credit code. */
export async function listAffiliates(deps: IdentityReads): Promise<ResultOf<typeof listAffiliatesContract>> {
  const rows = await affiliateModel(deps.connection).find().sort({ _id: 1 }).lean()
  return { items: rows.map(present) }
}

function present(affiliate: AffiliateDocument): AffiliateView {
  const { name, reason, declaredAt } = affiliate
  return { creditCode: affiliate._id as CreditCode, name, reason, declaredAt: instantOf(declaredAt.getTime()) }
}
