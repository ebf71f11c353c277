import { expect } from 'chai'
import type { CommitteeCheckName, CommitteeFact, SignedByMember } from '#shared/evaluation/committee-facts.ts'
import { judgeQualification } from '#shared/evaluation/judge-qualification.ts'
import { wholeJudgement, wholeReview } from '#shared/scoring/member-opinion.ts'
import { buyersItems, committeesItems, judgementFault, unqualifiedBids } from '#shared/scoring/qualification.ts'
import { startChecks } from '#shared/sealed-bid/opening/checks.ts'
import { planOf } from '../support/scoring.ts'

const plan = planOf()
const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id)

describe('whose a review item is (G6; 87-44, 87-50)', () => {
  it('is the buyer’s in procurement where it is one of qualification, the committee’s where it is not', () => {
    const ground = { plan, isProcurement: true }
    expect(idsOf(buyersItems(ground))).to.deep.equal(['qualified'])
    expect(idsOf(committeesItems(ground))).to.deep.equal(['signed', 'responsive'])
  })

  it('is always the committee’s by tendering law', () => {
    const ground = { plan, isProcurement: false }
    expect(buyersItems(ground)).to.deep.equal([])
    expect(idsOf(committeesItems(ground))).to.deep.equal(['signed', 'qualified', 'responsive'])
  })

  it('leaves a bid that is not qualified out of a member’s review', () => {
    const bids = [
      { bid: 'a', isQualified: true },
      { bid: 'b', isQualified: false },
    ]
    const votes = wholeReview({ plan, isProcurement: true }, bids)
    expect(votes.map(({ bid, item }) => `${bid} ${item}`)).to.deep.equal(['a signed', 'a responsive'])
  })
})

describe('a check of qualification (G6)', () => {
  const items = buyersItems({ plan, isProcurement: true })
  const check = (failing: Readonly<Record<string, string>> = {}) =>
    wholeJudgement(items, [{ bid: 'a' }, { bid: 'b' }], (bid) => failing[bid] ?? null)

  it('is whole when every item of every bid has one judgement, a failed one its reason', () => {
    expect(judgementFault(items, ['a', 'b'], check({ b: '证书过期' }))).to.equal(undefined)
    expect(judgementFault(items, ['a', 'b', 'c'], check())).to.equal('c qualified')
    expect(judgementFault(items, ['a'], check())).to.equal('b qualified')
    expect(judgementFault(items, ['a', 'b'], [...check(), ...check()])).to.equal('a qualified')
    const silent = check({ b: '证书过期' }).map((vote) => ({ ...vote, reason: null }))
    expect(judgementFault(items, ['a', 'b'], silent)).to.equal('b qualified')
    const ofCommittee = check().map((vote) => ({ ...vote, item: 'signed' }))
    expect(judgementFault(items, ['a', 'b'], ofCommittee)).to.equal('a signed')
  })

  it('rejects who fails, on the ground of the item, with the reason given', () => {
    expect([...unqualifiedBids(items, check({ b: '证书过期' }))]).to.deep.equal([
      ['b', [{ ground: 'unqualified', foundBy: 'qualified', reasons: ['证书过期'] }]],
    ])
  })
})

describe('a stranger’s look at the check of qualification (G6)', () => {
  const vote = (bid: string, item: string, isPassed = true) => ({ bid, item, isPassed, reason: isPassed ? null : '不合格' })
  const fact = (type: string, actSha256: string, changes: Partial<CommitteeFact> = {}): CommitteeFact => ({
    type,
    actSha256,
    round: 1,
    lot: 'l',
    ...changes,
  })
  const signed = (type: string, votes: readonly object[], lot = 'l'): SignedByMember => ({
    type,
    person: type,
    subject: {},
    body: { lot, votes },
    name: type,
  })
  const checked = fact('evaluation.qualified', 'q')
  const reviewed = fact('evaluation.reviewed', 'r', { seat: 1 })
  const judge = (facts: readonly CommitteeFact[], ofMember: readonly object[], lotOfCheck = 'l') => {
    const list = startChecks<CommitteeCheckName>()
    const acts = new Map([
      ['q', signed('evaluation.qualify', [vote('a', 'qualified'), vote('b', 'qualified', false)], lotOfCheck)],
      ['r', signed('evaluation.review', ofMember)],
    ])
    judgeQualification(facts, acts, list)
    return list.checks.map(({ verdict, why }) => (verdict === 'fail' ? why : verdict))
  }

  it('passes one check before the review, whose items and bids the committee leaves alone', () => {
    expect(judge([checked, reviewed], [vote('a', 'signed')])).to.deep.equal(['pass'])
  })

  it('is skipped where the buyer checked nothing', () => {
    expect(judge([reviewed], [vote('a', 'qualified')])).to.deep.equal(['not-checked'])
  })

  it('finds a member that judged qualification too, or a bid that is not qualified', () => {
    expect(judge([checked, reviewed], [vote('a', 'qualified')])).to.deep.equal(['a member judged qualification too'])
    expect(judge([checked, reviewed], [vote('b', 'signed')])).to.deep.equal(['a member judged a bid that is not qualified'])
  })

  it('finds a check that came late, twice, from a seat, or of another lot', () => {
    const own = [vote('a', 'signed')]
    expect(judge([reviewed, checked], own)).to.deep.equal(['checked after a member judged'])
    expect(judge([checked, { ...checked }], own)).to.deep.equal(['checked twice', 'checked twice'])
    expect(judge([{ ...checked, seat: 1 }], own)).to.deep.equal(['checked from a seat of the committee'])
    expect(judge([checked], own, 'other')).to.deep.equal(['not a check of this lot'])
  })
})
