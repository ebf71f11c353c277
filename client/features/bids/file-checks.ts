import { sealedSize } from '#shared/sealed-bid/chunked-encryption.ts'
import { isFileName } from '#shared/sealed-bid/letter.ts'
import { paddedSize } from '#shared/sealed-bid/payload.ts'

/** A file chosen for an envelope, with what speaks against it. */
export interface ChosenFile {
  readonly envelope: string
  readonly file: File
  readonly faults: readonly FileFault[]
  readonly warnings: readonly FileWarning[]
}

/** What keeps a file out. */
export type FileFault = 'name' | 'twice' | 'empty' | 'unreadable' | 'other-type'
/** What somebody should look at before sealing. */
export type FileWarning = 'unknown-type' | 'names-bidder' | 'author'

/** First bytes by extension: what a file that is called so begins with. */
const MAGIC: Readonly<Record<string, readonly string[]>> = {
  pdf: ['255044462d'],
  ofd: ['504b0304'],
  zip: ['504b0304', '504b0506'],
  docx: ['504b0304'],
  xlsx: ['504b0304'],
  pptx: ['504b0304'],
  doc: ['d0cf11e0'],
  xls: ['d0cf11e0'],
  jpg: ['ffd8ff'],
  jpeg: ['ffd8ff'],
  png: ['89504e47'],
  tif: ['49492a00', '4d4d002a'],
  tiff: ['49492a00', '4d4d002a'],
  '7z': ['377abcaf271c'],
  rar: ['526172211a07'],
  dwg: ['414331'],
}
/** Read as they are: any beginning will do. */
const PLAIN = new Set(['txt', 'csv', 'xml', 'json'])
const EDGE_BYTES = 128 * 1024

/**
 * Looks at a file before it is read whole: name, emptiness, type by its first bytes, and for a blind envelope whether name or document
 * properties tell whose it is.
 */
export async function checkFile(
  envelope: string,
  file: File,
  beside: { readonly others: readonly ChosenFile[]; readonly isBlind: boolean; readonly bidder: readonly string[] },
): Promise<ChosenFile> {
  const faults: FileFault[] = []
  const warnings: FileWarning[] = []
  const name = file.name.normalize('NFC')
  if (!isFileName(name)) faults.push('name')
  const isTwice = (other: ChosenFile) =>
    other.envelope === envelope && other.file.name.normalize('NFC').toLowerCase() === name.toLowerCase()
  if (beside.others.some(isTwice)) faults.push('twice')
  if (file.size === 0) faults.push('empty')
  const head = await edge(file, 0, 16)
  if (head === undefined) faults.push('unreadable')
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const magic = MAGIC[extension]
  if (magic === undefined && !PLAIN.has(extension)) warnings.push('unknown-type')
  if (head !== undefined && magic !== undefined && !magic.some((start) => hexOf(head).startsWith(start)))
    faults.push('other-type')
  if (beside.isBlind) {
    if (beside.bidder.some((word) => word !== '' && name.includes(word))) warnings.push('names-bidder')
    if (extension === 'pdf' && (await namesAuthor(file))) warnings.push('author')
  }
  return { envelope, file, faults, warnings }
}

/** Bytes of ciphertext the files of an envelope will make, its letter reckoned at 64 KiB. */
export function expectedSealedSize(files: readonly File[]): number {
  return sealedSize(paddedSize(files.reduce((sum, file) => sum + file.size, 64 * 1024)))
}

/** Whether the document properties at either end of a PDF hold an author. */
async function namesAuthor(file: File): Promise<boolean> {
  const parts = [await edge(file, 0, EDGE_BYTES), await edge(file, Math.max(0, file.size - EDGE_BYTES), file.size)]
  return parts.some((part) => part !== undefined && /\/Author\s*(?:\((?!\s*\))|<(?!\s*>))/.test(latin(part)))
}

async function edge(file: File, from: number, to: number): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await file.slice(from, to).arrayBuffer())
  } catch {
    return undefined
  }
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function latin(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}
