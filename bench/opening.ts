import { fromHex } from '#shared/primitives/bytes.ts'
import { checkIdentity, openIdentity } from '#shared/sealed-bid/identity-envelope.ts'
import { openBidEnvelope } from '#shared/sealed-bid/opening/open-bid-envelope.ts'
import { streamOf } from '#shared/sealed-bid/runtime.ts'
import { readStoredBid } from '../server/features/bids/index.ts'
import { type OpeningBid, openingBidModel } from '../server/features/opening/opening-bid.model.ts'
import { nodeSealingRuntime } from '../server/platform/sealing-runtime.ts'
import { submissionWithUploads, submit } from '../test/support/bids.ts'
import { castOf, publishedTender, usualEnvelopes } from '../test/support/notices.ts'
import {
  closeAndList,
  openingOf,
  releaseIdentitiesOf,
  releaseSharesOf,
  reportOf,
  revealOf,
  sealable,
  signSettlementOf,
} from '../test/support/opening.ts'
import type { TestPlatform } from '../test/support/platform.ts'
import { draw, fileOf, sealTestBid, type TestBid } from '../test/support/sealed-bid.ts'
import { atOnce, interleave, type Measurement, rateOf, secondsOf } from './support/measure.ts'
import { type BenchPlatform, startBenchPlatform } from './support/platform.ts'

const BIDS = 200
const ROUNDS = 3
const MINUTE_MS = 60_000
/** With its letter this fills the smallest payload of the format, 1 MiB. */
const FILE_BYTES = 1_000_000

/**
 * The opening of one lot with two hundred bids of 1 MiB: the two steps of the server in which envelopes are opened, identities
 * first, prices after everybody's release. Each step is run several times from the same state. The baseline is the same
 * cryptography by the same functions over bytes in memory: no database, no disk, no checkpoint.
 */
export async function measure(): Promise<Measurement[]> {
  const bench = await startBenchPlatform()
  const { platform } = bench
  try {
    const { tender, cast, keys, bids } = await takeBids(platform)
    await closeAndList(platform, tender)
    for (const key of keys) await releaseIdentitiesOf(platform, tender.id, key)
    const { k } = tender.notice?.openingPolicy ?? { k: 0 }
    const identifying = await interleave(ROUNDS, {
      ours: (round) => runStep(bench, tender.id, round < ROUNDS - 1, 'revealing'),
      baseline: () => identifyBare(platform, tender.id, k),
    })

    for (const bid of bids) await revealOf(platform, tender.id, bid)
    await platform.runDue()
    for (const key of keys) await reportOf(platform, tender.id, key)
    await platform.runDue()
    await signSettlementOf(platform, tender.id, cast)
    await platform.runDue()
    for (const key of keys) await releaseSharesOf(platform, tender.id, key)
    const opening = await interleave(ROUNDS, {
      ours: (round) => runStep(bench, tender.id, round < ROUNDS - 1, 'published'),
      baseline: () => openBare(platform, bids),
    })
    const opened = await openingBidModel(bench.database.connection).countDocuments({ tender: tender.id, state: 'opened' })
    if (opened !== BIDS) throw new Error(`${opened} of ${BIDS} bids are open`)
    return [
      rateOf({
        name: 'opening',
        rounds: {
          ours: identifying.ours.map((seconds, round) => seconds + (opening.ours[round] ?? Number.NaN)),
          baseline: identifying.baseline.map((seconds, round) => seconds + (opening.baseline[round] ?? Number.NaN)),
        },
        amount: BIDS,
        unit: 'bids/s',
        what: 'identities and prices of 200 bids of 1 MiB, their files written to the store, against openIdentity + checkIdentity + openBidEnvelope over bytes in memory',
      }),
      rateOf({
        name: 'opening-identities',
        rounds: identifying,
        amount: BIDS,
        unit: 'bids/s',
        what: 'of it the step that finds the live bids, against openIdentity + checkIdentity',
      }),
      rateOf({
        name: 'opening-envelopes',
        rounds: opening,
        amount: BIDS,
        unit: 'bids/s',
        what: 'of it the step that opens and publishes, against openBidEnvelope from shares, key and payload in memory',
      }),
    ]
  } finally {
    await bench.close()
  }
}

