import type { Catalogue, Collection } from './catalogue.ts'
import { type DocumentKeys, type Index, indexKeys, keyText } from './indexes.ts'
import { createPacer } from './pacer.ts'
import type { ReadConnection, WriteConnection } from './storage.ts'
import { decodeDocument } from './values/document.ts'
import type { Writer } from './writer.ts'

/** Which documents were written while an index is built over their collection: what was read of them is out of date. */
export interface BuildWatch {
  /** Watches a collection from now on, until `end` is called; `written` are the ids as key texts. */
  begin(collection: number): { readonly written: ReadonlySet<string>; end(): void }
  /** A job writes this document. */
  note(collection: number, id: Uint8Array): void
}

/** A watch over no collection yet. */
export function createBuildWatch(): BuildWatch {
  const watched = new Map<number, Set<Set<string>>>()
  return {
    begin: (collection) => {
      const written = new Set<string>()
      const all = watched.get(collection) ?? new Set()
      watched.set(collection, all.add(written))
      return {
        written,
        end: () => {
          all.delete(written)
          if (all.size === 0) watched.delete(collection)
        },
      }
    },
    note: (collection, id) => {
      if (watched.size === 0) return
      for (const written of watched.get(collection) ?? []) written.add(keyText(id))
    },
  }
}

/** What a build works with. */
export interface BuildParts {
  readonly reader: ReadConnection
  readonly writer: Writer
  readonly catalogue: Catalogue
  readonly watch: BuildWatch
  /** The collection and the index as they are now; throws when one is gone. */
  current(): { readonly collection: Collection; readonly index: Index }
  /** Throws when a unique index has a key of this document already. */
  refuseDuplicate(write: WriteConnection, collection: Collection, index: Index, key: Uint8Array, id: Uint8Array): void
}

interface Entry {
  readonly key: Uint8Array
  readonly id: Uint8Array
}

const rowsPerPage = 200
const entriesPerChunk = 8_000
const mostChunksInRun = 25
const mostBytesInRun = 32 * 1024 * 1024
const entriesPerJob = 1_000
const documentsPerJob = 100

/**
 * Enters every document of a collection into a new index while others write. A run of documents is read and its keys are
 * sorted, so that neighbours go to the same pages of the file, then they are entered a little at a time. Writes keep the
 * index meanwhile; a document written since it was read is read again in the job.
 */
export async function buildIndex(parts: BuildParts): Promise<void> {
  let from: Uint8Array | undefined = new Uint8Array(0)
  while (from !== undefined) {
    const watch = parts.watch.begin(parts.current().collection.id)
    try {
      from = await buildRun(parts, from, watch.written)
    } finally {
      watch.end()
    }
  }
  await parts.writer.submit(() => parts.catalogue.markBuilt(parts.current().index))
}

/** Enters one run; answers where the next begins, undefined at the end. */
async function buildRun(parts: BuildParts, from: Uint8Array, written: ReadonlySet<string>): Promise<Uint8Array | undefined> {
  const { chunks, arrayPaths, to } = await readRun(parts, from)
  const merged = inOrder(chunks)
  for (let some = take(merged, entriesPerJob); some.length > 0; some = take(merged, entriesPerJob)) {
    const slice = some
    await parts.writer.submit((write) => {
      const { collection, index } = parts.current()
      parts.catalogue.markArrays(index, arrayPaths)
      for (const { key, id } of slice) {
        if (written.has(keyText(id))) continue
        if (index.isUnique) parts.refuseDuplicate(write, collection, index, key, id)
        write.addEntry(index.id, key, id)
      }
    })
  }
  const again = [...written].map((text) => Buffer.from(text, 'latin1'))
  for (let start = 0; start < again.length; start += documentsPerJob) {
    const some = again.slice(start, start + documentsPerJob)
    await parts.writer.submit((write) => {
      const { collection, index } = parts.current()
      for (const id of some) enterDocument(parts, write, collection, index, id)
    })
  }
  return to
}

/** Enters a document as it is now. What changed after the snapshot of `written` is a write that has kept the index itself. */
function enterDocument(parts: BuildParts, write: WriteConnection, collection: Collection, index: Index, id: Uint8Array): void {
  const body = write.get(collection.id, id)
  if (!body) return
  const { keys, arrayPaths }: DocumentKeys = indexKeys(index, decodeDocument(body))
  parts.catalogue.markArrays(index, arrayPaths)
  for (const key of keys) {
    if (index.isUnique) parts.refuseDuplicate(write, collection, index, key, id)
    write.addEntry(index.id, key, id)
  }
}

async function readRun(
  { reader, current }: BuildParts,
  from: Uint8Array,
): Promise<{ chunks: Entry[][]; arrayPaths: Set<string>; to: Uint8Array | undefined }> {
  const pacer = createPacer(0)
  const chunks: Entry[][] = []
  const arrayPaths = new Set<string>()
  let entries: Entry[] = []
  let bytes = 0
  const keepChunk = (): void => {
    chunks.push(entries.sort(byKey))
    entries = []
  }
  let next: Uint8Array = from
  for (;;) {
    const { collection, index } = current()
    const rows = reader.documents(collection.id, next, endOfKeys, false, rowsPerPage)
    for (const [id, body] of rows) {
      const found = indexKeys(index, decodeDocument(body))
      for (const path of found.arrayPaths) arrayPaths.add(path)
      for (const key of found.keys) {
        entries.push({ key, id })
        bytes += key.length + id.length
      }
    }
    if (entries.length >= entriesPerChunk) keepChunk()
    const last = rows.at(-1)
    const isEnd = !last || rows.length < rowsPerPage
    if (last) next = Buffer.concat([last[0], Buffer.alloc(1)])
    if (isEnd || chunks.length >= mostChunksInRun || bytes >= mostBytesInRun) {
      keepChunk()
      return { chunks, arrayPaths, to: isEnd ? undefined : next }
    }
    if (pacer.isDue()) await pacer.pause()
  }
}

/** Beyond every key of a document. */
const endOfKeys = Uint8Array.of(0xff, 0xff)

function byKey(left: Entry, right: Entry): number {
  return Buffer.compare(left.key, right.key)
}

/** Sorted chunks as one sequence; the sorting of a whole run at once would hold everybody up. */
function* inOrder(chunks: readonly Entry[][]): Generator<Entry> {
  const heads = chunks.flatMap((chunk) => (chunk[0] ? [{ chunk, at: 0, entry: chunk[0] }] : []))
  while (heads.length > 0) {
    const least = heads.reduce((first, one) => (byKey(one.entry, first.entry) < 0 ? one : first))
    yield least.entry
    least.at += 1
    const next = least.chunk[least.at]
    if (next) least.entry = next
    else heads.splice(heads.indexOf(least), 1)
  }
}

function take(entries: Generator<Entry>, most: number): Entry[] {
  const some: Entry[] = []
  while (some.length < most) {
    const next = entries.next()
    if (next.done) break
    some.push(next.value)
  }
  return some
}
