import { expect } from 'chai'
import { hex } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { parseTlogProof, verifyTlogProof } from '#shared/transparency/tlog-proof.ts'
import { appendEvent, appendOpaque, checkpointDeadline, ensureIndexes } from '../../server/features/ledger/index.ts'
import { checkpointModel, entryModel } from '../../server/features/ledger/ledger.model.ts'
import { publishedTile, publishedTlogProof } from '../../server/features/ledger/public-log.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { useDatabase } from '../support/database.ts'
import { makeLedger, random, standingClock, testNoteKey } from '../support/ledger.ts'

const tender = 'cd'.repeat(16)
const beats = 6

/** What everybody can see of a run: sizes after every beat, bundles, public events, a bidder's own receipt but its hashes. */
interface Sight {
  readonly sizes: readonly number[]
  readonly bundleLengths: readonly number[]
  readonly publicEvents: readonly string[]
  readonly storedFields: readonly string[]
  readonly receiptShape: readonly string[]
}

/**
 * Rule P9 (E20-21, ZTB-22): until the deadline nobody learns how many bids there are. Two runs of the same tender, one without a bid
 * and one with twenty, must look the same from outside.
 */
describe('the ledger before the deadline (P9)', () => {
  const database = useDatabase()

  before(() => ensureIndexes(database().connection))

  /** Runs a tender from notice to deadline with so many bids in each beat, and tells what an outsider sees. */
  async function run(bidsOfBeat: (beat: number) => number, fillerMultiple: number): Promise<Sight> {
    const { connection } = database()
    for (const name of Object.keys(connection.models)) await connection.models[name]?.deleteMany({})
    const clock = standingClock(Date.UTC(2026, 10, 22, 1, 0))
    let isOpen = true
    const ledger = makeLedger(connection, { clock, fillerMultiple, isAnyTenderOpen: async () => isOpen })
    await ledger.start()
    const append = (type: string) =>
      inTransaction(connection, (session) =>
        appendEvent(ledger.deps, session, { type, subject: { tender }, at: instantOf(clock.now()), tender }),
      )
    await append('notice.published')
    const sizes: number[] = []
    const publicEvents: string[] = []
    const own: string[] = []
    for (let beat = 0; beat < beats; beat += 1) {
      for (let bid = 0; bid < bidsOfBeat(beat); bid += 1) {
        const c = random(32)
        own.push(hex(c))
        await inTransaction(connection, (session) => appendOpaque(ledger.deps, session, { c }))
      }
      if (beat === 2) await append('notice.amended')
      clock.advance(60_000)
      sizes.push((await ledger.beat('regular')).size)
    }
    isOpen = false
    await append('deadline.passed')
    const closed = await checkpointDeadline({ ledger }, { tender, at: instantOf(clock.now()) })
    sizes.push(closed.size)
    const stored = await entryModel(connection).find({}).sort({ index: 1 }).lean()
    for (const { event } of stored) if (event !== undefined) publicEvents.push(event.type)
    const bundle = await publishedTile(ledger.deps, 2026, `tile/entries/000.p/${closed.size}`)
    // Without a bid of one's own, a filler's commitment stands in for it: whoever holds a receipt can compare no more than this.
    const opaque = own.at(0) ?? stored.find(({ event }) => event === undefined)?.c ?? ''
    const proof = parseTlogProof(Buffer.from(await publishedTlogProof(ledger.deps, opaque)).toString())
    verifyTlogProof(proof, opaque, testNoteKey(2026))
    for (const c of own) expect(stored.filter((entry) => entry.c === c)).to.have.length(1)
    await ledger.stop()
    return {
      sizes,
      bundleLengths: [bundle.length],
      publicEvents,
      storedFields: [
        ...new Set(stored.filter(({ event }) => event === undefined).map((entry) => Object.keys(entry).sort().join())),
      ],
      receiptShape: proof.checkpoint.split('\n').map((line, at) => (at === 1 ? line : String(line.length))),
    }
  }

  it('looks the same with no bid and with twenty, spread over beats within the multiple', async () => {
    const quiet = await run(() => 0, 4)
    const busy = await run((beat) => [4, 3, 4, 2, 4, 3][beat] ?? 0, 4)
    expect(busy).to.deep.equal(quiet)
  })

  it('looks the same when all twenty come in the last beat, with the multiple set above the busiest beat of the month', async () => {
    const quiet = await run(() => 0, 32)
    const busy = await run((beat) => (beat === beats - 1 ? 20 : 0), 32)
    expect(busy).to.deep.equal(quiet)
  })

  it('puts a bid at any index of its beat: where it stands says nothing of when it came', async () => {
    const { connection } = database()
    for (const name of Object.keys(connection.models)) await connection.models[name]?.deleteMany({})
    const ledger = makeLedger(connection, { isAnyTenderOpen: async () => true })
    await ledger.start()
    const places = [0, 0, 0, 0]
    const rounds = 120
    for (let round = 0; round < rounds; round += 1) {
      const c = random(32)
      await inTransaction(connection, (session) => appendOpaque(ledger.deps, session, { c }))
      await ledger.beat('regular')
      const entry = await entryModel(connection)
        .findOne({ c: hex(c) })
        .lean()
      const place = (entry?.index ?? 0) % 4
      places[place] = (places[place] ?? 0) + 1
    }
    const chiSquare = places.reduce((sum, count) => sum + (count - rounds / 4) ** 2 / (rounds / 4), 0)
    // Three degrees of freedom: 30 is passed about once in a million runs.
    expect(chiSquare, places.join()).to.be.below(30)
    expect(await checkpointModel(connection).countDocuments({})).to.equal(rounds)
    await ledger.stop()
  })
})
