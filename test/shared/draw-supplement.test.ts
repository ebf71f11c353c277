import { expect } from 'chai'
import { type Exclusion, poolSchema, proveLeaf } from '#shared/draw/pool.ts'
import { type ChainFact, type DrawRecord, readDrawRecord } from '#shared/draw/record.ts'
import type { DrawRelease } from '#shared/draw/release.ts'
import { committeeSeated, completedDraws, judgeAvoided, missingSeats, supplementFault } from '#shared/draw/supplement.ts'
import { hex } from '#shared/primitives/bytes.ts'
import { startChecks } from '#shared/sealed-bid/opening/checks.ts'
import { idOf, seededRandom, type TestDraw, testDraw } from '../support/draw.ts'

describe('the seats a committee misses (X4)', () => {
  it('are those of each speciality that nobody holds', () => {
    const strata = [
      { name: 'A03', seats: 3 },
      { name: 'A08', seats: 2 },
    ]
    expect(missingSeats(strata, ['A03', 'A08', 'A03', 'A08', 'A03'])).to.deep.equal([])
    expect(missingSeats(strata, ['A03', 'A08'])).to.deep.equal([
      { name: 'A03', seats: 2 },
      { name: 'A08', seats: 1 },
    ])
  })
})

describe('a supplementary draw, checked by a stranger (X2, X4)', () => {
  const random = seededRandom('supplement')
  let base: TestDraw
  /** Seat and holder that the committee has lost: of A08, whose two seats were all there was. */
  let lost: DrawRelease['seats'][number]
  let history: ChainFact[]

  before(async () => {
    base = await testDraw(random, undefined, { A03: [3, 12], A08: [2, 2] })
    const found = base.release.seats.find(({ leaf }) => leaf.speciality === 'A08')
    if (found === undefined) throw new Error('nobody sits')
    lost = found
    const { draw } = base
    history = [
      ...base.chain.filter(({ type }) => type !== 'draw.released'),
      { type: committeeSeated, facts: {} },
      { type: 'draw.vacated', facts: { draw, seat: lost.seat, reason: 'conflict' } },
      { type: 'draw.exhausted', facts: { draw, strata: ['A08'] } },
    ]
  })

  const exclusionsOf = (experts: readonly string[]): Exclusion[] =>
    experts
      .map((expert): Exclusion => ({ v: 'draw-exclusion/1', salt: hex(random(32)), expert, reason: 'called-before' }))
      .sort((left, right) => (left.expert < right.expert ? -1 : 1))
  const everybody = () => base.release.seats.map(({ leaf }) => leaf.expert)

  /** A supplementary draw after what is given, and its release with what it shows of those who sit. */
  async function supplement(
    changes: { readonly seats?: number; readonly experts?: readonly string[]; readonly completes?: string } = {},
    chain: readonly ChainFact[] = history,
  ) {
    const exclusions = exclusionsOf(changes.experts ?? everybody())
    const made = await testDraw(
      random,
      undefined,
      { A08: [changes.seats ?? 1, 3] },
      {
        completes: changes.completes ?? base.draw,
        committee: base.pool.rules.committee,
        exclusions,
      },
    )
    const whole = [...chain, ...made.chain]
    const avoided: NonNullable<DrawRelease['avoided']> = []
    for (const { seat, token, leaf } of base.release.seats.filter((one) => one.seat !== lost.seat)) {
      const index = exclusions.findIndex(({ expert }) => expert === leaf.expert)
      const exclusion = exclusions[index]
      if (exclusion !== undefined)
        avoided.push({ draw: base.draw, seat, token, exclusion, index, proof: await proveLeaf(exclusions, index) })
    }
    return { made, chain: whole, record: recordOf(whole, made.draw), release: { ...made.release, avoided } }
  }

  function recordOf(chain: readonly ChainFact[], draw: string): DrawRecord {
    const record = readDrawRecord(chain, draw)
    if ('fault' in record) throw new Error(record.fault)
    return record
  }

  function faultsOf({ record, release, chain }: Awaited<ReturnType<typeof supplement>>): string[] {
    const list = startChecks<'avoided-proven'>()
    judgeAvoided(record, release, chain, list)
    expect(list.checks).to.have.length(4)
    return list.checks.flatMap(({ why }) => why ?? [])
  }

  it('fills what is missing, with everybody called before left out', async () => {
    const honest = await supplement()
    expect(poolSchema.safeParse(honest.made.pool).success).to.equal(true)
    expect(supplementFault(honest.record, honest.chain)).to.equal(undefined)
    expect(faultsOf(honest)).to.deep.equal([])
    expect(completedDraws(honest.record, honest.chain).map(({ draw }) => draw)).to.deep.equal([base.draw])
    expect(completedDraws(recordOf(honest.chain, base.draw), honest.chain)).to.deep.equal([])
  })

  it('is caught when it draws more than is missing, or what is not', async () => {
    const more = await supplement({ seats: 2 })
    expect(supplementFault(more.record, more.chain)).to.contain('than were missing')
    const unneeded = history.filter(({ type }) => type !== 'draw.vacated')
    const none = await supplement({}, unneeded)
    expect(supplementFault(none.record, none.chain)).to.contain('than were missing')
  })

  it('is caught when no committee sits, or it completes a draw that is not there', async () => {
    const unseated = await supplement(
      {},
      history.filter(({ type }) => type !== committeeSeated),
    )
    expect(supplementFault(unseated.record, unseated.chain)).to.contain('no committee sat')
    const foreign = await supplement({ completes: 'f'.repeat(64) })
    expect(supplementFault(foreign.record, foreign.chain)).to.contain('not on the chain')
  })

  it('is caught when its pool keeps somebody who sits: by the number of those left out', async () => {
    const kept = await supplement({ experts: everybody().slice(1) })
    expect(supplementFault(kept.record, kept.chain)).to.contain('5 were called before, and 4 are left out')
  })

  it('is caught when somebody else is left out in the place of one who sits: the release cannot show it', async () => {
    const [member, ...others] = everybody().filter((expert) => expert !== lost.leaf.expert)
    const swapped = await supplement({ experts: [...others, lost.leaf.expert, idOf('somebody else')] })
    expect(supplementFault(swapped.record, swapped.chain)).to.equal(undefined)
    expect(faultsOf(swapped)).to.deep.equal(['nothing shows that its holder was left out'])
    const stranger = await supplement()
    const lie = stranger.release.avoided.map((one) =>
      one.exclusion.expert === member ? { ...one, exclusion: { ...one.exclusion, expert: idOf('somebody else') } } : one,
    )
    expect(faultsOf({ ...stranger, release: { ...stranger.release, avoided: lie } })).to.deep.equal([
      'shown of somebody else than its holder',
    ])
    const misplaced = stranger.release.avoided.map((one, at) => (at === 0 ? { ...one, index: (one.index + 1) % 5 } : one))
    expect(faultsOf({ ...stranger, release: { ...stranger.release, avoided: misplaced } })).to.deep.equal([
      'its holder is not among those left out',
    ])
  })

  it('is caught when somebody who sits is in both lists, and is drawn again', async () => {
    const twice = await supplement()
    const [seat] = twice.release.seats
    const [shown] = twice.release.avoided
    if (seat === undefined || shown === undefined) throw new Error('nobody sits')
    const seats = [{ ...seat, leaf: { ...seat.leaf, expert: shown.exclusion.expert } }]
    expect(faultsOf({ ...twice, release: { ...twice.release, seats } })).to.deep.equal(['its holder was drawn again'])
  })
})
