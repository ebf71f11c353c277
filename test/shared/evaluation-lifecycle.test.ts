import { expect } from 'chai'
import {
  type AwardState,
  awardLifecycles,
  awardProcedures,
  awardStates,
  firstAwardState,
  isAwardOver,
  isResultPublic,
  reReviewableStates,
} from '#shared/lifecycle/award.ts'
import {
  areScoresShown,
  type EvaluationEvent,
  type EvaluationState,
  evaluationLifecycle,
  evaluationStates,
  firstEvaluationState,
  isReReview,
  isSigning,
} from '#shared/lifecycle/evaluation.ts'
import { isFinal, type LifecycleTable, nextState, reachableStates, statesBefore } from '#shared/lifecycle/table.ts'

/** Every way from the first state to `goal` that visits no state twice, as the events on it. */
function waysTo<S extends string, E extends string>(table: LifecycleTable<S, E>, first: S, goal: S): E[][] {
  const found: E[][] = []
  const walk = (state: S, events: E[], seen: S[]) => {
    if (state === goal) found.push(events)
    else
      for (const [event, next] of Object.entries(table[state]) as [E, S][])
        if (!seen.includes(next)) walk(next, [...events, event], [...seen, next])
  }
  walk(first, [], [first])
  return found
}

describe('the state table of an evaluation', () => {
  it('reaches every state from the seated committee, and ends failed or terminated, or with a report that stands until it is re-reviewed', () => {
    expect(reachableStates(evaluationLifecycle, firstEvaluationState)).to.have.members([...evaluationStates])
    expect(evaluationStates.filter((state) => isFinal(evaluationLifecycle, state))).to.deep.equal(['failed', 'terminated'])
    expect(Object.keys(evaluationLifecycle.completed)).to.deep.equal(['re-review'])
  })
  it('has one way to the signed report, and one where prices open later, every step in order (X8, X12, X14, X17)', () => {
    expect(waysTo(evaluationLifecycle, firstEvaluationState, 'completed')).to.deep.equal([
      ['begin-review', 'count-review', 'begin-scoring', 'total', 'prepare-report', 'complete'],
      ['begin-review', 'count-review', 'begin-scoring', 'end-scoring', 'learn-prices', 'total', 'prepare-report', 'complete'],
    ])
  })
  it('learns prices that open later only when every sheet is locked (X8)', () => {
    expect(statesBefore(evaluationLifecycle, 'learn-prices')).to.deep.equal(['awaiting-prices'])
    expect(statesBefore(evaluationLifecycle, 'end-scoring')).to.deep.equal(['scoring'])
  })
  it('goes back only when a member is replaced, and then to the beginning (X4)', () => {
    for (const state of evaluationStates)
      for (const [event, next] of Object.entries(evaluationLifecycle[state]) as [EvaluationEvent, EvaluationState][])
        if (evaluationStates.indexOf(next) < evaluationStates.indexOf(state))
          expect([
            ['excuse', 'seated'],
            ['complete', 'completed'],
          ]).to.deep.include([event, next])
    expect(statesBefore(evaluationLifecycle, 'excuse')).to.deep.equal([
      'seated',
      'preliminary',
      'inquiring',
      'scoring',
      'awaiting-prices',
      'pricing',
      'totalled',
      'signing',
    ])
  })
  it('changes totals only between them and the report, or in a re-review of it (X13), and shows scores from the totals on (X8)', () => {
    expect(statesBefore(evaluationLifecycle, 'correct')).to.deep.equal(['totalled', 're-reviewing'])
    expect(evaluationStates.filter(areScoresShown)).to.deep.equal([
      'totalled',
      'signing',
      'completed',
      're-reviewing',
      're-signing',
    ])
  })
  it('re-reviews a signed report by the same committee, and leads to a signed report again and nowhere else (87-64, X13)', () => {
    expect(statesBefore(evaluationLifecycle, 're-review')).to.deep.equal(['completed'])
    expect(evaluationStates.filter(isReReview)).to.deep.equal(['re-reviewing', 're-signing'])
    expect(waysTo(evaluationLifecycle, 're-reviewing', 'completed')).to.deep.equal([['prepare-report', 'complete']])
    for (const state of evaluationStates.filter(isReReview))
      for (const event of ['excuse', 'fail', 'total', 'begin-review'] as const)
        expect(nextState(evaluationLifecycle, state, event), `${event} in ${state}`).to.equal(undefined)
    expect(evaluationStates.filter(isSigning)).to.deep.equal(['signing', 're-signing'])
  })
  it('fails only by what the check of qualification, the review, an inquiry or the prices found (TL 51, G5, G6)', () => {
    expect(statesBefore(evaluationLifecycle, 'fail')).to.deep.equal([
      'seated',
      'preliminary',
      'inquiring',
      'awaiting-prices',
      'pricing',
    ])
  })
  it('gives nothing for an event that is not possible, inherited names included', () => {
    expect(nextState(evaluationLifecycle, 'seated', 'total')).to.equal(undefined)
    expect(nextState(evaluationLifecycle, 'seated', 'toString' as EvaluationEvent)).to.equal(undefined)
  })
})

