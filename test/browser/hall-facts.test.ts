import { expect } from 'chai'
import { openingLifecycle } from '#shared/lifecycle/opening.ts'
import {
  applyFact,
  type HallFact,
  type HallOpening,
  knownUpTo,
  mergeFacts,
  objectionsOf,
  readOutOf,
} from '../../client/features/opening/hall-state.ts'
import { wayOfOpening } from '../../client/features/opening/hall-steps.ts'
import { sealViews } from '../../client/features/opening/seal-view.ts'

const at = '2026-03-12T04:00:00.000Z'

function fact(sequence: number, type: string, facts: Record<string, unknown> = {}, leafIndex?: number): HallFact {
  return { sequence, type, at, facts, ...(leafIndex === undefined ? {} : { leafIndex }) }
}

function openingWith(seals: readonly Partial<HallOpening['seals'][number]>[], change: Partial<HallOpening> = {}): HallOpening {
  return {
    tender: 'a'.repeat(32),
    code: 'A1',
    title: '望潮区道路工程',
    state: 'revealing',
    isSuspended: false,
    deadlineAt: at,
    now: at,
    stepEndsAt: at,
    list: 'b'.repeat(64),
    lots: [],
    seals: seals.map((seal, index) => ({
      number: index + 1,
      manifestSha256: String(index + 1).padStart(64, '0'),
      lot: null,
      state: 'live',
      isCheckedIn: false,
      cause: null,
      bidder: null,
      fields: null,
      files: null,
      ...seal,
    })),
    custodians: [1, 2, 3].map((i) => ({
      i,
      party: `${i}`.repeat(32),
      name: `保管人${i}`,
      hasReleasedIdentities: true,
      hasReported: true,
      hasReleased: false,
    })),
    settlement: null,
    record: null,
    sequence: 10,
    ...change,
  } as HallOpening
}

describe('facts of an opening as a hall takes them', () => {
  it('opens one seal by the fact that says so, without asking the server', () => {
    const next = applyFact(openingWith([{}, {}]), fact(11, 'bid.revealed', { number: 2 }))
    if (next === 'refetch') throw new Error('no request is needed')
    expect(next.seals.map(({ state }) => state)).to.deep.equal(['live', 'revealed'])
    expect(next.sequence).to.equal(11)
  })

  it('repeats nothing: a fact the opening already reflects changes nothing', () => {
    const opening = openingWith([{}])
    expect(applyFact(opening, fact(10, 'bid.revealed', { number: 1 }))).to.equal(opening)
  })

  it('asks again at a gap, at every step of the state table, and at a fact it does not know', () => {
    const opening = openingWith([{}])
    expect(applyFact(opening, fact(12, 'bid.revealed', { number: 1 })), 'a gap').to.equal('refetch')
    expect(applyFact(opening, fact(11, 'opening.published', { bids: [] })), 'names come from one answer').to.equal('refetch')
    expect(applyFact(opening, fact(11, 'opening.window-closed'))).to.equal('refetch')
    expect(applyFact(opening, fact(11, 'something.new'))).to.equal('refetch')
    expect(applyFact(opening, fact(11, 'bid.revealed', { number: 99 })), 'a seal it does not have').to.equal('refetch')
  })

  it('keeps each fact once, in order, and gives a live one its place in the log when it is known', () => {
    const merged = mergeFacts(
      [fact(1, 'a.b', {}, 7), fact(3, 'c.d')],
      [fact(2, 'b.c', {}, 8), fact(3, 'c.d', {}, 9), fact(1, 'a.b')],
    )
    expect(merged.map(({ sequence, leafIndex }) => [sequence, leafIndex])).to.deep.equal([
      [1, 7],
      [2, 8],
      [3, 9],
    ])
    expect(knownUpTo(merged)).to.equal(3)
    expect(knownUpTo([fact(1, 'a.b', {}, 7), fact(3, 'c.d', {}, 9)]), 'what is missing is asked for').to.equal(1)
  })

  it('tells readings in their order and objections with their answers', () => {
    const facts = [
      fact(1, 'opening.read-out', { manifests: ['x', 'y'] }),
      fact(2, 'opening.objection-raised', { objection: 'o', party: 'p', text: '次序有误' }),
      fact(3, 'opening.read-out', { manifests: ['z'] }),
      fact(4, 'opening.objection-answered', { objection: 'o', text: '已更正' }),
    ]
    expect(readOutOf(facts)).to.deep.equal(['x', 'y', 'z'])
    expect(objectionsOf(facts)[0]?.answer?.text).to.equal('已更正')
  })

  it('has its steps from the state table: every state but the two early ends, in order', () => {
    const states = Object.keys(openingLifecycle).filter((state) => state !== 'failed' && state !== 'terminated')
    expect(wayOfOpening()).to.deep.equal(states)
  })

  it('parts the seals when the last custodian needed has released, and turns none wide before publication (O3)', () => {
    const seals = [{ state: 'revealed' }, { state: 'live' }, { state: 'failed' }] as const
    const tender = { openingPolicy: { kind: 'both', k: 2, n: 3 }, envelopes: [], lots: [] } as unknown as Parameters<
      typeof sealViews
    >[1]
    const nobody = { manifests: [], party: undefined }
    const before = openingWith(seals, { state: 'releasing' })
    expect(sealViews(before, tender, [], nobody).map(({ tile }) => tile)).to.deep.equal(['cracked', 'shut', 'drained'])
    const after = { ...before, custodians: before.custodians.map((seat) => ({ ...seat, hasReleased: seat.i <= 2 })) }
    expect(sealViews(after, tender, [], nobody).map(({ tile }) => tile)).to.deep.equal(['parted', 'parted', 'drained'])
    expect(sealViews(after, tender, [], nobody).map(({ bidderLock }) => bidderLock)).to.deep.equal(['open', 'remedy', 'shut'])
  })
})
