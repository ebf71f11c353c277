import { expect } from 'chai'
import { type AwardState, awardLifecycle, awardStates, firstAwardState } from '#shared/lifecycle/award.ts'
import {
  areScoresShown,
  type EvaluationEvent,
  type EvaluationState,
  evaluationLifecycle,
  evaluationStates,
  firstEvaluationState,
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
  it('reaches every state from the seated committee, and ends completed, failed or terminated', () => {
    expect(reachableStates(evaluationLifecycle, firstEvaluationState)).to.have.members([...evaluationStates])
    expect(evaluationStates.filter((state) => isFinal(evaluationLifecycle, state))).to.deep.equal([
      'completed',
      'failed',
      'terminated',
    ])
  })
  it('has one way to the signed report, every step of which is in order (X8, X12, X14, X17)', () => {
    expect(waysTo(evaluationLifecycle, firstEvaluationState, 'completed')).to.deep.equal([
      ['begin-review', 'count-review', 'begin-scoring', 'total', 'prepare-report', 'complete'],
    ])
  })
  it('goes back only when a member is replaced, and then to the beginning (X4)', () => {
    for (const state of evaluationStates)
      for (const [event, next] of Object.entries(evaluationLifecycle[state]) as [EvaluationEvent, EvaluationState][])
        if (evaluationStates.indexOf(next) < evaluationStates.indexOf(state))
          expect([event, next]).to.deep.equal(['excuse', 'seated'])
    expect(statesBefore(evaluationLifecycle, 'excuse')).to.deep.equal([
      'seated',
      'preliminary',
      'inquiring',
      'scoring',
      'totalled',
      'signing',
    ])
  })
  it('changes totals only between them and the report (X13), and shows scores from the totals on (X8)', () => {
    expect(statesBefore(evaluationLifecycle, 'correct')).to.deep.equal(['totalled'])
    expect(evaluationStates.filter(areScoresShown)).to.deep.equal(['totalled', 'signing', 'completed'])
  })
  it('fails only by what the review or an inquiry found (TL 51, G5)', () => {
    expect(statesBefore(evaluationLifecycle, 'fail')).to.deep.equal(['preliminary', 'inquiring'])
  })
  it('gives nothing for an event that is not possible, inherited names included', () => {
    expect(nextState(evaluationLifecycle, 'seated', 'total')).to.equal(undefined)
    expect(nextState(evaluationLifecycle, 'seated', 'toString' as EvaluationEvent)).to.equal(undefined)
  })
})

describe('the state table of an award', () => {
  it('reaches every state from the report, and ends contracted or failed', () => {
    expect(reachableStates(awardLifecycle, firstAwardState)).to.have.members([...awardStates])
    expect(awardStates.filter((state) => isFinal(awardLifecycle, state))).to.deep.equal(['contracted', 'failed'])
  })
  it('has no award without a publicity, and no contract without an award (A1, A4)', () => {
    for (const goal of ['awarded', 'contracted'] as const)
      for (const way of waysTo(awardLifecycle, firstAwardState, goal)) {
        expect(way.slice(0, 3)).to.deep.equal(['publish-candidates', 'end-publicity', 'decide'])
      }
  })
  it('lets an objected publicity on by an answer only, or end without a winner (A2)', () => {
    expect(Object.keys(awardLifecycle.objected)).to.have.members(['object', 'answer', 'fail'])
    const toPublicity = awardStates.filter((state: AwardState) => nextState(awardLifecycle, state, 'answer') === 'publicity')
    expect(toPublicity).to.deep.equal(['objected'])
  })
})
