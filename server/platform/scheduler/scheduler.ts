import { randomBytes } from 'node:crypto'
import type { Connection, Model } from 'mongoose'
import type { Clock } from '../clock.ts'
import type { Logger } from '../logger.ts'
import { type LeaseDocument, leaseModel } from './lease.model.ts'

/** A document that yields its own next moment: `nextDueAt` (indexed) and the lease under which a server works on it. */
export interface DueDocument {
  readonly _id: string
  nextDueAt?: Date | null
  leaseUntil?: Date | null
}

/** Work that documents of one model become due for. `run` moves or clears `nextDueAt` by compare-and-set, as a person's act would. */
export interface Watch<D extends DueDocument = DueDocument> {
  readonly name: string
  readonly model: Model<D>
  readonly run: (document: D, now: number) => Promise<void>
}

/** Work that recurs whatever happens: sweeps, beats. Under a lease: two servers never do it at once. */
export interface Recurring {
  readonly name: string
  readonly everyMs: number
  /** Each server does it for itself, because what it renews is in that server's memory or on its disk. */
  readonly isEachServers?: boolean
  readonly run: (now: number) => Promise<void>
}

/** Acts when the time comes. A restart loses nothing, because what is due stands in the documents. */
export interface Scheduler {
  watch<D extends DueDocument>(watch: Watch<D>): void
  every(recurring: Recurring): void
  start(): void
  /** Stops taking up work and waits for what is in hand. */
  stop(): Promise<void>
  /** Takes up everything due at `now` until nothing is; for tests with a clock of their own. */
  runDue(now: number): Promise<void>
  /** Makes recurring work run now, whatever its interval. Throws what it throws. */
  runNow(name: string): Promise<void>
}

/**
 * How long the others wait for a server that holds a document and does not answer any more: long work renews its lease at every third of it.
 * It is also what an opening stands still for when the process is killed in the middle of a step.
 */
const LEASE_MS = 15_000
/** Documents worked on side by side. */
const MOST_AT_ONCE = 8
/** Turns of runDue after which something never clears its due time: a bug, not a load. */
const MOST_TURNS = 1000

