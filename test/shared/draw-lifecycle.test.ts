import { expect } from 'chai'
import { chinaCalendar } from '#shared/calendar/china.ts'
import { drawBeforeEvaluation, earliestDrawAt } from '#shared/draw/draw-time.ts'
import { drawLifecycle, drawStates, firstDrawState, isSpentDraw } from '#shared/lifecycle/draw.ts'
import { isFinal, nextState, reachableStates } from '#shared/lifecycle/table.ts'

describe('the state table of a draw (draw/1)', () => {
  it('reaches every state, and ends released, exhausted or void', () => {
    expect(reachableStates(drawLifecycle, firstDrawState)).to.have.members([...drawStates])
    expect(drawStates.filter((state) => isFinal(drawLifecycle, state))).to.deep.equal(['released', 'exhausted', 'void'])
    expect(drawStates.filter(isSpentDraw)).to.deep.equal(['exhausted', 'void'])
  })
  it('ranks nobody before every number is committed to, sealed, and held by custodians', () => {
    const before = ['pool', 'commit', 'deal', 'hold', 'rank'] as const
    let state = firstDrawState
    for (const [index, event] of before.entries()) {
      for (const later of before.slice(index + 1))
        expect(nextState(drawLifecycle, state, later), `${later} in ${state}`).to.equal(undefined)
      state = nextState(drawLifecycle, state, event) ?? state
    }
    expect(state).to.equal('calling')
  })
  it('releases only what somebody sits by: a filled draw, or one whose order is closed (X3)', () => {
    for (const state of drawStates)
      expect(nextState(drawLifecycle, state, 'release'), state).to.equal(
        state === 'filled' || state === 'closed' ? 'released' : undefined,
      )
  })
  it('calls nobody more once its order is closed, and whoever sits by it keeps the seat until the release (X4)', () => {
    for (const state of ['calling', 'filled'] as const) expect(nextState(drawLifecycle, state, 'close')).to.equal('closed')
    expect(Object.keys(drawLifecycle.closed)).to.deep.equal(['release', 'void'])
    expect(isSpentDraw('closed')).to.equal(false)
  })
})

describe('not earlier than two working days before the evaluation (X5)', () => {
  const earliest = (evaluation: string) =>
    new Date(earliestDrawAt(chinaCalendar, Date.parse(evaluation), drawBeforeEvaluation.cn)).toISOString()

  it('counts working days, weekends and holidays left out', () => {
    // Wednesday → Monday; Monday → Thursday before; the first working day after the National Day holiday → two before it.
    expect(earliest('2026-03-11T09:30:00+08:00')).to.equal('2026-03-08T16:00:00.000Z')
    expect(earliest('2026-03-09T09:30:00+08:00')).to.equal('2026-03-04T16:00:00.000Z')
    expect(earliest('2026-10-08T09:30:00+08:00')).to.equal('2026-09-28T16:00:00.000Z')
  })
  it('counts a Saturday that is worked', () => {
    expect(earliest('2026-10-12T09:30:00+08:00')).to.equal('2026-10-08T16:00:00.000Z')
  })
})