describe('the state table of an award', () => {
  const { bidding, procurement } = awardLifecycles

  it('reaches every state by one law or the other, and ends contracted or failed by both', () => {
    const reached = awardProcedures.map((procedure) => reachableStates(awardLifecycles[procedure], firstAwardState))
    expect(new Set(reached.flat())).to.deep.equal(new Set(awardStates))
    for (const [index, procedure] of awardProcedures.entries()) {
      const ends = reached[index]?.filter((state) => isFinal(awardLifecycles[procedure], state))
      expect(ends, procedure).to.have.members(['contracted', 'failed'])
    }
    expect(awardStates.filter(isAwardOver)).to.deep.equal(['contracted', 'failed'])
  })
  it('has no award without a publicity, and no contract without an award (A1, A4)', () => {
    for (const goal of ['awarded', 'contracted'] as const)
      for (const way of waysTo(bidding, firstAwardState, goal)) {
        expect(way.slice(0, 3)).to.deep.equal(['publish-candidates', 'end-publicity', 'decide'])
      }
  })
  it('in procurement has one way: the report handed over, the decision, the result published, the contract (G7, G9)', () => {
    expect(waysTo(procurement, firstAwardState, 'contracted')).to.deep.equal([
      ['hand-over', 'decide', 'publish-result', 'draft-contract', 'contract'],
    ])
    expect(reachableStates(procurement, firstAwardState).filter(isResultPublic)).to.deep.equal([
      'awarded',
      'signing',
      'contracted',
    ])
  })
  it('lets an objected publicity on by an answer only, or end without a winner (A2)', () => {
    expect(Object.keys(bidding.objected)).to.have.members(['object', 'answer', 'begin-again', 'fail'])
    const toPublicity = awardStates.filter((state: AwardState) => nextState(bidding, state, 'answer') === 'publicity')
    expect(toPublicity).to.deep.equal(['objected'])
  })
  it('takes a re-reviewed report that changed the result until the award notice, and then no more (X13; TL 45, 87-70)', () => {
    expect(reReviewableStates).to.deep.equal({
      bidding: ['reported', 'publicity', 'objected', 'deciding'],
      procurement: ['reported', 'deciding', 'decided'],
    })
    for (const procedure of awardProcedures)
      for (const state of awardStates) {
        const again = nextState(awardLifecycles[procedure], state, 'begin-again')
        expect(again, `${procedure} ${state}`).to.equal(
          reReviewableStates[procedure].includes(state) ? firstAwardState : undefined,
        )
      }
    expect(statesBefore(procurement, 'decide-again')).to.deep.equal(['deciding', 'decided'])
    expect(statesBefore(bidding, 'decide-again')).to.deep.equal([])
  })
})
