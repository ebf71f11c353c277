import { expect } from 'chai'
import type { CommitteeCheckName, CommitteeFact, SignedByMember } from '#shared/evaluation/committee-facts.ts'
import { judgeReReviews } from '#shared/evaluation/judge-re-reviews.ts'
import { isOutcomeChanged, type LotOutcome, standingChanges } from '#shared/scoring/changes.ts'
import type { LotResultText } from '#shared/scoring/lot-result.ts'
import { startChecks } from '#shared/sealed-bid/opening/checks.ts'
import type { VerifiedEvent } from '#shared/sealed-bid/opening/verify-chain.ts'

/** A lot of bids with these totals, ranked as they stand. */
function resultOf(totals: Readonly<Record<string, string>>): LotResultText {
  return {
    benchmark: null,
    counted: Object.keys(totals).length,
    candidates: Object.keys(totals),
    undecided: [],
    abnormal: [],
    bids: Object.entries(totals).map(([bid, total], index) => ({
      bid,
      isValid: true,
      rejections: [],
      price: null,
      evaluatedPrice: null,
      criteria: [],
      technical: total,
      commercial: '0.00',
      priceScore: '0.00',
      total,
      rank: index + 1,
      standsBehind: null,
    })),
  }
}
const outcome = (result: LotResultText, changes: Partial<LotOutcome> = {}): LotOutcome => ({
  result,
  candidates: result.candidates,
  undecided: [],
  ...changes,
})

describe('what a re-review changed (87-64, X13)', () => {
  const before = resultOf({ a: '78.00', b: '77.00', c: '70.00' })

  it('is every bid whose rank or total moved, by its later rank', () => {
    expect(standingChanges(before, resultOf({ b: '80.00', a: '78.00', c: '70.00' }))).to.deep.equal([
      { bid: 'b', rankBefore: 2, rankAfter: 1, totalBefore: '77.00', totalAfter: '80.00' },
      { bid: 'a', rankBefore: 1, rankAfter: 2, totalBefore: '78.00', totalAfter: '78.00' },
    ])
    expect(standingChanges(before, before)).to.deep.equal([])
    expect(standingChanges(null, resultOf({ a: '1.00' }))).to.have.length(1)
  })

  it('is a changed result where a score moved though no rank did, or a candidate though no score did', () => {
    expect(isOutcomeChanged(outcome(before), outcome(resultOf({ a: '78.50', b: '77.00', c: '70.00' })))).to.equal(true)
    expect(isOutcomeChanged(outcome(before), outcome(before, { candidates: ['b', 'c'] }))).to.equal(true)
    expect(isOutcomeChanged(outcome(before), outcome(before, { undecided: ['c'] }))).to.equal(true)
  })

  it('is none where only a flag came or went', () => {
    const flagged = { ...before, abnormal: [{ seat: 1, bid: 'a', criterion: 'method', points: '5.0000', isHigh: false }] }
    expect(isOutcomeChanged(outcome(before), outcome(flagged))).to.equal(false)
  })
})

describe('the check of re-reviews (87-64, X13)', () => {
  const first = 'aa'.repeat(32)
  const second = 'bb'.repeat(32)
  const completed = (round: number, reportSha256: string, supersedesSha256?: string): VerifiedEvent => ({
    c: '',
    type: 'evaluation.completed',
    seq: round,
    at: '',
    log: 0,
    leafIndex: round,
    actSha256: undefined,
    facts: { round, reportSha256, signed: [], dissenting: [], ...(supersedesSha256 === undefined ? {} : { supersedesSha256 }) },
  })
  const order: CommitteeFact = {
    type: 'evaluation.re-review-began',
    actSha256: 'cc'.repeat(32),
    round: 1,
    lot: 'l1',
    ground: 'abnormal-score',
    reportSha256: first,
  }
  const act: SignedByMember = {
    type: 'evaluation.re-review',
    person: 'p',
    name: 'n',
    subject: { tender: 't', lot: 'l1', round: 1 },
    body: { ground: 'abnormal-score', reason: '。' },
  }
  const fact = (type: string, round: number): CommitteeFact => ({ type, actSha256: 'dd'.repeat(32), round, seat: 1 })
  const verdicts = (
    facts: readonly CommitteeFact[],
    events: readonly VerifiedEvent[],
    acts: ReadonlyMap<string, SignedByMember> = new Map([[order.actSha256, act]]),
  ) => {
    const list = startChecks<CommitteeCheckName>()
    judgeReReviews(facts, acts, events, list)
    return list.checks.map(({ verdict }) => verdict)
  }
  const reports = [completed(1, first), completed(2, second, first)]

  it('has nothing to say where no report was taken up again', () => {
    expect(verdicts([fact('evaluation.scores-locked', 1)], [completed(1, first)])).to.deep.equal(['not-checked'])
  })

  it('finds a successor that was ordered, on one of the four grounds, and corrected in its round', () => {
    const facts = [
      order,
      fact('evaluation.score-explained', 2),
      fact('evaluation.re-reviewed', 2),
      fact('evaluation.report-signed', 2),
    ]
    expect(verdicts(facts, reports)).to.deep.equal(['pass', 'pass', 'pass'])
  })

  it('fails a second report that nobody ordered, and one that takes the place of another report', () => {
    expect(verdicts([], reports)).to.deep.equal(['fail'])
    expect(verdicts([order], [completed(1, first), completed(2, second, 'ee'.repeat(32))])[0]).to.equal('fail')
    expect(verdicts([{ ...order, reportSha256: 'ee'.repeat(32) }], reports)[0]).to.equal('fail')
  })

  it('fails an order on a fifth ground, or for another lot than its fact', () => {
    const signed = (changes: Partial<SignedByMember>) => new Map([[order.actSha256, { ...act, ...changes }]])
    expect(verdicts([order], reports, signed({ body: { ground: 'late-doubts' } }))).to.include('fail')
    expect(verdicts([order], reports, signed({ subject: { lot: 'l2' } }))).to.include('fail')
  })

  it('fails a round in which anything else was done', () => {
    for (const type of [
      'evaluation.scores-locked',
      'evaluation.reviewed',
      'evaluation.member-excused',
      'evaluation.bidder-asked',
    ])
      expect(verdicts([order, fact(type, 2)], reports), type).to.include('fail')
  })
})
