import { expect } from 'chai'
import { type Model, Schema } from 'mongoose'
import { instantOf } from '#shared/primitives/instant.ts'
import type { LedgerDeps } from '../../server/features/ledger/index.ts'
import {
  appendEvent,
  appendOpaque,
  awaitCheckpoint,
  ensureIndexes,
  type Ledger,
  onEvent,
  onEventInTransaction,
  type SequencedEvent,
} from '../../server/features/ledger/index.ts'
import { reactionModel } from '../../server/features/ledger/ledger.model.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { useDatabase } from '../support/database.ts'
import { collectingLogger, makeLedger, random, standingClock } from '../support/ledger.ts'

const tender = '34'.repeat(16)
const at = instantOf(Date.UTC(2026, 10, 22, 1, 0))

describe('reactions to the ledger', () => {
  const database = useDatabase()
  const clock = standingClock(Date.UTC(2026, 10, 22, 1, 0))
  const logger = collectingLogger()
  const counted = () =>
    (database().connection.models['Counted'] as Model<{ _id: string; times: number }> | undefined) ??
    database().connection.model<{ _id: string; times: number }>(
      'Counted',
      new Schema({ _id: String, times: Number }, { versionKey: false, autoIndex: false, autoCreate: false }),
    )

  before(async () => {
    await ensureIndexes(database().connection)
    await counted().createCollection()
  })

  beforeEach(async () => {
    const { connection } = database()
    for (const name of Object.keys(connection.models)) await connection.models[name]?.deleteMany({})
    logger.errors.length = 0
  })

  const make = () => makeLedger(database().connection, { clock, logger: logger as unknown as LedgerDeps['logger'] })
  const append = (ledger: Ledger, type: string, facts = {}) =>
    inTransaction(database().connection, (session) =>
      appendEvent(ledger.deps, session, { type, subject: { tender }, at, tender, facts }),
    )

  it('get every clear event once, in the order of the log, once it is under a checkpoint, and never an opaque one', async () => {
    const ledger = make()
    const seen: SequencedEvent[] = []
    onEvent({ ledger }, 'sockets', async (event) => void seen.push(event))
    await ledger.start()
    await append(ledger, 'notice.published', { title: '道路' })
    await inTransaction(database().connection, (session) => appendOpaque(ledger.deps, session, { c: random(32) }))
    await ledger.react()
    expect(seen).to.deep.equal([])
    await ledger.beat('regular')
    await append(ledger, 'notice.amended')
    await ledger.beat('regular')
    await ledger.react()
    expect(seen.map(({ type }) => type)).to.deep.equal(['notice.published', 'notice.amended'])
    expect(seen[0]).to.include({ log: 2026, tender, seq: 1, at })
    expect(seen[0]?.facts).to.deep.equal({ title: '道路' })
    expect(seen.map(({ index }) => index)).to.deep.equal([...seen.map(({ index }) => index)].sort((left, right) => left - right))
    await ledger.stop()
  })

  it('that name the types they are for get those alone, and never look at the others again', async () => {
    const ledger = make()
    const seen: string[] = []
    onEvent({ ledger }, 'all', async ({ type }) => void seen.push(`all ${type}`))
    onEvent({ ledger }, 'some', async ({ type }) => void seen.push(`some ${type}`), { types: new Set(['step.b']) })
    onEventInTransaction({ ledger }, 'none', async ({ type }) => void seen.push(`none ${type}`), { types: new Set() })
    await ledger.start()
    for (const type of ['step.a', 'step.b', 'step.c']) await append(ledger, type)
    await ledger.beat('regular')
    expect([...seen].sort()).to.deep.equal(['all step.a', 'all step.b', 'all step.c', 'some step.b'])
    const places = await reactionModel(database().connection).find({}).sort({ _id: 1 }).lean()
    expect(places.map(({ _id, log, index, holder }) => ({ _id, log, index, holder }))).to.deep.equal(
      ['all', 'none', 'some'].map((_id) => ({ _id, log: 2026, index: 2, holder: null })),
    )
    await ledger.stop()
  })

  it('catch up over more than is read at once, whomever it concerns', async () => {
    const first = make()
    await first.start()
    for (let round = 0; round < 205; round += 1) await append(first, round === 150 ? 'step.b' : 'step.a')
    await first.beat('regular')
    await first.stop()
    const ledger = make()
    const seen: number[] = []
    const some: number[] = []
    onEvent({ ledger }, 'all', async ({ index }) => void seen.push(index))
    onEvent({ ledger }, 'some', async ({ index }) => void some.push(index), { types: new Set(['step.b']) })
    await ledger.start()
    await ledger.react()
    expect(seen).to.deep.equal(Array.from({ length: 205 }, (_, index) => index))
    expect(some).to.have.length(1)
    const places = await reactionModel(database().connection).find({}).lean()
    expect(places.map(({ index }) => index)).to.deep.equal([204, 204])
    await ledger.stop()
  })

  it('go on after a crash where they stopped: nothing is lost, and in a transaction nothing happens twice', async () => {
    const dying = make()
    const simple: string[] = []
    let isDying = true
    const react = (ledger: Ledger) => {
      onEvent({ ledger }, 'simple', async ({ type }) => {
        simple.push(type)
        if (isDying && type === 'step.b') throw new Error('the machine went down')
      })
      onEventInTransaction({ ledger }, 'exact', async ({ type }, session) => {
        await counted().updateOne({ _id: type }, { $inc: { times: 1 } }, { upsert: true, session })
        if (isDying && type === 'step.b') throw new Error('the machine went down')
      })
    }
    react(dying)
    await dying.start()
    for (const type of ['step.a', 'step.b', 'step.c']) await append(dying, type)
    await dying.beat('regular')
    await dying.stop()
    expect(simple[0]).to.equal('step.a')
    expect([...new Set(simple)], 'what failed is tried again; nothing after it is').to.deep.equal(['step.a', 'step.b'])
    const tries = simple.length
    expect(logger.errors).to.have.length.at.least(2)

    isDying = false
    const next = make()
    react(next)
    await next.start()
    await next.react()
    await next.stop()
    expect(simple.slice(tries)).to.deep.equal(['step.b', 'step.c'])
    const counts = await counted().find().sort({ _id: 1 }).lean()
    expect(counts).to.deep.equal(['step.a', 'step.b', 'step.c'].map((type) => ({ _id: type, times: 1 })))
  })

  it('that fail hold up no other, and are tried again', async () => {
    const ledger = make()
    let failures = 0
    const good: string[] = []
    onEvent({ ledger }, 'bad', async () => {
      failures += 1
      throw new Error('not today')
    })
    onEvent({ ledger }, 'good', async ({ type }) => void good.push(type))
    await ledger.start()
    await append(ledger, 'step.a')
    await ledger.beat('regular')
    await ledger.react()
    expect(good).to.deep.equal(['step.a'])
    expect(failures).to.be.at.least(2)
    await ledger.stop()
  })

  it('of two servers never handle one event both', async () => {
    const ledgers = [make(), make()]
    const handled: number[] = []
    for (const ledger of ledgers) {
      onEvent({ ledger }, 'once', async ({ index }) => void handled.push(index))
      await ledger.start()
    }
    const [first] = ledgers as [Ledger, Ledger]
    for (let round = 0; round < 10; round += 1) await append(first, 'step.a')
    await Promise.all(ledgers.map((ledger) => ledger.beat('regular')))
    await Promise.all(ledgers.map((ledger) => ledger.react()))
    await Promise.all(ledgers.map((ledger) => ledger.react()))
    expect([...handled].sort((left, right) => left - right)).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    for (const ledger of ledgers) await ledger.stop()
  })

  it('may append and wait for a checkpoint of their own, and cross into the next year’s log', async () => {
    clock.set(Date.UTC(2026, 11, 31, 15, 59))
    const ledger = make()
    const seen: string[] = []
    onEvent({ ledger }, 'chain', async ({ type }) => {
      seen.push(type)
      if (type !== 'step.a') return
      const { c } = await append(ledger, 'step.b')
      clock.set(Date.UTC(2026, 11, 31, 16, 0))
      await awaitCheckpoint({ ledger }, c)
    })
    await ledger.start()
    await append(ledger, 'step.a')
    await ledger.beat('regular')
    await ledger.react()
    expect(seen).to.deep.equal(['step.a', 'log.continued', 'step.b'])
    expect(await reactionModel(database().connection).findById('chain').lean()).to.include({ log: 2027, index: 1 })
    await ledger.stop()
    clock.set(Date.UTC(2026, 10, 22, 1, 0))
  })

  it('have one name each', () => {
    const ledger = make()
    onEvent({ ledger }, 'twice', async () => undefined)
    expect(() => onEvent({ ledger }, 'twice', async () => undefined)).to.throw('two reactions named twice')
  })
})
