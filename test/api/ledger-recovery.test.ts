import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { instantOf } from '#shared/primitives/instant.ts'
import {
  appendEvent,
  appendOpaque,
  awaitCheckpoint,
  checkpointFile,
  ensureIndexes,
  type Ledger,
  ledgerReadiness,
  underCheckpoint,
  verifyLog,
} from '../../server/features/ledger/index.ts'
import {
  actModel,
  checkpointModel,
  entryModel,
  logModel,
  pendingModel,
  sequencerModel,
  tileModel,
} from '../../server/features/ledger/ledger.model.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { useDatabase } from '../support/database.ts'
import { makeLedger, random, standingClock, testLogKey, verifiedAct } from '../support/ledger.ts'
import { problemCodeOf } from '../support/problem-code.ts'

const at = instantOf(Date.UTC(2026, 10, 22, 1, 0))
const tender = 'ef'.repeat(16)

describe('the ledger after a crash', () => {
  const database = useDatabase()
  const clock = standingClock(Date.UTC(2026, 10, 22, 1, 0))

  before(() => ensureIndexes(database().connection))

  beforeEach(async () => {
    const { connection } = database()
    for (const name of Object.keys(connection.models)) await connection.models[name]?.deleteMany({})
  })

  const append = (ledger: Ledger, type: string) =>
    inTransaction(database().connection, (session) =>
      appendEvent(ledger.deps, session, { type, subject: { tender }, at, tender, act: verifiedAct('notice.publish', { type }) }),
    )

  it('between the sequencer’s transaction and its signature signs at the next start, and loses nothing', async () => {
    const dying = makeLedger(database().connection, {
      clock,
      logKey: {
        publicKey: testLogKey.publicKey,
        sign: () => {
          throw new Error('the machine went down')
        },
      },
    })
    await dying.start()
    const { c } = await append(dying, 'notice.published')
    expect(
      await dying.beat('regular').then(
        () => 'done',
        (error: Error) => error.message,
      ),
    ).to.equal('the machine went down')
    expect(await entryModel(database().connection).countDocuments({})).to.equal(1)
    expect(await checkpointModel(database().connection).countDocuments({})).to.equal(0)
    expect(await underCheckpoint(dying.deps, c)).to.equal(undefined)

    const next = makeLedger(database().connection, { clock })
    await next.start()
    expect((await underCheckpoint(next.deps, c))?.leafIndex).to.equal(0)
    expect((await verifyLog(next.deps)).faults).to.deep.equal([])
    await next.stop()
  })

  it('before the transaction keeps what is pending, and another server goes on when the lease runs out', async () => {
    const ledger = makeLedger(database().connection, { clock })
    await ledger.start()
    const { c } = await append(ledger, 'notice.published')
    await sequencerModel(database().connection).create({
      _id: 'sequencer',
      holder: 'a server that is gone',
      leaseUntil: new Date(clock.now() + 30_000),
    })
    expect((await ledger.beat('regular')).appended).to.equal(0)
    expect(await pendingModel(database().connection).countDocuments({})).to.equal(1)
    clock.advance(30_000)
    expect((await ledger.beat('regular')).appended).to.equal(1)
    expect(await underCheckpoint(ledger.deps, c)).to.not.equal(undefined)
    await ledger.stop()
  })

  it('with two servers that hold the same size, lets one win and the other find it moved', async () => {
    const one = makeLedger(database().connection, { clock })
    const other = makeLedger(database().connection, { clock })
    await one.start()
    await other.start()
    await Promise.all(Array.from({ length: 6 }, (_, index) => append(one, `notice.step-${'abcdef'[index]}`)))
    await Promise.all([one.beat('extra'), other.beat('extra'), one.beat('regular'), other.beat('regular')])
    expect(await entryModel(database().connection).countDocuments({})).to.equal(6)
    expect((await verifyLog(one.deps)).faults).to.deep.equal([])
    await one.stop()
    await other.stop()
  })
})

