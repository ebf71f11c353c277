import { expect } from 'chai'
import { fromHex, hex } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { openCheckpoint } from '#shared/transparency/checkpoint.ts'
import { entryLeafHash } from '#shared/transparency/entry.ts'
import { eventCommitmentHex } from '#shared/transparency/event.ts'
import { verifyInclusion } from '#shared/transparency/merkle-proof.ts'
import { treeRoot } from '#shared/transparency/merkle-tree.ts'
import {
  actOf,
  appendEvent,
  appendOpaque,
  awaitCheckpoint,
  ensureIndexes,
  type Ledger,
  tenderChain,
  underCheckpoint,
  verifyLog,
} from '../../server/features/ledger/index.ts'
import { checkpointModel, entryModel, pendingModel } from '../../server/features/ledger/ledger.model.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { useDatabase } from '../support/database.ts'
import { makeLedger, random, standingClock, testNoteKey, verifiedAct } from '../support/ledger.ts'
import { problemCodeOf } from '../support/problem-code.ts'

const at = instantOf(Date.UTC(2026, 10, 22, 1, 0))
const tender = 'ab'.repeat(16)

describe('the ledger’s sequencer (ledger/1)', () => {
  const database = useDatabase()
  let ledger: Ledger
  let isOpen = false
  const clock = standingClock(Date.UTC(2026, 10, 22, 1, 0))

  before(async () => {
    await ensureIndexes(database().connection)
  })

  beforeEach(async () => {
    const { connection } = database()
    for (const name of Object.keys(connection.models)) await connection.models[name]?.deleteMany({})
    isOpen = false
    clock.set(Date.UTC(2026, 10, 22, 1, 0))
    ledger = makeLedger(connection, { clock, isAnyTenderOpen: async () => isOpen })
    await ledger.start()
  })

  afterEach(() => ledger.stop())

  const append = (input: Parameters<typeof appendEvent>[2]) =>
    inTransaction(database().connection, (session) => appendEvent(ledger.deps, session, input))
  const appendBid = () => {
    const c = random(32)
    return inTransaction(database().connection, (session) => appendOpaque(ledger.deps, session, { c })).then(() => hex(c))
  }
  const entries = () => entryModel(database().connection).find({}).sort({ index: 1 }).lean()

  it('turns what is pending into entries, tiles and a signed root that anybody can recompute', async () => {
    const first = await append({ type: 'party.registered', subject: { party: '1'.repeat(32) }, at, facts: { name: '甲公司' } })
    const bid = await appendBid()
    const result = await ledger.beat('regular')
    expect(result).to.deep.equal({ log: 2026, size: 5, appended: 5 })
    const stored = await entries()
    expect(stored.map(({ c }) => c)).to.include.members([first.c, bid])
    const note = (await checkpointModel(database().connection).findById('2026/5').lean())?.note ?? ''
    const checkpoint = openCheckpoint(note, testNoteKey(2026))
    expect(hex(checkpoint.root)).to.equal(hex(treeRoot(stored.map(({ c }) => entryLeafHash(c)))))
    for (const c of [first.c, bid]) {
      const proof = await underCheckpoint(ledger.deps, c)
      const isProven = verifyInclusion({
        index: proof?.leafIndex ?? -1,
        size: checkpoint.size,
        leaf: entryLeafHash(c),
        proof: (proof?.inclusionProof ?? []).map(fromHex),
        root: checkpoint.root,
      })
      expect(isProven).to.equal(true)
    }
    expect(await pendingModel(database().connection).countDocuments({})).to.equal(0)
    expect((await verifyLog(ledger.deps)).faults).to.deep.equal([])
  })

  it('leaves nothing but the commitment of a bid, as of a filler: no field, no order, no time tells them apart (P9)', async () => {
    isOpen = true
    const bids = [await appendBid(), await appendBid(), await appendBid()]
    const pending = await pendingModel(database().connection).find({}).lean()
    for (const document of pending) expect(Object.keys(document).sort()).to.deep.equal(['_id', 'c'])
    await ledger.beat('regular')
    const stored = await entries()
    expect(stored).to.have.length(4)
    for (const document of stored) {
      expect(Object.keys(document).sort()).to.deep.equal(['_id', 'c', 'index', 'log'])
      expect(pending.map(({ _id }) => _id)).to.not.include(document._id)
    }
    expect(stored.filter(({ c }) => bids.includes(c))).to.have.length(3)
  })

  it('carries at least one multiple of opaque entries in every regular beat while a tender takes bids, and none when nothing happens', async () => {
    expect((await ledger.beat('regular')).appended).to.equal(0)
    isOpen = true
    expect((await ledger.beat('regular')).appended).to.equal(4)
    for (let bid = 0; bid < 5; bid += 1) await appendBid()
    expect((await ledger.beat('regular')).appended).to.equal(8)
    isOpen = false
    expect((await ledger.beat('regular')).appended).to.equal(0)
  })

  it('takes only clear entries in an extra beat; bids wait for the regular one', async () => {
    isOpen = true
    const bid = await appendBid()
    const event = await append({ type: 'deadline.passed', subject: { tender }, at, tender })
    const proof = await awaitCheckpoint({ ledger }, event.c)
    expect(proof.leafIndex).to.equal(0)
    expect((await entries()).map(({ c }) => c)).to.deep.equal([event.c])
    expect(await underCheckpoint(ledger.deps, bid)).to.equal(undefined)
    const impatient = awaitCheckpoint({ ledger }, bid, { patienceMs: 150 })
    expect(await problemCodeOf(impatient)).to.equal('checkpoint-not-yet')
    await ledger.beat('regular')
    expect((await underCheckpoint(ledger.deps, bid))?.checkpoint).to.match(/^test\.example\/2026\n5\n/)
  })

  it('keeps the events of a tender’s public chain in their order, each naming the one before it', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (const type of ['notice.published', 'notice.amended', 'question.answered'])
        await append({ type, subject: { tender }, at, tender, facts: { round } })
      await append({ type: 'party.registered', subject: { party: '1'.repeat(32) }, at })
      if (round === 0) await ledger.beat('regular')
    }
    const halfway = await tenderChain(ledger.deps, tender)
    expect(halfway.map(({ leafIndex }) => leafIndex === undefined)).to.deep.equal([
      ...Array(3).fill(false),
      ...Array(6).fill(true),
    ])
    await ledger.beat('regular')
    const chain = await tenderChain(ledger.deps, tender)
    expect(chain.map(({ event }) => event.seq)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(chain.map(({ event }) => event.previous)).to.deep.equal([undefined, ...chain.slice(0, -1).map(({ c }) => c)])
    for (const { c, salt, event } of chain) expect(eventCommitmentHex(fromHex(salt), event)).to.equal(c)
    const indexes = chain.map(({ leafIndex }) => leafIndex ?? -1)
    expect(indexes).to.deep.equal([...indexes].sort((left, right) => left - right))
    expect((await verifyLog(ledger.deps)).faults).to.deep.equal([])
  })

  it('gives acts on one tender at the same moment their places one after the other', async () => {
    await Promise.all(Array.from({ length: 8 }, () => append({ type: 'question.answered', subject: { tender }, at, tender })))
    const chain = await tenderChain(ledger.deps, tender)
    expect(chain.map(({ event }) => event.seq)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8])
    expect(chain.map(({ event }) => event.previous)).to.deep.equal([undefined, ...chain.slice(0, -1).map(({ c }) => c)])
  })

  it('stores an act once, whole; the same one, or its nonce again, is refused as a replay', async () => {
    const act = verifiedAct('notice.publish', { title: '市政道路工程' })
    const { event } = await append({ type: 'notice.published', subject: { tender }, at, act, tender })
    expect(event.actSha256).to.equal(act.sha256)
    const stored = await actOf(ledger.deps, act.sha256)
    expect(hex(stored?.bytes ?? new Uint8Array(0))).to.equal(hex(act.bytes))
    expect(hex(stored?.p7s ?? new Uint8Array(0))).to.equal(hex(act.p7s))
    const again = append({ type: 'notice.published', subject: { tender }, at, act, tender })
    expect(await problemCodeOf(again)).to.equal('act-replayed')
    const sameNonce = verifiedAct('notice.publish', { title: '另一项目' }, act.nonce)
    expect(await problemCodeOf(append({ type: 'notice.published', subject: { tender }, at, act: sameNonce }))).to.equal(
      'act-replayed',
    )
    expect(await tenderChain(ledger.deps, tender)).to.have.length(1)
  })

  it('leaves no trace of an event whose transaction did not happen', async () => {
    const undone = inTransaction(database().connection, async (session) => {
      await appendEvent(ledger.deps, session, {
        type: 'notice.published',
        subject: { tender },
        at,
        tender,
        act: verifiedAct('notice.publish'),
      })
      throw new Error('the state change failed')
    })
    expect(
      await undone.then(
        () => 'done',
        (error: Error) => error.message,
      ),
    ).to.equal('the state change failed')
    expect((await ledger.beat('regular')).appended).to.equal(0)
    expect(await tenderChain(ledger.deps, tender)).to.deep.equal([])
    const { event } = await append({ type: 'notice.published', subject: { tender }, at, tender })
    expect(event.seq).to.equal(1)
  })

  it('never appends twice when two servers beat at once', async () => {
    const other = makeLedger(database().connection, { clock, isAnyTenderOpen: async () => isOpen })
    await other.start()
    isOpen = true
    const bids = await Promise.all(Array.from({ length: 12 }, appendBid))
    for (let round = 0; round < 3; round += 1) await Promise.all([ledger.beat('regular'), other.beat('regular')])
    const stored = await entries()
    expect(stored.map(({ index }) => index)).to.deep.equal(stored.map((_, place) => place))
    for (const bid of bids) expect(stored.filter(({ c }) => c === bid)).to.have.length(1)
    expect((await verifyLog(ledger.deps)).faults).to.deep.equal([])
    await other.stop()
  })

  it('begins the log of a new year, in Beijing, with the last checkpoint of the old one', async () => {
    await append({ type: 'party.registered', subject: { party: '1'.repeat(32) }, at })
    await ledger.beat('regular')
    clock.set(Date.UTC(2026, 11, 31, 15, 59))
    expect((await ledger.beat('regular')).log).to.equal(2026)
    clock.set(Date.UTC(2026, 11, 31, 16, 0))
    const { c } = await append({ type: 'party.registered', subject: { party: '2'.repeat(32) }, at })
    await ledger.beat('regular')
    const [first] = await entryModel(database().connection).find({ log: 2027 }).sort({ index: 1 }).lean()
    const last = await checkpointModel(database().connection).findById('2026/1').lean()
    expect(first?.event?.type).to.equal('log.continued')
    expect(first?.facts).to.deep.equal({ checkpoint: last?.note })
    expect((await underCheckpoint(ledger.deps, c))?.origin).to.equal('test.example/2027')
    clock.set(Date.UTC(2026, 11, 31, 15, 0))
    await append({ type: 'party.registered', subject: { party: '3'.repeat(32) }, at })
    expect((await ledger.beat('regular')).log, 'a clock set back').to.equal(2027)
    expect((await verifyLog(ledger.deps)).faults).to.deep.equal([])
  })

  it('grows over many beats past several tiles and stays verifiable', async () => {
    for (let beat = 0; beat < 6; beat += 1) {
      await inTransaction(database().connection, async (session) => {
        for (let bid = 0; bid < 110; bid += 1) await appendOpaque(ledger.deps, session, { c: random(32) })
      })
      await ledger.beat('regular')
    }
    const report = await verifyLog(ledger.deps)
    expect(report.faults).to.deep.equal([])
    expect(report.logs).to.have.length(1)
    expect(report.logs[0]).to.include({ origin: 'test.example/2026', size: 672, checkpoints: 6 })
  })
})
