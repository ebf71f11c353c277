import { signCms, verifyCms } from '#shared/pki/cms-signature.ts'
import { base64url, fromBase64url, utf8 } from '#shared/primitives/bytes.ts'
import { sha256, sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { bidReceivedEvent } from '#shared/sealed-bid/event-envelope.ts'
import { sealIdentity } from '#shared/sealed-bid/identity-envelope.ts'
import type { Submission } from '#shared/sealed-bid/submission.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { nodeSealingRuntime } from '../../server/platform/sealing-runtime.ts'
import { publishTestTender, submissionWithUploads } from '../../test/support/bids.ts'
import { draw, sealTestBid } from '../../test/support/sealed-bid.ts'
import { atOnce, secondsOf } from '../support/measure.ts'
import { servePeer } from '../support/peer.ts'
import { startBenchPlatform } from '../support/platform.ts'

/** The server of the submission benchmark: the real platform, and beside it the bare cost of what a submission cannot do without. */
const BIDDERS = 4
const { platform, close } = await startBenchPlatform()
const deps = platform.server.platform
const { connection } = deps
const bare = connection.collection<{ _id: string }>('bench_bare')
await connection.createCollection('bench_bare')
const bidders = await Promise.all(Array.from({ length: BIDDERS }, () => platform.register('bidder')))
const tender = await publishTestTender(connection, { platform: deps.config.platformName, now: platform.clock.now() })

servePeer(
  {
    origin: () => platform.origin,
    prepare: ({ count }: { readonly count: number }) => atOnce(4, Array.from({ length: count }), (_, index) => prepare(index)),
    bare: ({ submissions, width }: { readonly submissions: readonly Submission[]; readonly width: number }) =>
      secondsOf(() => atOnce(width, submissions, takeBare)),
    entries: () => connection.collection('bids').countDocuments(),
  },
  close,
)

/** A bid, sealed and its payload uploaded: what is left is the submission. */
async function prepare(index: number): Promise<Submission> {
  const bidder = bidders[index % BIDDERS]
  if (bidder === undefined) throw new Error('nobody bids')
  return submissionWithUploads(platform.origin, await sealTestBid(tender, bidder.credentials.signer, {}, nodeSealingRuntime))
}

/** The check of the bidder's signature, the identity sealed to five custodians, receipt and time-stamp signed, one durable transaction of two writes. */
async function takeBare(submission: Submission): Promise<void> {
  const manifest = utf8(submission.manifest)
  const manifestSha256 = sha256Hex(manifest)
  const { signer } = await verifyCms({ content: manifest, p7s: fromBase64url(submission.p7s) })
  const event = bidReceivedEvent({
    tender: tender.id,
    lot: tender.lot,
    manifestSha256,
    receivedAt: instantOf(platform.clock.now()),
  })
  const identity = await sealIdentity(nodeSealingRuntime, {
    manifestSha256,
    content: {
      v: 'identity/1',
      kind: 'bid',
      p7s: submission.p7s,
      chain: [],
      certificate: base64url(signer.der),
      salt: submission.salt,
      intent: submission.intent,
      event,
      entrySalt: submission.entrySalt,
      address: '127.0.0.1',
      device: '',
    },
    policy: tender.target.policy,
    custodians: tender.target.custodians,
  })
  const receipt = await signCms({ content: manifest.subarray(0, 1000), signer: deps.keys.platformSigner })
  const stamp = await deps.timestamp.stamp(sha256(receipt))
  await inTransaction(connection, async (session) => {
    const record = {
      _id: randomId(draw),
      manifest: Buffer.from(manifest),
      identity: Buffer.from(identity.enc),
      shares: identity.record,
    }
    await bare.insertOne({ ...record, receipt: Buffer.concat([receipt, stamp]) } as never, { session })
    await bare.insertOne({ _id: randomId(draw), c: manifestSha256 } as never, { session })
  })
}
