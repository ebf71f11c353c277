import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { signerFromKey } from '#shared/pki/signer.ts'
import { verifyTimestamp } from '#shared/pki/timestamp.ts'
import { hex } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { LedgerDeps } from '../../server/features/ledger/index.ts'
import {
  appendEvent,
  appendOpaque,
  checkpointDeadline,
  deadlineCheckpoint,
  ensureIndexes,
  type Ledger,
  underCheckpoint,
} from '../../server/features/ledger/index.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { createTimestampAuthority } from '../../server/platform/timestamp/create-timestamp-authority.ts'
import { useDatabase } from '../support/database.ts'
import { collectingLogger, makeLedger, random, standingClock } from '../support/ledger.ts'
import { testPki } from '../support/pki.ts'

const tender = '12'.repeat(16)

describe('the deadline checkpoint', () => {
  const database = useDatabase()
  const clock = standingClock(Date.UTC(2026, 10, 22, 1, 0))
  const at = instantOf(clock.now())

  before(() => ensureIndexes(database().connection))

  beforeEach(async () => {
    const { connection } = database()
    for (const name of Object.keys(connection.models)) await connection.models[name]?.deleteMany({})
  })

  async function started(options: Partial<LedgerDeps>): Promise<Ledger> {
    const ledger = makeLedger(database().connection, { clock, ...options })
    await ledger.start()
    return ledger
  }

  const appendBid = async (ledger: Ledger) => {
    const c = random(32)
    await inTransaction(database().connection, (session) => appendOpaque(ledger.deps, session, { c }))
    return hex(c)
  }

  it('drains what is pending, bids included, under one signed root', async () => {
    const ledger = await started({})
    const bid = await appendBid(ledger)
    const passed = await inTransaction(database().connection, (session) =>
      appendEvent(ledger.deps, session, { type: 'deadline.passed', subject: { tender }, at, tender }),
    )
    const closed = await checkpointDeadline({ ledger }, { tender, at })
    expect(closed.size).to.equal(5)
    expect((await underCheckpoint(ledger.deps, bid))?.checkpoint).to.equal(closed.checkpoint)
    expect((await underCheckpoint(ledger.deps, passed.c))?.checkpoint).to.equal(closed.checkpoint)
    expect(closed.timestamp).to.equal(undefined)
    await ledger.stop()
  })

  it('has fillers even when nobody has bid, and stays what it was when asked again after later bids on other tenders', async () => {
    const ledger = await started({})
    const closed = await checkpointDeadline({ ledger }, { tender, at })
    expect(closed.size).to.equal(4)
    const later = await appendBid(ledger)
    await ledger.beat('regular')
    expect(await checkpointDeadline({ ledger }, { tender, at })).to.deep.equal(closed)
    expect((await underCheckpoint(ledger.deps, later))?.leafIndex).to.be.at.least(closed.size)
    expect(await deadlineCheckpoint(ledger.deps, 'ff'.repeat(16))).to.equal(undefined)
    await ledger.stop()
  })

  it('carries an RFC 3161 token over SHA-256 of the signed note', async () => {
    const pki = await testPki(clock.now())
    const { certificate, chain, privateKey } = pki.timestampAuthority
    const authority = createTimestampAuthority({
      signer: signerFromKey(certificate, chain, privateKey),
      name: '内置时间戳',
      now: () => clock.now(),
      random,
    })
    const ledger = await started({ timestamp: authority })
    const { checkpoint, timestamp } = await checkpointDeadline({ ledger }, { tender, at })
    expect(timestamp?.authority).to.equal('内置时间戳')
    expect(timestamp?.isPlatformsOwn).to.equal(authority.isPlatformsOwn)
    const digest = new Uint8Array(createHash('sha256').update(checkpoint).digest())
    const verified = await verifyTimestamp({ token: timestamp?.token ?? new Uint8Array(0), digest, anchors: pki.trust.anchors })
    expect(verified.at).to.equal(clock.now())
    await ledger.stop()
  })

  it('is made without a token when the authority is down; that is recorded, and the token fetched later', async () => {
    const logger = collectingLogger()
    let isDown = true
    const ledger = await started({
      logger: logger as unknown as LedgerDeps['logger'],
      timestamp: {
        name: 'tsa.example',
        isPlatformsOwn: false,
        stamp: async (digest) => {
          if (isDown) throw new Error('connection refused')
          return digest
        },
      },
    })
    const closed = await checkpointDeadline({ ledger }, { tender, at })
    expect(closed.timestamp).to.equal(undefined)
    expect(closed.size).to.equal(4)
    expect(logger.errors.map(({ facts }) => facts)).to.deep.include({
      tender,
      authority: 'tsa.example',
      lastFailure: 'connection refused',
    })
    expect(await ledger.fetchMissingTimestamps()).to.equal(0)
    isDown = false
    expect(await ledger.fetchMissingTimestamps()).to.equal(1)
    expect(await ledger.fetchMissingTimestamps()).to.equal(0)
    const stamped = await deadlineCheckpoint(ledger.deps, tender)
    expect(stamped?.timestamp?.authority).to.equal('tsa.example')
    expect(hex(stamped?.timestamp?.token ?? new Uint8Array(0))).to.equal(
      createHash('sha256').update(closed.checkpoint).digest('hex'),
    )
    await ledger.stop()
  })

  it('does not wait for an authority that hangs', async () => {
    const ledger = await started({
      timestampPatienceMs: 50,
      timestamp: { name: 'tsa.example', isPlatformsOwn: false, stamp: () => new Promise(() => undefined) },
    })
    const startedAt = performance.now()
    expect((await checkpointDeadline({ ledger }, { tender, at })).timestamp).to.equal(undefined)
    expect(performance.now() - startedAt).to.be.below(4000)
    await ledger.stop()
  })
})