/** Makes the scheduler of a server process. `tickMs` is how often it looks. */
export function createScheduler(deps: {
  readonly connection: Connection
  readonly clock: Clock
  readonly logger: Logger
  readonly tickMs?: number
  readonly onLag?: (seconds: number) => void
}): Scheduler {
  const owner = randomBytes(16).toString('hex')
  const watches: Watch[] = []
  const recurring: Recurring[] = []
  let timer: NodeJS.Timeout | undefined
  const running = new Set<Promise<void>>()
  const recurringInHand = new Map<string, Promise<void>>()
  /** When recurring work is worth asking for again: saves a question to the database at every look. */
  const askAgainAt = new Map<string, number>()
  let inHand: Promise<void> = Promise.resolve()
  let isStopping = false

  /** Claims one due document under a lease; null when nothing is due or free. */
  async function claim(watch: Watch, now: number): Promise<DueDocument | null> {
    const free = { $or: [{ leaseUntil: null }, { leaseUntil: { $lte: new Date(now) } }] }
    return watch.model
      .findOneAndUpdate(
        { nextDueAt: { $ne: null, $lte: new Date(now) }, ...free },
        { $set: { leaseUntil: new Date(now + LEASE_MS) } },
        { sort: { nextDueAt: 1 }, returnDocument: 'after' },
      )
      .lean<DueDocument>()
  }

  /**
   * Works on a claimed document; long work keeps its lease. A failure leaves the lease to run out: the next try does not come at once.
   * Renewing and giving back name the lease: one that ran out meanwhile may be another server's by now.
   */
  async function work(watch: Watch, document: DueDocument, now: number): Promise<void> {
    deps.onLag?.(Math.max(0, (now - (document.nextDueAt?.getTime() ?? now)) / 1000))
    let lease = document.leaseUntil ?? null
    const moveLease = async (leaseUntil: Date | null): Promise<void> => {
      const { matchedCount } = await watch.model.updateOne({ _id: document._id, leaseUntil: lease }, { $set: { leaseUntil } })
      if (matchedCount === 1) lease = leaseUntil
    }
    let renewing = Promise.resolve()
    const renewal = setInterval(() => {
      renewing = renewing
        .then(() => moveLease(new Date(deps.clock.now() + LEASE_MS)))
        .catch((error: unknown) => deps.logger.warn({ watch: watch.name, error }, 'lease not renewed'))
    }, LEASE_MS / 3)
    try {
      await watch.run(document, now)
      clearInterval(renewal)
      await renewing
      await moveLease(null)
    } catch (error) {
      deps.logger.error({ watch: watch.name, error }, 'due work failed; it will be tried again')
    } finally {
      clearInterval(renewal)
    }
  }

  /** Starts whatever is due now, each on its own: a long opening does not keep another tender's deadline waiting. */
  async function startDue(now: number): Promise<number> {
    let started = 0
    for (const watch of watches) {
      // A document that stays due is taken up again in the next round, after everything else.
      for (let taken = 0; taken < MOST_AT_ONCE && !isStopping && running.size < MOST_AT_ONCE; taken += 1) {
        const document = await claim(watch, now)
        if (document === null) break
        const promise: Promise<void> = work(watch, document, now).finally(() => running.delete(promise))
        running.add(promise)
        started += 1
      }
    }
    return started
  }

  async function runDue(now: number): Promise<void> {
    for (let turn = 0; turn < MOST_TURNS; turn += 1) {
      const started = await startDue(now)
      if (started === 0 && running.size === 0) return
      await Promise.all(running)
    }
    throw new Error('something due never clears its time')
  }

  /** Begins recurring work whose time has come, on its own: a slow mail server does not keep a deadline waiting. */
  function startRecurring(work: Recurring, now: number): void {
    if (recurringInHand.has(work.name) || now < (askAgainAt.get(work.name) ?? now)) return
    const promise = runRecurring(work, now)
      .catch((error: unknown) =>
        deps.logger.error({ recurring: work.name, error }, 'recurring work failed; it will be tried again'),
      )
      .finally(() => recurringInHand.delete(work.name))
    recurringInHand.set(work.name, promise)
  }

  async function runRecurring(work: Recurring, now: number): Promise<void> {
    askAgainAt.set(work.name, now + work.everyMs)
    if (work.isEachServers !== true && !(await mayRun(work, now))) return
    const renewal = work.isEachServers === true ? undefined : setInterval(() => renewLease(work), Math.max(10, work.everyMs / 2))
    try {
      await work.run(now)
    } finally {
      clearInterval(renewal)
    }
  }

  async function mayRun(work: Recurring, now: number): Promise<boolean> {
    try {
      return await takeLease(work, now)
    } catch (error) {
      // The database did not answer: that is no reason to wait for a whole interval.
      askAgainAt.delete(work.name)
      throw error
    }
  }

  /** Inserting the lease or moving it on from a past time: at most one server wins. */
  async function takeLease(work: Recurring, now: number): Promise<boolean> {
    const leases = leaseModel(deps.connection)
    const nextAt = now + work.everyMs
    const next: Partial<LeaseDocument> = { owner, nextAt: new Date(nextAt) }
    const moved = await leases.updateOne({ _id: work.name, nextAt: { $lte: new Date(now) } }, { $set: next })
    if (moved.modifiedCount === 1) return true
    const held = await leases.findById(work.name).lean<LeaseDocument>()
    if (held !== null) {
      askAgainAt.set(work.name, Math.min(nextAt, held.nextAt.getTime()))
      return false
    }
    return leases.create({ _id: work.name, ...next }).then(
      () => true,
      (error: { code?: number }) => {
        if (error.code === 11_000) return false
        throw error
      },
    )
  }

  /** Work that takes longer than its interval keeps its lease. */
  function renewLease(work: Recurring): void {
    const nextAt = new Date(deps.clock.now() + work.everyMs)
    leaseModel(deps.connection)
      .updateOne({ _id: work.name, owner }, { $set: { nextAt } })
      .catch((error: unknown) => deps.logger.warn({ recurring: work.name, error }, 'lease not renewed'))
  }

  async function tick(): Promise<void> {
    const now = deps.clock.now()
    await startDue(now)
    for (const work of recurring) if (!isStopping) startRecurring(work, now)
  }

  function loop(): void {
    if (isStopping) return
    inHand = tick().catch((error: unknown) => deps.logger.error({ error }, 'scheduler tick failed'))
    void inHand.finally(() => {
      if (!isStopping) timer = setTimeout(loop, deps.tickMs ?? 250)
    })
  }

  return {
    watch: (watch) => void watches.push(watch as unknown as Watch),
    every: (work) => void recurring.push(work),
    start: loop,
    async stop() {
      isStopping = true
      clearTimeout(timer)
      await inHand
      await Promise.all([...running, ...recurringInHand.values()])
    },
    runDue,
    async runNow(name) {
      const work = recurring.find((candidate) => candidate.name === name)
      if (work === undefined) throw new Error(`no recurring work named ${name}`)
      await work.run(deps.clock.now())
    },
  }
}