async function takeBids(platform: TestPlatform) {
  const cast = await castOf(platform)
  const { tender, keys } = await publishedTender(platform, cast, { draft: { envelopes: usualEnvelopes.slice(1) } })
  platform.clock.advance(MINUTE_MS)
  await platform.runDue()
  await platform.beat()
  const target = await sealable(platform, tender, keys)
  const bids = await atOnce(4, Array.from({ length: BIDS }), async (_, index): Promise<TestBid> => {
    const bidder = await platform.register('bidder')
    const bid = await sealTestBid(
      target,
      bidder.credentials.signer,
      {
        envelopes: [
          {
            name: 'commercial',
            fields: { price: `${10_000_000 + index}.00`, period: '90' },
            files: [fileOf('报价.pdf', draw(FILE_BYTES))],
          },
        ],
      },
      nodeSealingRuntime,
    )
    const { problem } = await submit(platform.origin, await submissionWithUploads(platform.origin, bid))
    if (problem !== undefined) throw new Error(`${problem.code}: ${problem.detail}`)
    return bid
  })
  return { tender, cast, keys, bids }
}

/** Runs the step that is due, in seconds, and unless it was the last time puts everything back as it stood before. */
async function runStep(
  { platform, database }: BenchPlatform,
  tender: string,
  isAgain: boolean,
  expected: string,
): Promise<number> {
  const { connection } = database
  const openings = connection.collection<{ _id: string }>('openings')
  const bids = openingBidModel(connection).collection
  const opening = await openings.findOne({ _id: tender })
  const before = await bids.find({ tender }).toArray()
  const seconds = await secondsOf(() => platform.runDue())
  const { state } = await openingOf(platform, tender)
  if (state !== expected) throw new Error(`the opening is ${state}, not ${expected}`)
  if (!isAgain || opening === null) return seconds
  const { blobs } = platform.server.platform
  for (const { files } of await openingBidModel(connection).find({ tender }).lean<OpeningBid[]>())
    for (const { sha256 } of files ?? []) await blobs.remove(sha256)
  await openings.replaceOne({ _id: tender }, opening)
  for (const bid of before) await bids.replaceOne({ _id: bid._id }, bid)
  return seconds
}

async function identifyBare(platform: TestPlatform, tender: string, k: number): Promise<number> {
  const deps = platform.server.platform
  const listed = await openingBidModel(deps.connection).find({ tender }).lean<OpeningBid[]>()
  const sealed = await Promise.all(
    listed.map(async (bid) => ({
      stored: await readStoredBid(deps, bid._id),
      shares: bid.identityShares.map(({ share }) => fromHex(share)),
    })),
  )
  return secondsOf(async () => {
    for (const { stored, shares } of sealed) {
      if (stored === undefined) throw new Error('a bid is gone')
      const { manifestSha256, manifestBytes, manifest, identity } = stored
      const opened = await openIdentity(nodeSealingRuntime, { ...identity, manifestSha256, shares, k })
      if (!opened.ok) throw new Error(opened.detail)
      const commitment = manifest.bind.bidderCommitment
      const checked = await checkIdentity({ manifestBytes, commitment, identity: opened.content })
      if (!checked.ok) throw new Error(checked.detail)
    }
  })
}

async function openBare(platform: TestPlatform, bids: readonly TestBid[]): Promise<number> {
  const { connection } = platform.server.platform
  const shares = new Map<string, readonly string[]>()
  for (const bid of await openingBidModel(connection).find().lean<OpeningBid[]>())
    shares.set(
      bid._id,
      bid.shares.map(({ share }) => share),
    )
  return secondsOf(async () => {
    for (const { manifest, manifestSha256, bidderKeys, payloads } of bids) {
      const verdict = await openBidEnvelope(nodeSealingRuntime, {
        manifest,
        envelope: 'commercial',
        shares: (shares.get(manifestSha256) ?? []).map(fromHex),
        bidderKey: fromHex(bidderKeys['commercial'] ?? ''),
        payload: streamOf(payloads.get('commercial') ?? new Uint8Array(0)),
      })
      if (!verdict.ok) throw new Error(verdict.detail)
    }
  })
}
