import type { Bytes } from '#shared/primitives/bytes.ts'
import { readFile } from '../../crypto/opfs.ts'
import { NotVerifiable } from './checked.ts'

/** A file in a ZIP archive, as its directory says; nothing of it is believed yet. */
export interface ZipEntry {
  readonly path: string
  /** Bytes unpacked. */
  readonly size: number
  readonly packedSize: number
  readonly isPacked: boolean
  /** Where its local header begins. */
  readonly at: number
}

const END = 0x06054b50
const END_64_LOCATOR = 0x07064b50
const END_64 = 0x06064b50
const DIRECTORY = 0x02014b50
const LOCAL = 0x04034b50
/** The end record with the longest comment, and the locator before it. */
const END_BYTES = 22 + 65_535 + 20
const MOST_DIRECTORY_BYTES = 64 * 1024 * 1024

/**
 * The files of an attacker-controlled ZIP archive (APPNOTE 6.3.10), plain or deflated, ZIP64 or not, read off its directory: the archive
 * itself stays where it is. Throws NotVerifiable when it ends too early, is ciphered or names a file twice.
 */
export async function readZip(file: Blob): Promise<readonly ZipEntry[]> {
  const { count, size, at } = await directoryOf(file)
  if (size > MOST_DIRECTORY_BYTES || at + size > file.size) throw new NotVerifiable('truncated')
  const view = await viewOf(file, at, size)
  const entries = new Map<string, ZipEntry>()
  let position = 0
  for (let left = count; left > 0; left -= 1) {
    if (position + 46 > view.byteLength || view.getUint32(position, true) !== DIRECTORY) throw new NotVerifiable('truncated')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => view.getUint16(position + offset, true)) as [
      number,
      number,
      number,
    ]
    const next = position + 46 + nameLength + extraLength + commentLength
    if (next > view.byteLength) throw new NotVerifiable('truncated')
    const entry = entryAt(view, position, nameLength, extraLength)
    if (entries.has(entry.path)) throw new NotVerifiable('archive', `${entry.path} twice`)
    if (!entry.path.endsWith('/')) entries.set(entry.path, entry)
    position = next
  }
  return [...entries.values()]
}

/** The bytes of a file in an archive, unpacked. Throws RangeError when they are others in number than the directory says. */
export async function* openEntry(file: Blob, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const local = await viewOf(file, entry.at, 30)
  if (local.getUint32(0, true) !== LOCAL) throw new RangeError('no header where the directory says')
  const begin = entry.at + 30 + local.getUint16(26, true) + local.getUint16(28, true)
  const packed = file.slice(begin, begin + entry.packedSize)
  let read = 0
  for await (const part of entry.isPacked ? unpacked(packed) : readFile(packed)) {
    read += part.length
    if (read > entry.size) throw new RangeError('longer than the directory says')
    yield part
  }
  if (read !== entry.size) throw new RangeError('shorter than the directory says')
}

async function directoryOf(file: Blob): Promise<{ readonly count: number; readonly size: number; readonly at: number }> {
  const from = Math.max(0, file.size - END_BYTES)
  const view = await viewOf(file, from, file.size - from)
  for (let at = view.byteLength - 22; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== END) continue
    const short = { count: view.getUint16(at + 10, true), size: view.getUint32(at + 12, true), at: view.getUint32(at + 16, true) }
    const isShort = short.count !== 0xffff && short.size !== 0xffff_ffff && short.at !== 0xffff_ffff
    if (isShort || at < 20 || view.getUint32(at - 20, true) !== END_64_LOCATOR) return short
    const long = await viewOf(file, Number(view.getBigUint64(at - 12, true)), 56)
    if (long.byteLength < 56 || long.getUint32(0, true) !== END_64) throw new NotVerifiable('truncated')
    const [count, size, place] = [32, 40, 48].map((offset) => Number(long.getBigUint64(offset, true))) as [number, number, number]
    return { count, size, at: place }
  }
  throw new NotVerifiable('archive', 'no directory')
}

function entryAt(view: DataView<ArrayBuffer>, position: number, nameLength: number, extraLength: number): ZipEntry {
  const flags = view.getUint16(position + 8, true)
  const method = view.getUint16(position + 10, true)
  const path = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + position + 46, nameLength))
  if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) throw new NotVerifiable('archive', `${path} cannot be read`)
  const long = longFields(view, position + 46 + nameLength, extraLength)
  // In this order, and only those that do not fit (APPNOTE §4.5.3).
  const [size, packedSize, at] = [24, 20, 42].map((offset) => {
    const value = view.getUint32(position + offset, true)
    return value === 0xffff_ffff ? (long.shift() ?? value) : value
  }) as [number, number, number]
  return { path, size, packedSize, isPacked: method === 8, at }
}

/** The numbers of the ZIP64 extra field. */
function longFields(view: DataView, begin: number, length: number): number[] {
  for (let at = begin; at + 4 <= begin + length; ) {
    const size = view.getUint16(at + 2, true)
    if (view.getUint16(at, true) === 1 && at + 4 + size <= begin + length)
      return Array.from({ length: Math.floor(size / 8) }, (_, index) => Number(view.getBigUint64(at + 4 + index * 8, true)))
    at += 4 + size
  }
  return []
}

async function* unpacked(packed: Blob): AsyncGenerator<Uint8Array> {
  const reader = packed.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader()
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

async function viewOf(file: Blob, at: number, length: number): Promise<DataView<ArrayBuffer>> {
  if (!Number.isSafeInteger(at) || at < 0) throw new NotVerifiable('truncated')
  const bytes: Bytes = new Uint8Array(await file.slice(at, at + length).arrayBuffer())
  return new DataView(bytes.buffer)
}
