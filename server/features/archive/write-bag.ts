import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readAwardPapers } from '../awards/index.ts'
import { appendEvent, type SequencedEvent } from '../ledger/index.ts'
import { readPublishedTender } from '../notices/index.ts'
import { bagModel } from './bag.model.ts'
import { type BagFile, tagFiles, tagManifests } from './bag.ts'
import { type Collected, collect } from './collect.ts'
import type { ArchiveDeps } from './deps.ts'
import { zipOf } from './read-bags.ts'

/** The award of a tender begins; when every lot has failed by then, it is over as well. */
const BEGUN = 'award.begun'

/**
 * What an event ends: `tender` writes a bag at once; `nothing-left` too, and nothing is left to decide; `award` once every lot has come to its
 * end; `late` only adds to a bag that was whole already.
 */
type End = 'tender' | 'nothing-left' | 'award' | 'late'

/** Events after which a tender, or a part of it, has ended. Those of the award write a bag once every lot has come to its end. */
const ends: Readonly<Record<string, End>> = {
  'opening.recorded': 'tender',
  'opening.failed': 'tender',
  'stage.price-recorded': 'tender',
  'notice.terminated': 'tender',
  'notice.failure-announced': 'tender',
  'award.contract-concluded': 'award',
  'award.failed': 'award',
  'award.complaint-decided': 'award',
  // The report to the regulator may be given after the contract is signed (A5).
  'award.reported-to-regulator': 'late',
  // Deposits go back after the contract is signed (A4, G11).
  'deposit.all-settled': 'late',
  // After a restart the names wait for custodians: then the draw is released later than the contract is signed.
  'draw.released': 'late',
}

/** Events after which a bag may have to be written. */
export const archiving: ReadonlySet<string> = new Set([BEGUN, ...Object.keys(ends)])

/**
 * Writes the bag of a tender that has come to an end, if this event is one. Its files lie in the blob store first, then the bag is recorded
 * with its event on the ledger in one transaction: a server that dies in between begins again and puts the same bytes under the same names;
 * one that gets the event twice finds the bag and does nothing.
 */
export async function writeBag(deps: ArchiveDeps, event: SequencedEvent): Promise<void> {
  const { type: cause, tender: id, at } = event
  const end = endOf(event)
  if (id === undefined || end === undefined) return
  const _id = `${event.log}:${event.index}`
  if ((await bagModel(deps.connection).exists({ _id })) !== null) return
  const lots = await readAwardPapers(deps, id)
  const { code, title, state } = await readPublishedTender(deps, id)
  const isOver = state === 'terminated' || (lots.every((lot) => lot.isOver) && (end === 'nothing-left' || lots.length > 0))
  const isWholeThere = (await bagModel(deps.connection).exists({ tender: id, isWhole: true })) !== null
  if (end === 'award' && (!isOver || isWholeThere)) return
  if (end === 'late' && !isWholeThere) return
  const { payload, missing } = await store(deps, await collect(deps, id, isOver))
  const newest = await bagModel(deps.connection).findOne({ tender: id }, { number: 1 }).sort({ number: -1 }).lean()
  const number = (newest?.number ?? 0) + 1
  const tags = await storeTexts(
    deps,
    tagFiles(payload, { platform: deps.config.platformName, code, title, tender: id, number, cause, at }),
  )
  const manifests = await storeTexts(deps, tagManifests(tags))
  const files = [...tags, ...manifests, ...payload]
  const zip = await measured(zipOf(deps, { code, number, at, files }).bytes)
  await inTransaction(deps.connection, async (session) => {
    await bagModel(deps.connection).create([{ _id, tender: id, number, cause, at, code, isWhole: isOver, files, missing, zip }], {
      session,
    })
    await appendEvent(deps, session, {
      type: 'archive.written',
      subject: { tender: id },
      at,
      facts: { bag: number, tagManifests: manifests.map(({ path, sha256 }) => ({ path, sha256 })), missing },
    })
  })
}

/** What an event ends; undefined for one that ends nothing. An award that begins with every lot failed is over at once. */
function endOf({ type, facts }: Pick<SequencedEvent, 'type' | 'facts'>): End | undefined {
  if (type === BEGUN) return isEveryLotFailed(facts) ? 'award' : undefined
  return Object.hasOwn(ends, type) ? ends[type] : undefined
}

function isEveryLotFailed(facts: SequencedEvent['facts']): boolean {
  const { lots } = facts as { readonly lots: readonly { readonly failure: string | null }[] }
  return lots.every(({ failure }) => failure !== null)
}

/** Puts what is new into the blob store and reads both digests of everything, so that a damaged blob is missing and never archived. */
async function store(
  deps: Pick<ArchiveDeps, 'blobs'>,
  collected: readonly Collected[],
): Promise<{ readonly payload: BagFile[]; readonly missing: string[] }> {
  const payload: BagFile[] = []
  const missing: string[] = []
  for (const item of collected) {
    const file = 'bytes' in item ? await storeBytes(deps, item.path, item.bytes) : await readStored(deps, item.path, item.sha256)
    if (file === undefined) missing.push(item.path)
    else payload.push(file)
  }
  return { payload, missing }
}

async function storeTexts(deps: Pick<ArchiveDeps, 'blobs'>, texts: ReadonlyMap<string, Uint8Array>): Promise<BagFile[]> {
  const files: BagFile[] = []
  for (const [path, bytes] of texts) files.push(await storeBytes(deps, path, bytes))
  return files
}

async function storeBytes({ blobs }: Pick<ArchiveDeps, 'blobs'>, path: string, bytes: Uint8Array): Promise<BagFile> {
  await blobs.put(bytes)
  return { path, sha256: sha256Hex(bytes), sha512: createHash('sha512').update(bytes).digest('hex'), size: bytes.length }
}

/** Reads a stream to its end: how long it is and its digest. */
async function measured(content: Readable): Promise<{ readonly size: number; readonly sha256: string }> {
  const sha256 = createHash('sha256')
  let size = 0
  await pipeline(content, async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) {
      sha256.update(chunk)
      size += chunk.length
    }
  })
  return { size, sha256: sha256.digest('hex') }
}

async function readStored({ blobs }: Pick<ArchiveDeps, 'blobs'>, path: string, sha256: string): Promise<BagFile | undefined> {
  if (!(await blobs.has(sha256))) return undefined
  const found256 = createHash('sha256')
  const found512 = createHash('sha512')
  let size = 0
  await pipeline(await blobs.open(sha256), async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) {
      found256.update(chunk)
      found512.update(chunk)
      size += chunk.length
    }
  })
  return found256.digest('hex') === sha256 ? { path, sha256, sha512: found512.digest('hex'), size } : undefined
}
