import { expect } from 'chai'
import { isKeyNeeded, type ToldEvent } from '#shared/lifecycle/custody.ts'

const told = (type: string, facts: unknown = {}, lot?: string): ToldEvent => ({
  type,
  facts,
  subject: lot === undefined ? {} : { lot },
})
const begun = told('award.begun', {
  lots: [
    { lot: 'a', failure: null },
    { lot: 'b', failure: 'too-few' },
  ],
})
const decided = told('award.decided', {}, 'a')
const pooled = told('draw.pooled', { draw: 'd1' })

describe('how long a custodian’s key is needed (opening/1, draw/1)', () => {
  it('until the opening, and after it for the draw of experts, until every lot has a winner or has failed', () => {
    expect(isKeyNeeded('published', [])).to.equal(true)
    expect(isKeyNeeded('opening', [])).to.equal(true)
    expect(isKeyNeeded('opened', [])).to.equal(true)
    expect(isKeyNeeded('opened', [begun])).to.equal(true)
    expect(isKeyNeeded('opened', [begun, decided])).to.equal(false)
  })
  it('as long as a draw is under way: after a restart its names could not be released otherwise', () => {
    expect(isKeyNeeded('opened', [pooled, begun, decided])).to.equal(true)
    expect(isKeyNeeded('failed', [pooled, begun])).to.equal(true)
    for (const end of ['draw.released', 'draw.void', 'draw.exhausted'])
      expect(isKeyNeeded('opened', [pooled, begun, decided, told(end, { draw: 'd1' })]), end).to.equal(false)
    expect(isKeyNeeded('opened', [pooled, told('draw.void', { draw: 'd0' }), begun, decided])).to.equal(true)
  })
  it('for an order nobody is left of, once a committee sits by it: its names are released with those of the draw that completes it', () => {
    const exhausted = told('draw.exhausted', { draw: 'd1' })
    const seated = told('evaluation.committee-seated')
    const after = [begun, decided]
    expect(isKeyNeeded('opened', [pooled, seated, exhausted, ...after])).to.equal(true)
    expect(isKeyNeeded('opened', [pooled, seated, exhausted, ...after, told('draw.released', { draw: 'd1' })])).to.equal(false)
    expect(isKeyNeeded('opened', [pooled, exhausted, seated, ...after])).to.equal(false)
  })
  it('not when the tender came to nothing', () => {
    for (const state of ['failed', 'terminated', 'discarded'] as const) expect(isKeyNeeded(state, [])).to.equal(false)
    expect(isKeyNeeded('terminated', [pooled])).to.equal(false)
  })
})
