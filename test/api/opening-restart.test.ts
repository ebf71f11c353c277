import { expect } from 'chai'
import * as reading from '#shared/contracts/opening-reading.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { openingModel } from '../../server/features/opening/opening.model.ts'
import { runOpening } from '../../server/features/opening/run-opening.ts'
import { type RunningServer, wireServer } from '../../server/wire.ts'
import { releaseIdentitiesOf, releaseSharesOf, reportOf, revealOf, signSettlementOf } from '../support/opening.ts'
import {
  bidders,
  factsOf,
  type Hall,
  type HallBid,
  hallOf,
  nowAt,
  sealOf,
  toListed,
  verifyAsStranger,
} from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'

describe('an opening on servers that crash, restart and work side by side', function () {
  this.timeout(60_000)
  const running = usePlatform()
  const servers: RunningServer[] = []
  let hall: Hall
  let bids: HallBid[]

  before(async function () {
    this.timeout(60_000)
    hall = await hallOf(running())
    bids = await bidders(hall, 3)
  })
  after('stop the other servers', async function () {
    this.timeout(30_000)
    for (const server of servers) await server.close()
  })

  /** A server that knows nothing but what the database and the data folder hold. */
  const anotherServer = async (): Promise<RunningServer> => {
    const { config, connection } = hall.platform.server.platform
    const server = await wireServer({
      config: { ...config, port: 0 },
      clock: hall.platform.clock,
      database: { connection, uri: '', close: async () => undefined, ping: async () => undefined },
      logTo: { write: () => undefined },
      isScheduled: false,
    })
    servers.push(server)
    return server
  }
  /** Every step of the opening on the chain, in order, with how often it happened. */
  const steps = async () => {
    const { events } = await hall.platform.client.call(reading.getOpeningEvents, {
      params: { tender: hall.tender.id },
      query: { after: 0 },
    })
    return events.map(({ type }) => type).filter((type) => /^(?:deadline|opening|reveal)\./.test(type))
  }
  /** All servers look for due work at the same moment. */
  const runEverywhere = async () => {
    const now = hall.platform.clock.now()
    await Promise.all([hall.platform.server, ...servers].map(({ platform }) => platform.scheduler.runDue(now)))
    // A server that lost the race leaves its lease to run out.
    hall.platform.clock.advance(61_000)
    await Promise.all(
      [hall.platform.server, ...servers].map(({ platform }) => platform.scheduler.runDue(hall.platform.clock.now())),
    )
  }

  it('goes on where the database says, on a server that has just started', async () => {
    await toListed(hall)
    const second = await anotherServer()
    for (const key of hall.keys) await releaseIdentitiesOf(hall.platform, hall.tender.id, key)
    await second.platform.scheduler.runDue(hall.platform.clock.now())
    expect((await nowAt(hall)).state).to.equal('revealing')
    const through = { ...hall.platform, client: hall.platform.client }
    for (const { bid } of bids) await revealOf(through, hall.tender.id, bid)
    await runEverywhere()
    expect((await nowAt(hall)).state).to.equal('reporting')
  })

  it('does a step once, whoever looks at it at the same moment and however often', async () => {
    for (const key of hall.keys) await reportOf(hall.platform, hall.tender.id, key)
    await runEverywhere()
    await signSettlementOf(hall.platform, hall.tender.id, hall.cast)
    await runEverywhere()
    for (const key of hall.keys) await releaseSharesOf(hall.platform, hall.tender.id, key)
    const { platform, features } = hall.platform.server
    const deps = { ...platform, ledger: features.ledger }
    const now = hall.platform.clock.now()
    // Past every lease: three at the same moment, each of which opens all bids. One of them publishes.
    await Promise.all([1, 2, 3].map(() => runOpening(deps, { _id: hall.tender.id }, now)))
    await Promise.all([runEverywhere(), runEverywhere()])
    expect((await nowAt(hall)).state).to.equal('published')
    expect(await factsOf(hall, 'opening.published')).to.have.length(1)
    for (const bid of bids) expect((await sealOf(hall, bid)).state).to.equal('opened')
    expect(await steps()).to.deep.equal([
      'deadline.passed',
      'opening.listed',
      'opening.live-bids-found',
      'opening.window-closed',
      'opening.settlement-prepared',
      'opening.settlement-signed',
      'opening.settlement-signed',
      'reveal.closed',
      'opening.published',
    ])
  })

  it('repeats nothing when a server died after a step and another finds its lease', async () => {
    const { connection } = hall.platform.server.platform
    const before = await nowAt(hall)
    hall.platform.clock.set(Date.parse(before.stepEndsAt ?? ''))
    // The server that took the work up is gone: its lease stands, and nothing else of it.
    const leaseUntil = new Date(hall.platform.clock.now() + 60_000)
    await openingModel(connection).updateOne({ _id: hall.tender.id }, { $set: { leaseUntil } })
    await hall.platform.runDue()
    expect((await nowAt(hall)).state, 'nobody works beside a living lease').to.equal('published')
    hall.platform.clock.advance(60_000)
    await runEverywhere()
    expect((await nowAt(hall)).state).to.equal('signing')
    expect((await factsOf(hall, 'opening.record-prepared')).length).to.equal(1)
  })

  it('publishes one record, and a stranger verifies the whole', async () => {
    const record = await hall.platform.client.call(reading.getOpeningRecord, { params: { tender: hall.tender.id } })
    hall.platform.clock.set(Date.parse((await nowAt(hall)).stepEndsAt ?? ''))
    await Promise.all([runEverywhere(), runEverywhere()])
    expect((await nowAt(hall)).state).to.equal('recorded')
    const recorded = await factsOf(hall, 'opening.recorded')
    expect(recorded.map(({ recordSha256 }) => recordSha256)).to.deep.equal([sha256Hex(record)])
    expect((await verifyAsStranger(hall)).failures).to.deep.equal([])
  })
})
