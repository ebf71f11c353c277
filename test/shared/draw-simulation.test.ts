import { expect } from 'chai'
import fc from 'fast-check'
import { contributionDigest, drawSeed, vrfInput } from '#shared/draw/contribution.ts'
import { openDrawEnvelopes } from '#shared/draw/custodian-step.ts'
import { vrfProve, vrfPublicKey, vrfVerify } from '#shared/draw/ecvrf.ts'
import {
  dealEscrow,
  openBox,
  openContribution,
  openEscrow,
  openProof,
  revealFault,
  sealBox,
  sealProof,
} from '#shared/draw/escrow.ts'
import { drawContribution, keptText, readKept, revealOf, sealContribution } from '#shared/draw/party-step.ts'
import { rankStratum } from '#shared/draw/ranking.ts'
import { type Bytes, concat, fromHex, hex, uint64 } from '#shared/primitives/bytes.ts'
import { sha256 } from '#shared/primitives/digest.ts'
import { splitSecret } from '#shared/sealed-bid/shares.ts'
import { seededRandom, type TestPool, testParties, testPool } from '../support/draw.ts'

/** Chi-square of counts against equal chances. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** The value a chi-square of so many degrees of freedom exceeds once in 100,000 (Wilson–Hilferty; z = 4.2649). */
function rareChiSquare(degrees: number): number {
  const part = 2 / (9 * degrees)
  return degrees * (1 - part + 4.2649 * Math.sqrt(part)) ** 3
}

describe('ranks are uniform', () => {
  it('every person comes to every place alike often: 20,000 seeds, 10 persons, chi-square over all 100 cells', () => {
    const size = 10
    const runs = 20_000
    const cells = new Array<number>(size * size).fill(0)
    for (let run = 0; run < runs; run += 1) {
      const order = rankStratum(sha256(uint64(run)), 'A03', size)
      for (const [rank, leaf] of order.entries()) cells[rank * size + leaf] = (cells[rank * size + leaf] ?? 0) + 1
    }
    // Rows and columns are fixed sums: (size − 1)² degrees of freedom.
    expect(chiSquare(cells)).to.be.below(rareChiSquare((size - 1) ** 2))
  })
  it('every order comes alike often: 12,000 seeds, the 24 orders of 4 persons', () => {
    const orders = new Map<string, number>()
    for (let run = 0; run < 12_000; run += 1) {
      const order = rankStratum(sha256(uint64(run + 1_000_000)), 'A08', 4).join()
      orders.set(order, (orders.get(order) ?? 0) + 1)
    }
    expect(orders.size).to.equal(24)
    expect(chiSquare([...orders.values()])).to.be.below(rareChiSquare(23))
  })
  it('the order of one stratum tells nothing of another’s', () => {
    const cells = new Array<number>(36).fill(0)
    for (let run = 0; run < 9000; run += 1) {
      const seed = sha256(uint64(run))
      const cell = (rankStratum(seed, 'A03', 6)[0] ?? 0) * 6 + (rankStratum(seed, 'A08', 6)[0] ?? 0)
      cells[cell] = (cells[cell] ?? 0) + 1
    }
    expect(chiSquare(cells)).to.be.below(rareChiSquare(35))
  })
  it('the test would notice a shuffle that favours somebody by a tenth', () => {
    const counts = Array.from({ length: 10 }, (_, leaf) => (leaf === 0 ? 2200 : 2000 - 200 / 9))
    expect(chiSquare(counts)).to.be.above(18)
    const biased = Array.from({ length: 10 }, (_, leaf) => (leaf === 0 ? 2600 : 2000 - 600 / 9))
    expect(chiSquare(biased)).to.be.above(rareChiSquare(9))
  })
  it('an order is a permutation, the same each time, another for another seed or name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.integer({ min: 0, max: 300 }), (bytes, size) => {
        const seed = bytes.slice() as Bytes
        const order = rankStratum(seed, 'A03', size)
        expect([...order].sort((left, right) => left - right)).to.deep.equal(Array.from({ length: size }, (_, index) => index))
        expect(rankStratum(seed, 'A03', size)).to.deep.equal(order)
        if (size > 50) expect(rankStratum(seed, 'A08', size)).not.to.deep.equal(order)
      }),
      { numRuns: 60 },
    )
  })
})

