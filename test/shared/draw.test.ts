import { expect } from 'chai'
import { avoidanceOf, type ExpertTies, stratumOf, type TradeParties } from '#shared/draw/avoidance.ts'
import { callState, callsFault } from '#shared/draw/calls.ts'
import { committeeFault } from '#shared/draw/committee.ts'
import { drawDigest, poolRoot, poolSchema } from '#shared/draw/pool.ts'
import type { ChainFact } from '#shared/draw/record.ts'
import { readDrawRecord } from '#shared/draw/record.ts'
import type { DrawRelease } from '#shared/draw/release.ts'
import { type ReleaseCheckName, verifyRelease } from '#shared/draw/verify-release.ts'
import { parseYuan } from '#shared/primitives/money.ts'
import { startChecks } from '#shared/sealed-bid/opening/checks.ts'
import { leavesOf, seededRandom, type TestDraw, testDraw, testPool } from '../support/draw.ts'

/** Names of the checks that fail when a release is judged against a chain. */
async function failures(made: Pick<TestDraw, 'draw'>, chain: readonly ChainFact[], release: DrawRelease): Promise<string[]> {
  const record = readDrawRecord(chain, made.draw)
  if ('fault' in record) return [record.fault]
  const list = startChecks<ReleaseCheckName>()
  await verifyRelease(record, release, list)
  return [...new Set(list.checks.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name))]
}

/** The chain with the facts of one type changed. */
function changed(chain: readonly ChainFact[], type: string, change: (facts: Record<string, unknown>) => object): ChainFact[] {
  return chain.map((event) => (event.type === type ? { ...event, facts: change(event.facts as Record<string, unknown>) } : event))
}

describe('a committee as asked for (X1)', () => {
  const asked = {
    category: 'engineering',
    budget: parseYuan('1000000.00'),
    isComplex: false,
    size: 5,
    representatives: 1,
    seats: [2, 2],
  }

  it('has an odd number of five or more', () => {
    expect(committeeFault(asked)).to.equal(undefined)
    expect(committeeFault({ ...asked, size: 3, representatives: 1, seats: [2] })).to.deep.include({ kind: 'too-small', least: 5 })
    expect(committeeFault({ ...asked, size: 6, seats: [3, 2] })).to.deep.equal({ kind: 'even' })
  })
  it('of a procurement from ten million yuan on, or a complex one, has seven or more (87-47)', () => {
    const procurement = { ...asked, category: 'government-procurement' }
    expect(committeeFault({ ...procurement, budget: parseYuan('9999999.99') })).to.equal(undefined)
    expect(committeeFault({ ...procurement, budget: parseYuan('10000000.00') })).to.deep.include({ kind: 'too-small', least: 7 })
    expect(committeeFault({ ...procurement, isComplex: true })).to.deep.include({ kind: 'too-small', least: 7 })
    expect(committeeFault({ ...procurement, isComplex: true, size: 7, representatives: 2, seats: [5] })).to.equal(undefined)
  })
  it('has at most one third of the tenderer’s people', () => {
    expect(committeeFault({ ...asked, representatives: 2, seats: [3] })).to.deep.equal({
      kind: 'too-many-representatives',
      most: 1,
    })
    expect(committeeFault({ ...asked, size: 9, representatives: 3, seats: [6] })).to.equal(undefined)
    expect(committeeFault({ ...asked, size: 9, representatives: 4, seats: [5] })).to.deep.include({ most: 3 })
  })
  it('is made up by its seats', () => {
    expect(committeeFault({ ...asked, seats: [2, 3] })).to.deep.equal({ kind: 'seats-mismatch', seats: 5 })
  })
})

describe('avoidance (X4)', () => {
  const at = Date.UTC(2026, 2, 12)
  const years = 365.25 * 86_400_000
  const expert: ExpertTies = { expert: 'e', party: null, employer: '甲院', formerEmployers: [], ties: [], isSuspended: false }
  const trade: TradeParties = {
    tenderers: new Set(['招标人']),
    bidders: new Set(['投标人']),
    affiliates: new Set(['关联']),
    contributors: new Set(['监督']),
    regulatorListed: new Set(),
  }
  it('leaves in who has no tie', () => {
    expect(avoidanceOf(expert, trade, at)).to.equal(undefined)
  })
  it('leaves out who works for tenderer, bidder or an organisation that holds one of them', () => {
    expect(avoidanceOf({ ...expert, employer: '招标人' }, trade, at)).to.equal('employed-by-tenderer')
    expect(avoidanceOf({ ...expert, employer: '投标人' }, trade, at)).to.equal('employed-by-bidder')
    expect(avoidanceOf({ ...expert, employer: '关联' }, trade, at)).to.equal('affiliated-employer')
  })
  it('counts an employment of the last three years, not an older one', () => {
    const left = (ago: number) => ({ ...expert, formerEmployers: [{ creditCode: '投标人', untilAt: at - ago * years }] })
    expect(avoidanceOf(left(2.9), trade, at)).to.equal('employed-by-bidder')
    expect(avoidanceOf(left(3.1), trade, at)).to.equal(undefined)
  })
  it('leaves out who declared a tie, contributes to the draw, is named by the regulator, or is suspended', () => {
    expect(avoidanceOf({ ...expert, ties: [{ creditCode: '投标人', kind: 'kinship' }] }, trade, at)).to.equal('declared-tie')
    expect(avoidanceOf({ ...expert, party: '监督' }, trade, at)).to.equal('contributes-to-draw')
    expect(avoidanceOf(expert, { ...trade, regulatorListed: new Set(['e']) }, at)).to.equal('regulator-listed')
    expect(avoidanceOf({ ...expert, isSuspended: true }, trade, at)).to.equal('suspended')
    expect(avoidanceOf(expert, { ...trade, calledBefore: new Set(['e']) }, at)).to.equal('called-before')
  })
  it('puts a person into one stratum: the first of its specialities that is asked for, at the closest class', () => {
    expect(stratumOf(['A0801', 'A03'], ['A03', 'A08'])).to.equal('A08')
    expect(stratumOf(['A0801'], ['A08', 'A0801'])).to.equal('A0801')
    expect(stratumOf(['B02', 'A03'], ['A03', 'A08'])).to.equal('A03')
    expect(stratumOf(['B02'], ['A03'])).to.equal(undefined)
  })
})

