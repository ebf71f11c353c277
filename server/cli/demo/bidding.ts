import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from '#shared/contracts/client.ts'
import { signCms } from '#shared/pki/cms-signature.ts'
import { type Bytes, hex } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { keepFileOf, submitKept } from '#shared/sealed-bid/client/keep-bid.ts'
import { uploadPayload } from '#shared/sealed-bid/client/upload-payload.ts'
import { envelopeContext } from '#shared/sealed-bid/commitments.ts'
import { sealShare } from '#shared/sealed-bid/custodian-share.ts'
import type { KeepFile } from '#shared/sealed-bid/keep-file.ts'
import { type Manifest, manifestBytes } from '#shared/sealed-bid/manifest.ts'
import { streamOf } from '#shared/sealed-bid/runtime.ts'
import { type EnvelopeToSeal, type FileToSeal, type SealedBid, sealBid } from '#shared/sealed-bid/seal-bid.ts'
import type { SealingTarget } from '#shared/sealed-bid/sealing-target.ts'
import { nodeSealingRuntime } from '../../platform/sealing-runtime.ts'
import type { Player, Stageset } from './people.ts'

const LONG_BYTES = 10 * 1024 * 1024

/** What a bidder of the play hands in. */
export interface BidPlan {
  readonly target: SealingTarget
  readonly price: string
  /** Calendar days. */
  readonly period: string
  readonly intent?: 'bid' | 'withdrawal'
  /** Files of the commercial envelope. */
  readonly files: readonly FileToSeal[]
  /** The method statement, read without its author's name. */
  readonly method: FileToSeal
  /** Deals shares that do not lie on one polynomial: a client that lies. */
  readonly isInconsistent?: boolean
  readonly folder: string
  /** Told of what is long: envelopes over ten megabytes. */
  readonly onProgress?: (what: '摘要' | '密封' | '上传', share: number) => void
}

/** Seals, uploads and submits a bid as a bidder's client does, and gives its keep-file. Throws ProblemError when it is refused. */
export async function placeBid(set: Stageset, bidder: Player, plan: BidPlan): Promise<KeepFile> {
  const paths = new Map<string, string>()
  const sealed = await sealBid(nodeSealingRuntime, {
    target: plan.target,
    signer: bidder.signer,
    intent: plan.intent ?? 'bid',
    envelopes: envelopesOf(plan),
    payloadSink(envelope) {
      const path = join(plan.folder, `${bidder.person}-${envelope}-${Date.now()}.enc`)
      paths.set(envelope, path)
      const file = createWriteStream(path, { mode: 0o600 })
      return {
        async write(bytes) {
          if (!file.write(Buffer.from(bytes))) await once(file, 'drain')
        },
        async close() {
          file.end()
          await once(file, 'finish')
        },
      }
    },
    onProgress({ step, doneBytes, totalBytes }) {
      if (totalBytes > LONG_BYTES) plan.onProgress?.(step === 'hashing' ? '摘要' : '密封', doneBytes / totalBytes)
    },
  })
  const honest = plan.isInconsistent === true ? await dealInconsistently(plan, bidder, sealed) : sealed
  const keep = keepFileOf(honest, { origin: set.server.origin, locations: Object.fromEntries(paths) })
  const payloads: KeepFile['payloads'] = []
  for (const payload of keep.payloads) {
    const path = paths.get(payload.envelope) ?? ''
    const { size } = await stat(path)
    const capability = await uploadPayload({
      origin: set.server.origin,
      fetch: globalThis.fetch,
      size,
      open: (from) => createReadStream(path, { start: from, highWaterMark: 1024 * 1024 }),
      onProgress(done, total) {
        if (total > LONG_BYTES) plan.onProgress?.('上传', done / total)
      },
    })
    payloads.push({ ...payload, capability })
  }
  // A stranger's client: no token, no cookie. The signature alone says whose bid it is.
  return submitKept(createClient({ origin: set.server.origin, fetch: globalThis.fetch }), { ...keep, payloads })
}

/** A file in memory, to be sealed. */
export function fileInMemory(name: string, bytes: Bytes): FileToSeal {
  return { name, size: bytes.length, open: () => streamOf(bytes) }
}

/** A file on disk, to be sealed. */
export async function fileOnDisk(name: string, path: string): Promise<FileToSeal> {
  const { size } = await stat(path)
  return { name, size, open: () => createReadStream(path, { highWaterMark: 4 * 1024 * 1024 }) }
}

/** Keeps what a bidder must keep. In the play it lies in the open; a bidder's own lies under a passphrase. */
export async function saveReceipt(folder: string, name: string, keep: KeepFile): Promise<string> {
  const path = join(folder, `receipt-${name}.json`)
  await writeFile(path, JSON.stringify(keep.receipt), { mode: 0o600 })
  return path
}

function envelopesOf({ intent, price, period, files, method }: BidPlan): EnvelopeToSeal[] {
  if (intent === 'withdrawal')
    return ['qualification', 'technical', 'commercial'].map((name) => ({ name, fields: {}, files: [] }))
  return [
    { name: 'qualification', fields: { 'project-manager': '李某' }, files: [] },
    { name: 'technical', fields: {}, files: [method] },
    { name: 'commercial', fields: { price, period, quality: '合格' }, files },
  ]
}

/** Replaces one share by noise, committed to and sealed like any other, and signs anew: only the opening can show it. */
async function dealInconsistently(plan: BidPlan, bidder: Player, sealed: SealedBid): Promise<SealedBid> {
  const [first] = plan.target.custodians
  const manifest = structuredClone(sealed.manifest) as Manifest
  const commercial = manifest.envelopes.find(({ name }) => name === 'commercial')
  const dealt = commercial?.custodians[0]
  if (first === undefined || commercial === undefined || dealt === undefined) throw new Error('no custodian')
  const noise = nodeSealingRuntime.random(33)
  noise[32] = dealt.x
  const context = hex(envelopeContext(manifest.bind, 'commercial'))
  const document = { v: 'share/1', purpose: 'custodian', context, i: first.i, share: hex(noise) } as const
  commercial.custodians[0] = await sealShare({ document, custodian: first, random: nodeSealingRuntime.random })
  const bytes = manifestBytes(manifest)
  return {
    ...sealed,
    manifest,
    manifestBytes: bytes,
    manifestSha256: sha256Hex(bytes),
    p7s: await signCms({ content: bytes, signer: bidder.signer }),
  }
}