describe('one honest party suffices, against the platform, all other parties and k − 1 custodians', () => {
  const size = 8
  const favourite = 5
  const runs = 600
  /** So often the favourite may come first by chance, six standard deviations wide. */
  const expected = runs / size
  const spread = 6 * Math.sqrt((runs / size) * (1 - 1 / size))
  const vrfSecret = sha256(uint64(1))
  const publicKey = vrfPublicKey(vrfSecret)
  const parties = testParties.map(({ party }) => party)

  /** The first of the order for these numbers; the platform's value follows from the commitments alone. */
  function winner(draw: string, numbers: readonly Bytes[]): number {
    const c = numbers.map((r, index) => contributionDigest({ draw, party: parties[index] ?? '', r }))
    // beta of the adversary's own key: a hash of its input stands for the proof, which it can compute at any time.
    const beta = concat(sha256(concat(vrfInput(draw, c), publicKey)), sha256(concat(publicKey, vrfInput(draw, c))))
    return rankStratum(drawSeed({ beta, numbers }), 'A03', size)[0] ?? -1
  }

  it('whatever they choose before it has committed, the favourite comes first no more often than anybody', () => {
    const random = seededRandom('adversary')
    let hits = 0
    for (let run = 0; run < runs; run += 1) {
      const draw = hex(sha256(uint64(run)))
      const guess = random(32)
      // Thirty tries of their own numbers against a guess of the honest one.
      const tries = Array.from({ length: 30 }, () => [random(32), random(32)] as const)
      const [first, second] = tries.find(([one, two]) => winner(draw, [one, two, guess]) === favourite) ?? [
        random(32),
        random(32),
      ]
      const honest = random(32)
      if (winner(draw, [first, second, honest]) === favourite) hits += 1
    }
    expect(Math.abs(hits - expected)).to.be.below(spread)
  })
  it('without commitments they would choose the winner nearly always: the order of the steps is what prevents it', () => {
    const random = seededRandom('no commitments')
    let hits = 0
    for (let run = 0; run < 60; run += 1) {
      const draw = hex(sha256(uint64(run)))
      const honest = random(32)
      const found = Array.from({ length: 60 }, () => random(32)).find(
        (own) => winner(draw, [own, random(32), honest]) === favourite || winner(draw, [own, honest, honest]) === favourite,
      )
      if (found !== undefined) hits += 1
    }
    expect(hits).to.be.above(55)
  })
  it('who commits last, with the honest commitment and k − 1 shares of the number in hand, does no better', async () => {
    const random = seededRandom('last to commit')
    let hits = 0
    for (let run = 0; run < 160; run += 1) {
      const draw = hex(sha256(uint64(run + 50_000)))
      const honest = random(32)
      const c = contributionDigest({ draw, party: parties[2] ?? '', r: honest })
      const [share] = await splitSecret(honest, 2, 3)
      if (share === undefined) throw new Error('no share')
      // Its guesses at the number: what it sees of it, and numbers of its own; those that fit the commitment would be the number.
      const guesses = [fromHex(c), share.slice(0, 32) as Bytes, ...Array.from({ length: 4 }, () => random(32))]
      expect(guesses.some((r) => contributionDigest({ draw, party: parties[2] ?? '', r }) === c)).to.equal(false)
      // Of fifteen pairs it commits to the one that brings the favourite to the top for most of its guesses.
      let best: readonly [Bytes, Bytes] = [random(32), random(32)]
      let most = -1
      for (let each = 0; each < 15; each += 1) {
        const pair = [random(32), random(32)] as const
        const won = guesses.filter((guess) => winner(draw, [...pair, guess]) === favourite).length
        if (won > most) [best, most] = [pair, won]
      }
      if (winner(draw, [...best, honest]) === favourite) hits += 1
    }
    // Six standard deviations around one in eight of a hundred and sixty.
    expect(Math.abs(hits - 160 / size)).to.be.below(6 * Math.sqrt((160 / size) * (1 - 1 / size)))
  })
  it('k − 1 shares of the honest number fit every number there is: they tell nothing', async () => {
    const secret = seededRandom('secret')(32)
    const [first, second, third] = await splitSecret(secret, 3, 5)
    if (first === undefined || second === undefined || third === undefined) throw new Error('no shares')
    // For one byte: every value of the secret is reached by exactly one value of the missing share.
    const { combine } = await import('shamir-secret-sharing')
    const reached = new Set<number>()
    for (let value = 0; value < 256; value += 1) {
      const guessed = third.slice()
      guessed[0] = value
      reached.add((await combine([first, second, guessed]))[0] ?? -1)
    }
    expect(reached.size).to.equal(256)
  })
  it('the platform has one value for a set of commitments, and cannot show another', () => {
    const alpha = vrfInput('a'.repeat(64), ['b'.repeat(64), 'c'.repeat(64)])
    const proof = vrfProve(vrfSecret, alpha)
    const beta = vrfVerify({ publicKey, alpha, proof })
    expect(beta).to.have.length(64)
    for (let at = 0; at < proof.length; at += 1) {
      const altered = proof.slice()
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(vrfVerify({ publicKey, alpha, proof: altered }), `byte ${at}`).to.equal(undefined)
    }
    expect(vrfVerify({ publicKey: vrfPublicKey(sha256(uint64(2))), alpha, proof })).to.equal(undefined)
    expect(vrfVerify({ publicKey, alpha: sha256(alpha), proof })).to.equal(undefined)
  })
})

