import { expect } from 'chai'
import { firstProjectState, projectLifecycle, projectStates } from '#shared/lifecycle/project.ts'
import { isFinal, nextState, reachableStates, statesBefore } from '#shared/lifecycle/table.ts'
import {
  firstTenderState,
  isPublicTender,
  type TenderEvent,
  type TenderState,
  tenderLifecycle,
  tenderStates,
} from '#shared/lifecycle/tender.ts'

/** Every path of events from the first state that visits no state twice and ends in `goal`. */
function pathsTo(goal: TenderState): TenderEvent[][] {
  const found: TenderEvent[][] = []
  const walk = (state: TenderState, events: TenderEvent[], seen: TenderState[]) => {
    if (state === goal) {
      found.push(events)
      return
    }
    for (const [event, next] of Object.entries(tenderLifecycle[state]) as [TenderEvent, TenderState][]) {
      if (!seen.includes(next)) walk(next, [...events, event], [...seen, next])
    }
  }
  walk(firstTenderState, [], [firstTenderState])
  return found
}

describe('the state tables', () => {
  it('reach every state from the first', () => {
    expect(reachableStates(projectLifecycle, firstProjectState)).to.have.members([...projectStates])
    expect(reachableStates(tenderLifecycle, firstTenderState)).to.have.members([...tenderStates])
  })
  it('have these final states and no others', () => {
    expect(projectStates.filter((state) => isFinal(projectLifecycle, state))).to.deep.equal(['accepted', 'withdrawn'])
    expect(tenderStates.filter((state) => isFinal(tenderLifecycle, state))).to.deep.equal(['failed', 'terminated', 'discarded'])
  })
  it('give nothing for an event that is not possible, inherited names included', () => {
    expect(nextState(tenderLifecycle, 'draft', 'publish')).to.equal(undefined)
    expect(nextState(tenderLifecycle, 'draft', 'toString' as TenderEvent)).to.equal(undefined)
  })
})

describe('no event of a tender skips a statutory step', () => {
  it('every way to publication goes through filing and the regulator’s approval (备案)', () => {
    const paths = pathsTo('published')
    expect(paths).to.have.length.above(0)
    for (const path of paths) {
      expect(path.indexOf('file'), path.join(' ')).to.be.at.least(0)
      expect(path.indexOf('approve')).to.be.greaterThan(path.indexOf('file'))
      expect(path.at(-1)).to.equal('publish')
    }
  })
  it('a returned notice is filed and approved anew', () => {
    expect(Object.keys(tenderLifecycle.returned)).to.have.members(['file', 'discard'])
  })
  it('every way to an opening closes the box first (O1, B6)', () => {
    for (const goal of ['opening', 'opened'] as const) {
      for (const path of pathsTo(goal)) expect(path.indexOf('close'), path.join(' ')).to.be.greaterThan(path.indexOf('publish'))
    }
    expect(statesBefore(tenderLifecycle, 'begin-opening')).to.deep.equal(['closed'])
    expect(statesBefore(tenderLifecycle, 'complete-opening')).to.deep.equal(['opening'])
  })
  it('a tender fails only after the deadline (O6), is amended only before it (N4), and ends only once', () => {
    expect(statesBefore(tenderLifecycle, 'fail')).to.deep.equal(['closed', 'opening', 'opened'])
    expect(statesBefore(tenderLifecycle, 'amend')).to.deep.equal(['published'])
    expect(statesBefore(tenderLifecycle, 'terminate')).to.deep.equal(['published', 'closed', 'opening'])
  })
  it('nothing leads back from what is public to what is not (S14)', () => {
    for (const state of tenderStates.filter(isPublicTender)) {
      for (const next of Object.values(tenderLifecycle[state])) expect(isPublicTender(next), `${state} → ${next}`).to.equal(true)
    }
  })
})
