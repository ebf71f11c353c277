import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { type Model, Schema } from 'mongoose'
import { createLogger } from '../../server/platform/logger.ts'
import { leaseModel } from '../../server/platform/scheduler/lease.model.ts'
import { createScheduler, type DueDocument } from '../../server/platform/scheduler/scheduler.ts'
import { useDatabase } from '../support/database.ts'
import { standingClock } from '../support/ledger.ts'

const START = Date.UTC(2026, 10, 22, 1, 0)
const LEASE_MS = 15_000

const dueSchema = new Schema<DueDocument>(
  { _id: { type: String, required: true }, nextDueAt: { type: Date }, leaseUntil: { type: Date } },
  { collection: 'due', versionKey: false, autoIndex: false, autoCreate: false },
)

describe('the scheduler, with two servers on one database', () => {
  const database = useDatabase()
  let model: Model<DueDocument>
  let clock: ReturnType<typeof standingClock>
  let log: string[]
  const running: ReturnType<typeof createScheduler>[] = []

  function server(tickMs = 5) {
    const logger = createLogger('info', { write: (line) => void log.push(line) })
    const scheduler = createScheduler({ connection: database().connection, clock, logger, tickMs })
    running.push(scheduler)
    return scheduler
  }
  const add = (...names: string[]) =>
    model.insertMany(names.map((_id) => ({ _id, nextDueAt: new Date(START - 1000), leaseUntil: null })))
  /** Clears what was due, as a step that has been taken does. */
  const clear = (_id: string) => model.updateOne({ _id }, { $set: { nextDueAt: null } })
  const clearing = async (ran: string[], { _id }: DueDocument): Promise<void> => {
    ran.push(_id)
    await clear(_id)
  }
  /** Waits until something holds, however busy the machine is, then a little longer for what should not follow. */
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await delay(5)
    await delay(40)
  }
  const errors = () => log.filter((line) => line.includes('"level":50'))

  before(async () => {
    const { connection } = database()
    model = connection.model<DueDocument>('Due', dueSchema)
    await model.createCollection()
    await leaseModel(connection).createCollection()
  })
  beforeEach(async () => {
    clock = standingClock(START)
    log = []
    await model.deleteMany({})
    await leaseModel(database().connection).deleteMany({})
  })
  afterEach(() => Promise.all(running.splice(0).map((scheduler) => scheduler.stop())))

  it('runs each due document once, however many look at it', async () => {
    const ran: string[] = []
    const schedulers = [server(), server()]
    for (const scheduler of schedulers) {
      scheduler.watch({
        name: 'due',
        model,
        run: async ({ _id }) => {
          ran.push(_id)
          await delay(2)
          await clear(_id)
        },
      })
    }
    const names = Array.from({ length: 40 }, (_, index) => `document ${index}`)
    await add(...names)
    await Promise.all(schedulers.map((scheduler) => scheduler.runDue(clock.now())))
    expect(ran.sort()).to.deep.equal(names.sort())
    expect(await model.countDocuments({ leaseUntil: { $ne: null } })).to.equal(0)
    expect(errors()).to.deep.equal([])
  })

  it('leaves what is not yet due', async () => {
    const ran: string[] = []
    const scheduler = server()
    scheduler.watch({ name: 'due', model, run: (document) => clearing(ran, document) })
    await model.insertMany([
      { _id: 'later', nextDueAt: new Date(START + 1) },
      { _id: 'never', nextDueAt: null },
    ])
    await scheduler.runDue(clock.now())
    expect(ran).to.deep.equal([])
    await scheduler.runDue(START + 1)
    expect(ran).to.deep.equal(['later'])
  })

  it('tries work that failed again when its lease has run out, not before, and says so', async () => {
    let tries = 0
    const schedulers = [server(), server()]
    for (const scheduler of schedulers) {
      scheduler.watch({
        name: 'due',
        model,
        run: async ({ _id }) => {
          tries += 1
          if (tries === 1) throw new Error('the first time it breaks')
          await clear(_id)
        },
      })
    }
    await add('stubborn')
    const [first, second] = schedulers
    await first?.runDue(clock.now())
    await second?.runDue(clock.now())
    clock.advance(LEASE_MS - 1)
    await second?.runDue(clock.now())
    expect(tries).to.equal(1)
    expect(errors()).to.have.length(1)
    expect(errors()[0]).to.contain('the first time it breaks')
    clock.advance(1)
    await second?.runDue(clock.now())
    expect(tries).to.equal(2)
    expect(await model.findById('stubborn').lean()).to.deep.include({ nextDueAt: null, leaseUntil: null })
  })

  it('does not give back a lease that ran out and is another server’s now', async () => {
    const release: (() => void)[] = []
    const [slow, next] = [server(), server()]
    for (const scheduler of [slow, next]) {
      scheduler.watch({ name: 'due', model, run: () => new Promise<void>((resolve) => void release.push(resolve)) })
    }
    await add('contended')
    slow.start()
    while (release.length < 1) await delay(2)
    clock.advance(LEASE_MS)
    next.start()
    while (release.length < 2) await delay(2)
    release[0]?.()
    await delay(60)
    const { leaseUntil } = (await model.findById('contended').lean()) ?? {}
    expect(leaseUntil?.getTime()).to.equal(START + 2 * LEASE_MS)
    expect(release, 'a third run').to.have.length(2)
    await clear('contended')
    release[1]?.()
  })

  it('does recurring work on one of two, once an interval', async () => {
    const ran: string[] = []
    for (const name of ['one', 'two']) {
      const scheduler = server()
      scheduler.every({ name: 'sweep', everyMs: 1000, run: async () => void ran.push(name) })
      scheduler.start()
    }
    await until(() => ran.length > 0)
    expect(ran).to.have.length(1)
    for (let interval = 2; interval <= 4; interval += 1) {
      clock.advance(1000)
      await until(() => ran.length >= interval)
      expect(ran).to.have.length(interval)
    }
  })

  it('does work that is each server’s own on both', async () => {
    const ran: string[] = []
    for (const name of ['one', 'two']) {
      const scheduler = server()
      scheduler.every({ name: 'trust', everyMs: 1000, isEachServers: true, run: async () => void ran.push(name) })
      scheduler.start()
    }
    await until(() => ran.length >= 2)
    expect(ran.sort()).to.deep.equal(['one', 'two'])
  })

  it('keeps the lease of recurring work that outlasts its interval', async () => {
    let atOnce = 0
    let most = 0
    const real = { now: () => Date.now() }
    for (let count = 0; count < 2; count += 1) {
      const scheduler = createScheduler({
        connection: database().connection,
        clock: real,
        logger: createLogger('silent'),
        tickMs: 5,
      })
      running.push(scheduler)
      scheduler.every({
        name: 'long',
        everyMs: 150,
        run: async () => {
          atOnce += 1
          most = Math.max(most, atOnce)
          await delay(500)
          atOnce -= 1
        },
      })
      scheduler.start()
    }
    await delay(900)
    expect(most).to.equal(1)
  })

  it('takes a deadline up while recurring work hangs', async () => {
    let release: () => void = () => undefined
    const ran: string[] = []
    const scheduler = server()
    scheduler.every({ name: 'mails', everyMs: 1000, run: () => new Promise<void>((resolve) => (release = resolve)) })
    scheduler.watch({ name: 'due', model, run: (document) => clearing(ran, document) })
    scheduler.start()
    await delay(20)
    await add('deadline')
    await until(() => ran.length > 0)
    expect(ran).to.deep.equal(['deadline'])
    release()
  })

  it('finishes what is in hand when it is stopped, and takes up nothing new', async () => {
    const ran: string[] = []
    let hasBegun = false
    const scheduler = server()
    scheduler.watch({
      name: 'due',
      model,
      run: async ({ _id }) => {
        hasBegun = true
        await delay(100)
        await clear(_id)
        ran.push(_id)
      },
    })
    await add('in hand')
    scheduler.start()
    await until(() => hasBegun)
    await scheduler.stop()
    expect(ran).to.deep.equal(['in hand'])
    await add('after the end')
    await delay(30)
    expect(ran).to.deep.equal(['in hand'])
  })

  it('does not let a document that never clears its time keep the others waiting', async () => {
    const ran = new Set<string>()
    const scheduler = server()
    scheduler.watch({ name: 'stuck', model, run: async () => undefined })
    scheduler.every({ name: 'sweep', everyMs: 1000, run: async () => void ran.add('sweep') })
    await add('stuck')
    scheduler.start()
    await until(() => ran.size > 0)
    expect([...ran]).to.deep.equal(['sweep'])
  })
})