describe('silence stops nobody, and nobody chooses by it', () => {
  const random = seededRandom('escrow')
  let made: TestPool
  const party = testParties[1].party
  before(async () => {
    made = await testPool(random)
  })

  /** Shares of one escrow as these custodians' own clients find them. */
  async function sharesFrom(
    sealed: Parameters<typeof openContribution>[0]['sealed'],
    of: string,
    who: readonly number[],
  ): Promise<Bytes[]> {
    const shares: Bytes[] = []
    for (const custodian of made.custodians.filter(({ i }) => who.includes(i))) {
      const { privateKey } = custodian
      const opened = await openDrawEnvelopes({ draw: made.draw, escrows: [{ of, sealed }], custodian, privateKey })
      shares.push(...opened.shares.map(({ share }) => fromHex(share)))
    }
    return shares
  }

  it('a silent party is opened by any k custodians, never by k − 1', async () => {
    const { draw, custodians } = made
    const { r, c } = drawContribution({ draw, party, random })
    const { sealed } = await sealContribution({ draw, party, r, k: 2, custodians, random })
    for (const who of [
      [1, 2],
      [1, 3],
      [2, 3],
      [1, 2, 3],
    ]) {
      const opened = await openContribution({ draw, party, c, sealed, k: 2, shares: await sharesFrom(sealed, party, who) })
      expect(opened.ok && hex(opened.secret)).to.equal(hex(r))
    }
    const alone = await openContribution({ draw, party, c, sealed, k: 2, shares: await sharesFrom(sealed, party, [2]) })
    expect(alone).to.deep.equal({ ok: false, fault: 'too-few-shares' })
  })
  it('a silent platform’s proof is opened by the custodians', async () => {
    const { draw, custodians, vrfSecret, pool } = made
    const alpha = vrfInput(draw, ['a'.repeat(64)])
    const proof = vrfProve(vrfSecret, alpha)
    const key = random(32)
    const { sealed } = await dealEscrow({ secret: key, k: 2, custodians, draw, of: 'platform', random })
    const box = await sealProof({ key, draw, proof, random })
    const opened = await openEscrow({ sealed, k: 2, shares: await sharesFrom(sealed, 'platform', [1, 3]) })
    if (!opened.ok) expect.fail(opened.fault)
    const found = await openProof({ key: opened.secret, draw, box })
    expect(hex(found ?? new Uint8Array())).to.equal(hex(proof))
    expect(vrfVerify({ publicKey: fromHex(pool.vrfKey), alpha, proof: found ?? new Uint8Array() })).not.to.equal(undefined)
    expect(await openProof({ key: random(32), draw, box })).to.equal(undefined)
    expect(await openProof({ key, draw: 'f'.repeat(64), box })).to.equal(undefined)
  })
  it('a party that dealt another number than it committed to is out whether it speaks or stays silent', async () => {
    const { draw, custodians } = made
    const { r, c } = drawContribution({ draw, party, random })
    const other = random(32)
    const { sealed, kept } = await sealContribution({ draw, party, r: other, k: 2, custodians, random })
    const revealed = { draw, party, c, sealed, shares: kept.shares, k: 2 }
    expect(await revealFault({ ...revealed, r })).to.equal('escrow-mismatch')
    expect(await revealFault({ ...revealed, r: other })).to.equal('number-wrong')
    const opened = await openContribution({ draw, party, c, sealed, k: 2, shares: await sharesFrom(sealed, party, [1, 2, 3]) })
    expect(opened).to.deep.equal({ ok: false, fault: 'escrow-mismatch' })
  })
  it('a party whose deal gives different numbers to different custodians is out, whichever k answer', async () => {
    const { draw, custodians } = made
    const { r, c } = drawContribution({ draw, party, random })
    const good = await sealContribution({ draw, party, r, k: 2, custodians, random })
    const others = [good.sealed[0]?.x, good.sealed[1]?.x]
    let bad = await sealContribution({ draw, party, r: random(32), k: 2, custodians, random })
    while (others.includes(bad.sealed[2]?.x))
      bad = await sealContribution({ draw, party, r: random(32), k: 2, custodians, random })
    const mixed = [good.sealed[0], good.sealed[1], bad.sealed[2]].flatMap((share) => share ?? [])
    const shares = [good.kept.shares[0], good.kept.shares[1], bad.kept.shares[2]].flatMap((share) => share ?? [])
    expect(await revealFault({ draw, party, c, r, sealed: mixed, shares, k: 2 })).to.equal('escrow-inconsistent')
    for (const who of [
      [1, 2],
      [1, 3],
      [2, 3],
    ]) {
      const opened = await openContribution({ draw, party, c, sealed: mixed, k: 2, shares: await sharesFrom(mixed, party, who) })
      expect(opened).to.deep.equal({ ok: false, fault: 'escrow-inconsistent' })
    }
  })
  it('an envelope of another draw, party or custodian is named and gives nothing', async () => {
    const { draw, custodians } = made
    const { r } = drawContribution({ draw, party, random })
    const { sealed } = await sealContribution({ draw, party, r, k: 2, custodians, random })
    const custodian = custodians[0]
    const other = custodians[1]
    if (custodian === undefined || other === undefined) throw new Error('no custodian')
    const causes = async (input: Partial<Parameters<typeof openDrawEnvelopes>[0]>) =>
      (
        await openDrawEnvelopes({
          draw,
          escrows: [{ of: party, sealed }],
          custodian,
          privateKey: custodian.privateKey,
          ...input,
        })
      ).unreadable.map(({ cause }) => cause)
    expect(await causes({})).to.deep.equal([])
    expect(await causes({ draw: 'e'.repeat(64) })).to.deep.equal(['share-wrong-context'])
    expect(await causes({ escrows: [{ of: 'names', sealed }] })).to.deep.equal(['share-wrong-context'])
    expect(await causes({ privateKey: other.privateKey })).to.deep.equal(['share-envelope-unreadable'])
    expect(await causes({ escrows: [{ of: party, sealed: sealed.slice(1) }] })).to.deep.equal(['share-wrong-recipient'])
  })
  it('a party’s kept number survives being put away as text', async () => {
    const { draw, custodians } = made
    const { r } = drawContribution({ draw, party, random })
    const { kept } = await sealContribution({ draw, party, r, k: 2, custodians, random })
    expect(revealOf(readKept(keptText(kept)))).to.deep.equal(revealOf(kept))
    expect(() => readKept('abc')).to.throw(RangeError)
  })
  it('a box opens under its own key, draw and name, and whole', async () => {
    const key = random(32)
    const box = await sealBox({ key, draw: made.draw, name: 'pool', content: random(50), random })
    expect(await openBox({ key, draw: made.draw, name: 'pool', box })).to.have.length(50)
    expect(await openBox({ key, draw: made.draw, name: 'seat', box })).to.equal(undefined)
    expect(await openBox({ key, draw: made.draw, name: 'pool', box: box.slice(0, -1) })).to.equal(undefined)
    expect(await openBox({ key, draw: made.draw, name: 'pool', box: box.slice(0, 20) })).to.equal(undefined)
  })
})
