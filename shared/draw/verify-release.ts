import { type Bytes, equalBytes, fromHex, hex } from '../primitives/bytes.ts'
import type { CheckList } from '../sealed-bid/opening/checks.ts'
import { callsFault } from './calls.ts'
import { contributionDigest, drawSeed, seatCommitment, seedDigest, vrfInput } from './contribution.ts'
import { vrfVerify } from './ecvrf.ts'
import { openContribution, openEscrow, openProof, platformEscrow, revealFault } from './escrow.ts'
import { isLeafOf } from './pool.ts'
import { rankStratum } from './ranking.ts'
import { type DrawRecord, ofType } from './record.ts'
import type { DrawRelease } from './release.ts'

/** What is recomputed once a draw is released, in this order. docs/formats/draw.md says what each means. */
export type ReleaseCheckName =
  | 'numbers-open'
  | 'proof-valid'
  | 'proof-was-held'
  | 'seed-matches'
  | 'ranks-recomputed'
  | 'seats-open'
  | 'calls-in-order'

/**
 * Draws again from what was released: every number against its commitment and its escrow, the platform's proof against its key, the
 * seed, every stratum's order, and that exactly those sat who stood there. Nothing of the platform is believed.
 */
export async function verifyRelease(
  record: DrawRecord,
  release: DrawRelease,
  list: Pick<CheckList<ReleaseCheckName>, 'judge'>,
): Promise<void> {
  const numbers = await openNumbers(record, release, list)
  const beta = provenOutput(record, release)
  list.judge('proof-valid', beta === undefined ? 'not a proof of this input under the committed key' : undefined)
  list.judge('proof-was-held', await boxFault(record, release))
  const seed =
    beta === undefined || numbers === undefined
      ? undefined
      : drawSeed({ beta, numbers, beacon: release.beacon === undefined ? undefined : fromHex(release.beacon) })
  const isBeaconAsNamed = (record.pool.beacon === undefined) === (release.beacon === undefined)
  const isSeed = seed !== undefined && isBeaconAsNamed && seedDigest(record.draw, seed) === record.seedSha256
  list.judge('seed-matches', isSeed ? undefined : 'the seed recomputed is not the one put on the ledger')
  if (seed !== undefined) judgeCalls(record, release, seed, list)
  judgeSeats(record, release, list)
  list.judge('calls-in-order', callsFault(record.pool.strata, happeningsOf(record)))
}

/** Numbers in the order of the parties, null for one left out rightly; undefined when one is missing or wrong. */
async function openNumbers(
  { pool, draw, c, events }: DrawRecord,
  release: DrawRelease,
  list: Pick<CheckList<ReleaseCheckName>, 'judge'>,
): Promise<(Bytes | null)[] | undefined> {
  const numbers: (Bytes | null)[] = []
  let isWhole = true
  const leftOut = new Map(
    ofType(events, 'draw.ranked').flatMap(({ facts }) => facts.leftOut.map(({ party, fault }) => [party, fault])),
  )
  for (const [index, { party }] of pool.parties.entries()) {
    const given = release.numbers[index]
    const committed = c?.[index] ?? null
    const sealed = ofType(events, 'draw.escrowed').find(({ facts }) => facts.of === party)?.facts.sealed
    const against = await numberFault({
      draw,
      party,
      committed,
      sealed,
      k: pool.custody.k,
      keys: pool.custody.keys,
      given: given?.party === party ? given : undefined,
      fault: leftOut.get(party),
    })
    list.judge('numbers-open', against, party)
    if (against !== undefined) isWhole = false
    numbers.push(given?.r == null ? null : fromHex(given.r))
  }
  return isWhole && release.numbers.length === pool.parties.length ? numbers : undefined
}

async function numberFault(input: {
  readonly draw: string
  readonly party: string
  readonly committed: string | null
  readonly sealed: Parameters<typeof openEscrow>[0]['sealed'] | undefined
  readonly k: number
  readonly keys: readonly string[]
  readonly given: DrawRelease['numbers'][number] | undefined
  readonly fault: string | undefined
}): Promise<string | undefined> {
  const { draw, party, committed: c, sealed, given, fault, k } = input
  if (given === undefined) return 'its number is missing'
  if (c === null || sealed === undefined) return 'no commitment, or no escrow of it'
  if (sealed.length !== input.keys.length || sealed.some(({ keySha256 }, at) => keySha256 !== input.keys[at]))
    return 'its escrow is sealed to others than the custodians'
  const shares = given.shares.map(fromHex)
  if (given.r !== null) {
    const r = fromHex(given.r)
    if (contributionDigest({ draw, party, r }) !== c) return 'not the number committed to'
    return revealFault({ draw, party, c, r, sealed, shares, k })
  }
  if (fault === undefined) return 'left out, and nowhere is said why'
  const opened = await openContribution({ draw, party, c, sealed, shares, k })
  if (opened.ok) return 'left out although its escrow opens to what it committed to'
  return opened.fault === fault ? undefined : 'left out without the shares that show why'
}

