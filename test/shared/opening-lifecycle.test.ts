import { expect } from 'chai'
import {
  firstOpeningState,
  firstStageState,
  isPublishedOpening,
  type OpeningEvent,
  type OpeningState,
  openingLifecycle,
  openingStates,
} from '#shared/lifecycle/opening.ts'
import { isFinal, nextState, reachableStates, statesBefore } from '#shared/lifecycle/table.ts'

/** Every way from the first state to `goal`, as the events on it. */
function waysTo(goal: OpeningState): OpeningEvent[][] {
  const found: OpeningEvent[][] = []
  const walk = (state: OpeningState, events: OpeningEvent[]) => {
    if (state === goal) found.push(events)
    for (const [event, next] of Object.entries(openingLifecycle[state]) as [OpeningEvent, OpeningState][])
      walk(next, [...events, event])
  }
  walk(firstOpeningState, [])
  return found
}

describe('the state table of an opening (opening/1)', () => {
  it('reaches every state from the closed box', () => {
    expect(reachableStates(openingLifecycle, firstOpeningState)).to.have.members([...openingStates])
  })

  it('ends recorded, failed or terminated, and nowhere else', () => {
    expect(openingStates.filter((state) => isFinal(openingLifecycle, state))).to.deep.equal(['recorded', 'failed', 'terminated'])
  })

  it('gives nothing for an event that is not possible, inherited names included', () => {
    expect(nextState(openingLifecycle, 'closed', 'publish')).to.equal(undefined)
    expect(nextState(openingLifecycle, 'listed', 'toString' as OpeningEvent)).to.equal(undefined)
  })

  it('has one way to publication, every step of which is in order (O2, O3)', () => {
    expect(waysTo('published')).to.deep.equal([['list', 'begin-reveal', 'end-reveal', 'end-reports', 'close-reveal', 'publish']])
  })

  it('releases nothing before causes are fixed, and shows nothing before all is released (steps 5 to 7)', () => {
    expect(statesBefore(openingLifecycle, 'publish')).to.deep.equal(['releasing'])
    expect(statesBefore(openingLifecycle, 'close-reveal')).to.deep.equal(['settling'])
    for (const way of waysTo('releasing')) expect(way.at(-1)).to.equal('close-reveal')
  })

  it('fails for too few bidders only before anybody has revealed anything (O6)', () => {
    expect(statesBefore(openingLifecycle, 'fail')).to.deep.equal(['listed'])
  })

  it('is terminated only while nothing is public; what is public goes on to its record (O8, S14)', () => {
    for (const state of statesBefore(openingLifecycle, 'terminate')) expect(isPublishedOpening(state), state).to.equal(false)
    for (const state of openingStates.filter(isPublishedOpening))
      for (const next of Object.values(openingLifecycle[state]))
        expect(isPublishedOpening(next), `${state} → ${next}`).to.equal(true)
    for (const way of waysTo('recorded')) expect(way.slice(-3)).to.deep.equal(['publish', 'end-objections', 'record'])
  })

  it('begins a later stage where custodians release, and follows the same steps from there', () => {
    expect(firstStageState).to.equal('releasing')
    const [way] = waysTo('recorded')
    expect(reachableStates(openingLifecycle, firstStageState)).to.have.members([
      'releasing',
      'published',
      'signing',
      'recorded',
      'terminated',
    ])
    expect(way?.slice(-3)).to.deep.equal(['publish', 'end-objections', 'record'])
  })

  it('goes back nowhere', () => {
    for (const state of openingStates)
      for (const next of Object.values(openingLifecycle[state]))
        expect(reachableStates(openingLifecycle, next), `${state} → ${next}`).to.not.include(state)
  })
})