describe('calls by rank', () => {
  const strata = [{ name: 'A03', seats: 2, size: 4 }]
  const call = (rank: number, outcome: 'called' | 'accepted' | 'declined' | 'lapsed' | 'vacated') => ({
    seat: `${rank}`,
    stratum: 'A03',
    rank,
    outcome,
  })
  it('go to as many as seats are open, from the top', () => {
    expect(callState(strata, []).due.map(({ rank }) => rank)).to.deep.equal([0, 1])
    expect(callState(strata, [call(0, 'called'), call(1, 'called')])).to.deep.equal({ due: [], exhausted: [], isFilled: false })
  })
  it('go on to the next when one declines, lapses or loses the seat (X4)', () => {
    for (const outcome of ['declined', 'lapsed', 'vacated'] as const) {
      expect(callState(strata, [call(0, outcome), call(1, 'accepted')]).due).to.deep.equal([{ stratum: 'A03', rank: 2 }])
    }
  })
  it('end when every seat is accepted, or nobody is left', () => {
    expect(callState(strata, [call(0, 'accepted'), call(1, 'accepted')]).isFilled).to.equal(true)
    const all = [call(0, 'accepted'), call(1, 'lapsed'), call(2, 'declined'), call(3, 'declined')]
    expect(callState(strata, all)).to.deep.equal({ due: [], exhausted: ['A03'], isFilled: false })
  })
  it('made out of turn, twice, or one too many are told apart', () => {
    const called = (seat: string, rank: number) => ({ kind: 'called' as const, seat, stratum: 'A03', rank })
    const ended = (kind: 'accepted' | 'declined' | 'lapsed' | 'vacated', seat: string) => ({ kind, seat })
    expect(callsFault(strata, [called('a', 0), called('b', 1), ended('lapsed', 'a'), called('c', 2)])).to.equal(undefined)
    expect(callsFault(strata, [called('a', 1)])).to.contain('out of turn')
    expect(callsFault(strata, [called('a', 0), called('b', 1), called('c', 2)])).to.contain('out of turn')
    expect(callsFault(strata, [called('a', 0), called('a', 1)])).to.contain('twice')
    expect(callsFault(strata, [called('a', 0), ended('lapsed', 'a'), ended('accepted', 'a')])).to.contain('without')
    expect(callsFault(strata, [ended('vacated', 'a')])).to.contain('without')
  })
})

describe('a pool commitment', () => {
  it('names one independent party at least, strata in order, and seats that make up the committee', async () => {
    const { pool } = await testPool(seededRandom('pool'))
    const refused = (change: object) => poolSchema.safeParse({ ...pool, ...change }).success === false
    expect(poolSchema.safeParse(pool).success).to.equal(true)
    expect(refused({ parties: pool.parties.slice(0, 2) })).to.equal(true)
    expect(refused({ parties: pool.parties.slice(2) })).to.equal(true)
    expect(refused({ parties: [...pool.parties, pool.parties[2]] })).to.equal(true)
    expect(refused({ strata: [...pool.strata].reverse() })).to.equal(true)
    expect(refused({ strata: pool.strata.map((stratum) => ({ ...stratum, size: 1 })) })).to.equal(true)
    expect(refused({ rules: { ...pool.rules, committee: { size: 7, representatives: 1 } } })).to.equal(true)
    expect(refused({ custody: { ...pool.custody, k: 3 } })).to.equal(true)
    expect(refused({ more: 1 })).to.equal(true)
  })
  it('has a tree of one leaf per person, sorted', () => {
    const leaves = leavesOf('A03', 5, seededRandom('tree'))
    expect(poolRoot(leaves)).to.match(/^[0-9a-f]{64}$/)
    expect(() => poolRoot([...leaves].reverse())).to.throw(RangeError)
    expect(() => poolRoot([...leaves, ...leaves.slice(-1)])).to.throw(RangeError)
  })
  it('has another name when one person is dropped or added, or one salt is another', () => {
    const leaves = leavesOf('A03', 5, seededRandom('tree'))
    const roots = new Set([
      poolRoot(leaves),
      poolRoot(leaves.slice(1)),
      poolRoot(leavesOf('A03', 6, seededRandom('tree'))),
      poolRoot(leaves.map((leaf, index) => (index === 2 ? { ...leaf, salt: 'f'.repeat(64) } : leaf))),
    ])
    expect(roots.size).to.equal(4)
  })
})