function provenOutput({ pool, draw, c }: DrawRecord, { platform }: DrawRelease): Bytes | undefined {
  if (c === null) return undefined
  return vrfVerify({ publicKey: fromHex(pool.vrfKey), alpha: vrfInput(draw, c), proof: fromHex(platform.pi) })
}

/** The proof lay, before anybody revealed, in a box whose key the custodians held: the platform could not have kept it back. */
async function boxFault({ pool, draw, events }: DrawRecord, { platform }: DrawRelease): Promise<string | undefined> {
  const escrow = ofType(events, 'draw.escrowed').find(({ facts }) => facts.of === platformEscrow)?.facts
  if (escrow?.box === undefined) return 'the platform sealed nothing'
  const { sealed, box } = escrow
  if (sealed.some(({ keySha256 }, at) => keySha256 !== pool.custody.keys[at])) return 'sealed to others than the custodians'
  const opened = await openEscrow({ sealed, shares: platform.shares.map(fromHex), k: pool.custody.k })
  if (!opened.ok) return `its key: ${opened.fault}`
  if (hex(opened.secret) !== platform.key) return 'the key shown is not the one dealt'
  const proof = await openProof({ key: opened.secret, draw, box })
  return proof !== undefined && equalBytes(proof, fromHex(platform.pi)) ? undefined : 'the box held another proof'
}

/** Everybody called stood where the seed puts them. */
function judgeCalls(
  { pool, events }: DrawRecord,
  release: DrawRelease,
  seed: Bytes,
  list: Pick<CheckList<ReleaseCheckName>, 'judge'>,
): void {
  const orders = new Map(pool.strata.map(({ name, size }) => [name, rankStratum(seed, name, size)]))
  const indexes = new Map([...release.seats, ...release.passed].map(({ seat, index }) => [seat, index]))
  for (const { facts } of ofType(events, 'draw.called')) {
    const index = orders.get(facts.stratum)?.[facts.rank]
    const isThere = index !== undefined && indexes.get(facts.seat) === index
    list.judge(
      'ranks-recomputed',
      isThere ? undefined : `rank ${facts.rank + 1} of ${facts.stratum} is leaf ${index}`,
      facts.seat,
    )
  }
}

/** Exactly those whose seat was accepted and kept are named; each is the leaf it says, and the one the seat stood for. */
function judgeSeats({ pool, events }: DrawRecord, release: DrawRelease, list: Pick<CheckList<ReleaseCheckName>, 'judge'>): void {
  const vacated = new Set(ofType(events, 'draw.vacated').map(({ facts }) => facts.seat))
  const sat = new Set(
    ofType(events, 'draw.answered')
      .filter(({ facts }) => facts.answer === 'accept')
      .map(({ facts }) => facts.seat),
  )
  const called = new Map(ofType(events, 'draw.called').map(({ facts }) => [facts.seat, facts]))
  for (const seat of [...sat].filter((name) => !vacated.has(name))) {
    const shown = release.seats.find((entry) => entry.seat === seat)
    const call = called.get(seat)
    list.judge(
      'seats-open',
      shown === undefined || call === undefined ? 'its leaf is missing' : seatFault(pool.strata, call, shown),
      seat,
    )
  }
  const foreign = release.seats.find(({ seat }) => !sat.has(seat) || vacated.has(seat))
  if (foreign !== undefined) list.judge('seats-open', 'named although nobody sat on it', foreign.seat)
}

function seatFault(
  strata: DrawRecord['pool']['strata'],
  call: { readonly stratum: string; readonly commitment: string },
  shown: DrawRelease['seats'][number],
): string | undefined {
  const stratum = strata.find(({ name }) => name === call.stratum)
  if (stratum === undefined || !isLeafOf(stratum, shown)) return 'its leaf is not in the committed tree'
  const isSame = seatCommitment(fromHex(shown.token), shown.leaf.expert) === call.commitment
  return isSame ? undefined : 'the invitation was for somebody else'
}

function happeningsOf({ events }: DrawRecord): Parameters<typeof callsFault>[1] {
  return events.flatMap((event): Parameters<typeof callsFault>[1][number][] => {
    switch (event.type) {
      case 'draw.called':
        return [{ kind: 'called', seat: event.facts.seat, stratum: event.facts.stratum, rank: event.facts.rank }]
      case 'draw.answered':
        return [{ kind: event.facts.answer === 'accept' ? 'accepted' : 'declined', seat: event.facts.seat }]
      case 'draw.lapsed':
        return [{ kind: 'lapsed', seat: event.facts.seat }]
      case 'draw.vacated':
        return [{ kind: 'vacated', seat: event.facts.seat }]
      default:
        return []
    }
  })
}
