import { PassThrough, type Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { archivePolicy } from '#shared/policy/archive.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readPublishedTender } from '../notices/index.ts'
import { type BagRecord, bagModel } from './bag.model.ts'
import type { ArchiveDeps, ArchiveReads } from './deps.ts'

/** The manifest over the manifests: its digest stands for the whole bag. */
const SEAL_PATH = 'tagmanifest-sha512.txt'

/** The bags of a tender, oldest first, for its tenderer and agency, regulator and centre. Throws `forbidden`, `not-found`. */
export async function readBags(
  deps: ArchiveReads,
  { tender, actor }: { readonly tender: string; readonly actor: Actor | undefined },
): Promise<BagRecord[]> {
  const { tendererParty, agencyParty } = await readPublishedTender(deps, tender)
  const tenderParties = [tendererParty, ...(agencyParty === null ? [] : [agencyParty])]
  assertPermitted(archivePolicy.listArchives, actor, { tenderParties })
  return bagModel(deps.connection).find({ tender }).sort({ number: 1 }).lean<BagRecord[]>()
}

/** One bag by its number, by default the newest. Throws `archive-not-written` where there is none. */
export async function readBag(
  deps: ArchiveReads,
  input: { readonly tender: string; readonly bag: number | undefined; readonly actor: Actor | undefined },
): Promise<BagRecord> {
  const bags = await readBags(deps, input)
  const found = input.bag === undefined ? bags.at(-1) : bags.find(({ number }) => number === input.bag)
  if (found === undefined) throw new DomainProblem('archive-not-written')
  return found
}

/** Name of a bag's folder, and of its ZIP file. */
export function bagName({ code, number }: Pick<BagRecord, 'code' | 'number'>): string {
  return `${code}-${number}`
}

/** A bag as a ZIP file: its bytes as they are read, and how many. */
interface BagZip {
  readonly bytes: Readable
  readonly size: number
}

/**
 * A bag as a ZIP file, streamed: equal bytes each time and everywhere, since every file carries the time of the event and none is packed; what
 * packs well is little beside the ciphertexts, and no later version of a compressor changes the digest. Each file is hashed once more while
 * it is read; one that is damaged breaks the download off instead of arriving.
 */
export function zipOf({ blobs }: Pick<ArchiveDeps, 'blobs'>, bag: Pick<BagRecord, 'code' | 'number' | 'at' | 'files'>): BagZip {
  const zip = new ZipFile()
  const out = new PassThrough()
  const name = bagName(bag)
  let reading: Readable | undefined
  for (const { path, size } of bag.files) assertHolds(Number.isSafeInteger(size), `${path} has a size`)
  for (const { path, sha256, size } of bag.files)
    zip.addReadStreamLazy(
      `${name}/${path}`,
      { size, mtime: new Date(bag.at), mode: 0o100644, forceDosTimestamp: true, compress: false },
      (done) => {
        if (out.destroyed) return
        blobs.open(sha256, { isVerified: true }).then(
          (content) => {
            reading = content
            content.on('error', (error) => out.destroy(error))
            done(null, content)
          },
          (error: unknown) => {
            out.destroy(error instanceof Error ? error : new Error('a file of the bag cannot be read'))
          },
        )
      },
    )
  zip.on('error', (error: Error) => out.destroy(error))
  let total: unknown
  zip.end(undefined, (...[size]: unknown[]) => {
    total = size
  })
  assertHolds(typeof total === 'number', 'the size of what is not packed is known beforehand')
  zip.outputStream.pipe(out)
  // Nobody reads any more: nothing is left open.
  out.once('close', () => reading?.destroy())
  return { bytes: out, size: total }
}

/** The name of this version of the bytes (RFC 9110 §8.8.3): a bag never changes. */
export function etagOf({ code, number, files }: Pick<BagRecord, 'code' | 'number' | 'files'>): string {
  const seal = files.find(({ path }) => path === SEAL_PATH)?.sha256 ?? ''
  return `"${code}-${number}-${seal.slice(0, 32)}"`
}