describe('a ledger that somebody changed', () => {
  const database = useDatabase()
  const clock = standingClock(Date.UTC(2026, 10, 22, 1, 0))
  let ledger: Ledger
  let commitments: string[]

  before(() => ensureIndexes(database().connection))

  beforeEach(async () => {
    const { connection } = database()
    for (const name of Object.keys(connection.models)) await connection.models[name]?.deleteMany({})
    ledger = makeLedger(connection, { clock })
    await ledger.start()
    commitments = []
    for (const type of ['notice.published', 'notice.amended', 'notice.withdrawn']) {
      const { c } = await inTransaction(connection, (session) =>
        appendEvent(ledger.deps, session, {
          type,
          subject: { tender },
          at,
          tender,
          act: verifiedAct('notice.publish', { type }),
        }),
      )
      commitments.push(c)
      await ledger.beat('regular')
    }
    await ledger.stop()
  })

  const whys = async () => (await verifyLog(ledger.deps)).faults.map(({ where, what }) => `${where}: ${what}`).join('\n')

  /** Starts a fresh server on the changed database and tells its health. */
  async function healthAfterStart() {
    const fresh = makeLedger(database().connection, { clock })
    await fresh.start()
    await fresh.stop()
    return fresh
  }

  it('in its last entry stops at start: no signing, no waiting for checkpoints, not ready; submissions go on as pending', async () => {
    await entryModel(database().connection).updateOne({ _id: '2026/2' }, { $set: { c: 'f'.repeat(64) } })
    const fresh = await healthAfterStart()
    expect(fresh.health().state).to.equal('stopped')
    expect(await ledgerReadiness({ ledger: fresh }).failure()).to.match(/^stopped: the last entries of log 2026/)
    expect(await problemCodeOf(fresh.beat('regular'))).to.equal('ledger-stopped')
    await inTransaction(database().connection, (session) => appendOpaque(fresh.deps, session, { c: random(32) }))
    const { c } = await inTransaction(database().connection, (session) =>
      appendEvent(fresh.deps, session, { type: 'deadline.passed', subject: { tender }, at, tender }),
    )
    expect(await problemCodeOf(awaitCheckpoint({ ledger: fresh }, c))).to.equal('ledger-stopped')
    expect(await pendingModel(database().connection).countDocuments({})).to.equal(2)
  })

  it('in a tile, or in frontier and root, stops at start', async () => {
    const { connection } = database()
    const tile = await tileModel(connection).findById('2026/0/0').lean()
    await tileModel(connection).updateOne({ _id: '2026/0/0' }, { $set: { hashes: Buffer.alloc(96, 7) } })
    expect((await healthAfterStart()).health()).to.deep.equal({
      state: 'stopped',
      why: 'tiles of log 2026 do not lead to its root',
    })
    await tileModel(connection).updateOne({ _id: '2026/0/0' }, { $set: { hashes: tile?.hashes } })
    expect((await healthAfterStart()).health().state).to.equal('running')
    await logModel(connection).updateOne({ _id: 2026 }, { $set: { root: '0'.repeat(64) } })
    expect((await healthAfterStart()).health().state).to.equal('stopped')
  })

  it('cut back to an earlier state as a whole is noticed by the checkpoints it has signed', async () => {
    const { connection } = database()
    await entryModel(connection).deleteMany({})
    await tileModel(connection).deleteMany({})
    await logModel(connection).deleteMany({})
    await logModel(connection).create({
      _id: 2026,
      origin: 'test.example/2026',
      size: 0,
      frontier: [],
      root: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    })
    const fresh = await healthAfterStart()
    expect(fresh.health()).to.deep.equal({ state: 'stopped', why: 'log 2026 has 0 entries, but 3 were signed' })
  })

  it('set back together with its checkpoints is noticed by the one remembered outside the database', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ledger-'))
    try {
      const { connection } = database()
      const memory = checkpointFile(join(folder, 'checkpoint'))
      const remembering = makeLedger(connection, { clock, memory })
      await remembering.start()
      expect(await memory.read()).to.equal(undefined)
      await inTransaction(connection, (session) => appendOpaque(remembering.deps, session, { c: random(32) }))
      await remembering.beat('regular')
      await remembering.stop()
      expect(await readFile(join(folder, 'checkpoint'), 'utf8')).to.match(/^test\.example\/2026\n7\n/)
      for (const model of [entryModel, tileModel, logModel, checkpointModel])
        await (model(connection) as unknown as (typeof connection.models)[string]).deleteMany({})
      const fresh = makeLedger(connection, { clock, memory })
      await fresh.start()
      expect(fresh.health()).to.deep.equal({ state: 'stopped', why: 'the database holds no log, but one has been signed' })
      const forgetful = makeLedger(connection, { clock })
      await forgetful.start()
      await inTransaction(connection, (session) => appendOpaque(forgetful.deps, session, { c: random(32) }))
      await forgetful.beat('regular')
      await forgetful.stop()
      const again = makeLedger(connection, { clock, memory })
      await again.start()
      expect(again.health()).to.deep.equal({ state: 'stopped', why: 'log 2026 has 4 entries, but 7 were signed' })
      await fresh.stop()
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('in an old event, an act, a chain, a checkpoint or an old tile is named by verify-log and found in the background', async () => {
    const { connection } = database()
    expect(await whys()).to.equal('')
    const entry = await entryModel(connection).findById('2026/0').lean()
    await entryModel(connection).updateOne({ _id: '2026/0' }, { $set: { 'event.at': '2026-11-22T00:00:00.000Z' } })
    expect(await whys()).to.equal('test.example/2026 entry 0: the event is not what the entry commits to')
    const found = makeLedger(connection, { clock })
    await found.start()
    await found.rehashed()
    await found.stop()
    expect(found.health().state).to.equal('stopped')
    await entryModel(connection).updateOne({ _id: '2026/0' }, { $set: { event: entry?.event } })

    const actSha256 = entry?.event?.actSha256 ?? ''
    const act = await actModel(connection).findById(actSha256).lean()
    await actModel(connection).updateOne({ _id: actSha256 }, { $set: { bytes: Buffer.from('{}') } })
    expect(await whys()).to.equal(`test.example/2026 entry 0: act ${actSha256} has been changed`)
    await actModel(connection).deleteOne({ _id: actSha256 })
    expect(await whys()).to.equal(`test.example/2026 entry 0: act ${actSha256} is missing`)
    if (act !== null) await actModel(connection).collection.insertOne(act as unknown as { _id: never })

    await entryModel(connection).updateOne({ _id: '2026/1' }, { $set: { tender: '0'.repeat(32) } })
    expect(await whys()).to.contain('the chain of tender')
    await entryModel(connection).updateOne({ _id: '2026/1' }, { $set: { tender } })

    const checkpoint = await checkpointModel(connection).findById('2026/2').lean()
    await checkpointModel(connection).updateOne({ _id: '2026/2' }, { $set: { note: checkpoint?.note.replace('\n2\n', '\n1\n') } })
    expect(await whys()).to.contain('checkpoint 2: signature-invalid')
    await checkpointModel(connection).updateOne({ _id: '2026/2' }, { $set: { note: checkpoint?.note } })

    await entryModel(connection).deleteOne({ _id: '2026/1' })
    expect(await whys()).to.equal('test.example/2026 entry 1: missing')
    expect(commitments).to.have.length(3)
  })
})