describe('a released draw, done again by a stranger', () => {
  let made: TestDraw
  before(async () => {
    made = await testDraw(seededRandom('draw'), (stratum, rank) =>
      stratum === 'A03' && rank < 2 ? (rank === 0 ? 'lapsed' : 'declined') : 'accepted',
    )
  })

  it('gives the same seed, the same ranks and the same persons', async () => {
    expect(await failures(made, made.chain, made.release)).to.deep.equal([])
    expect(made.release.passed).to.have.length(2)
    expect(made.release.seats).to.have.length(5)
  })
  it('names nobody who did not sit', () => {
    expect(Object.keys(made.release.passed[0] ?? {})).to.deep.equal(['seat', 'index'])
  })
  it('is caught when the platform drops or adds one person after the commitment', async () => {
    const pooled = (change: (size: number) => number) =>
      changed(made.chain, 'draw.pooled', ({ draw, pool }) => ({
        draw,
        pool: {
          ...(pool as TestDraw['pool']),
          strata: made.pool.strata.map((stratum, index) => (index === 0 ? { ...stratum, size: change(stratum.size) } : stratum)),
        },
      }))
    for (const change of [(size: number) => size - 1, (size: number) => size + 1]) {
      expect(await failures(made, pooled(change), made.release)).to.deep.equal([
        'the pool is not the one the draw is named after',
      ])
    }
    // The same with the tree left as committed: the person who stands at that place is another one.
    const [seat, ...others] = made.release.seats
    const stranger = made.leaves.get('A03')?.find(({ expert }) => !made.release.seats.some(({ leaf }) => leaf.expert === expert))
    if (seat === undefined || stranger === undefined) throw new Error('no seat')
    const swapped = { ...made.release, seats: [{ ...seat, leaf: stranger }, ...others] }
    expect(await failures(made, made.chain, swapped)).to.include('seats-open')
  })
  it('is caught when somebody is called who stands elsewhere in the order', async () => {
    const [seat, ...others] = made.release.seats
    if (seat === undefined) throw new Error('no seat')
    const moved = { ...made.release, seats: [{ ...seat, index: (seat.index + 1) % 9 }, ...others] }
    expect(await failures(made, made.chain, moved)).to.include.members(['ranks-recomputed', 'seats-open'])
  })
  it('is caught when a number is another than the one committed to, or is left out', async () => {
    const [first, ...others] = made.release.numbers
    if (first === undefined) throw new Error('no number')
    for (const r of ['0'.repeat(64), null]) {
      const release = { ...made.release, numbers: [{ ...first, r }, ...others] }
      expect(await failures(made, made.chain, release)).to.include('numbers-open')
    }
    expect(await failures(made, made.chain, { ...made.release, numbers: others })).to.include.members([
      'numbers-open',
      'seed-matches',
    ])
  })
  it('is caught when the platform shows another proof, or none that lay with the custodians', async () => {
    const { pi: proven } = made.release.platform
    const pi = `${proven.slice(0, -1)}${proven.endsWith('0') ? '1' : '0'}`
    expect(await failures(made, made.chain, { ...made.release, platform: { ...made.release.platform, pi } })).to.include.members([
      'proof-valid',
      'proof-was-held',
    ])
    const key = '1'.repeat(64)
    expect(await failures(made, made.chain, { ...made.release, platform: { ...made.release.platform, key } })).to.include(
      'proof-was-held',
    )
  })
  it('is caught when a party is said to have dealt wrongly and did not', async () => {
    const [first, ...others] = made.release.numbers
    if (first === undefined) throw new Error('no number')
    const leftOut = [{ party: first.party, fault: 'escrow-mismatch' }]
    const chain = changed(made.chain, 'draw.ranked', (facts) => ({ ...facts, leftOut }))
    const release = { ...made.release, numbers: [{ ...first, r: null }, ...others] }
    expect(await failures(made, chain, release)).to.include('numbers-open')
  })
  it('is caught when a seat that was accepted is not shown, or one is shown that nobody sat on', async () => {
    expect(await failures(made, made.chain, { ...made.release, seats: made.release.seats.slice(1) })).to.include('seats-open')
    const lapsed = changed(made.chain, 'draw.answered', (facts) => ({ ...facts, answer: 'unavailable' }))
    expect(await failures(made, lapsed, made.release)).to.include('seats-open')
  })
  it('has a name that changes with every word of the pool', () => {
    expect(drawDigest({ ...made.pool, attempt: 2 })).not.to.equal(made.draw)
  })
})
