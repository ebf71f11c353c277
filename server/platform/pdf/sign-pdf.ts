import { signCms } from '#shared/pki/cms-signature.ts'
import type { Signer } from '#shared/pki/signer.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { type Bytes, concat, hex } from '#shared/primitives/bytes.ts'
import type { TimestampSource } from '../timestamp/timestamp-source.ts'
import {
  formOf,
  objectNumberOf,
  openPdf,
  type PdfDictionary,
  type PdfFile,
  referencesOf,
  writeDate,
  writeDictionary,
  writeText,
} from './pdf-file.ts'

/** What goes beside the signature; none of it is shown on a page. */
export interface PdfSigning {
  readonly signer: Signer
  /** Gives the token of PAdES B-T. Left out, the signature is B-B: when no authority answers, nothing stops. */
  readonly timestamp?: Pick<TimestampSource, 'stamp'>
  /** Claimed signing time, milliseconds; proves nothing. */
  readonly at: number
  /** Who signs, as text. */
  readonly name?: string
  readonly reason?: string
}

const BYTE_RANGE_WIDTH = 10
/** A SignerInfo with its attributes and a signature of up to RSA 4096. */
const SIGNER_INFO_ROOM = 1_536
const TIMESTAMP_ROOM = 10_240

/**
 * Signs a PDF by an incremental update: PAdES B-T (ETSI EN 319 142-1), a detached CAdES over the ByteRange with an RFC 3161 token over
 * the signature as unsigned attribute. Nothing already in the file moves, so earlier signatures stay valid: each signer signs in turn.
 * The widget is invisible; who signed stands in the text of the document. Throws PdfRefused, and what `timestamp` throws.
 */
export async function signPdf(bytes: Bytes, signing: PdfSigning): Promise<Bytes> {
  const { signer, timestamp } = signing
  const certificates = [signer.certificate, ...signer.chain].reduce((size, certificate) => size + certificate.length, 0)
  const room = certificates + SIGNER_INFO_ROOM + (timestamp === undefined ? 0 : TIMESTAMP_ROOM)
  const signed = await signInto(bytes, signing, room)
  if (signed instanceof Uint8Array) return signed
  // An authority with a long chain: once more, with the room its token has shown to need.
  const again = await signInto(bytes, signing, signed.needed + SIGNER_INFO_ROOM)
  assertHolds(again instanceof Uint8Array, 'a signature fits into the room its like needed')
  return again
}

async function signInto(bytes: Bytes, signing: PdfSigning, room: number): Promise<Bytes | { readonly needed: number }> {
  const { signer, timestamp } = signing
  const file = openPdf(bytes)
  const { update, contentsAt, byteRangeAt } = writeUpdate(file, bytes.length, signing, room)

  const unsigned = concat(bytes, Buffer.from(update, 'latin1'))
  const start = bytes.length + contentsAt
  const end = start + room * 2 + 2
  const byteRange = [0, start, end, unsigned.length - end].map((value) => String(value).padEnd(BYTE_RANGE_WIDTH)).join(' ')
  unsigned.set(Buffer.from(byteRange, 'latin1'), bytes.length + byteRangeAt)

  const content = concat(unsigned.subarray(0, start), unsigned.subarray(end))
  const p7s = await signCms({
    content,
    signer,
    ...(timestamp === undefined ? {} : { stamp: (digest) => timestamp.stamp(digest) }),
  })
  if (p7s.length > room) return { needed: p7s.length }
  unsigned.set(Buffer.from(hex(p7s), 'latin1'), start + 1)
  return unsigned
}

interface Update {
  /** Latin-1 text to append, with the signature still zeros. */
  readonly update: string
  /** Within it: the `<` of Contents, and the first number of ByteRange. */
  readonly contentsAt: number
  readonly byteRangeAt: number
}

function writeUpdate(file: PdfFile, length: number, signing: PdfSigning, room: number): Update {
  const root = required(file.trailer, 'Root')
  const catalog = file.dictionary(root)
  const page = referencesOf(required(file.dictionary(required(catalog, 'Pages')), 'Kids'))[0] ?? ''
  const pageDictionary = file.dictionary(page)
  const size = Number(required(file.trailer, 'Size'))
  const [signature, widget] = [size, size + 1]
  const form = formOf(file, catalog)
  const fields = referencesOf(form.get('Fields') ?? '')
  form.set('Fields', `[${[...fields, `${widget} 0 R`].join(' ')}]`)
  // SignaturesExist and AppendOnly (ISO 32000-1 table 219): whoever changes the file otherwise breaks what is signed.
  form.set('SigFlags', '3')
  catalog.set('AcroForm', writeDictionary(form))
  const annotations = pageDictionary.get('Annots') ?? ''
  const existing = annotations.startsWith('[') || annotations === '' ? referencesOf(annotations) : undefined
  assertHolds(existing !== undefined, 'annotations are written as an array')
  pageDictionary.set('Annots', `[${[...existing, `${widget} 0 R`].join(' ')}]`)

  const objects: [number, string][] = [
    [objectNumberOf(root), writeDictionary(catalog)],
    [objectNumberOf(page), writeDictionary(pageDictionary)],
    [signature, writeSignature(signing, room)],
    [widget, writeWidget(fields.length + 1, signature, page)],
  ]
  let update = '\n'
  const offsets = new Map<number, number>()
  for (const [number, body] of objects) {
    offsets.set(number, length + update.length)
    update += `${number} 0 obj\n${body}\nendobj\n`
  }
  const xref = length + update.length
  update += writeXref(offsets)
  const trailer: PdfDictionary = new Map([
    ['Size', String(size + 2)],
    ['Root', root],
    ['Info', required(file.trailer, 'Info')],
    ['ID', required(file.trailer, 'ID')],
    ['Prev', String(file.startXref)],
  ])
  update += `trailer\n${writeDictionary(trailer)}\nstartxref\n${xref}\n%%EOF\n`
  return { update, contentsAt: update.indexOf('/Contents <') + 10, byteRangeAt: update.indexOf('/ByteRange [') + 12 }
}

function required(dictionary: PdfDictionary, key: string): string {
  const value = dictionary.get(key)
  assertHolds(value !== undefined, `the file has /${key}`)
  return value
}

function writeSignature({ at, name, reason }: PdfSigning, room: number): string {
  const dictionary: PdfDictionary = new Map([
    ['Type', '/Sig'],
    ['Filter', '/Adobe.PPKLite'],
    ['SubFilter', '/ETSI.CAdES.detached'],
    ['ByteRange', `[${' '.repeat(4 * BYTE_RANGE_WIDTH + 3)}]`],
    ['Contents', `<${'0'.repeat(room * 2)}>`],
    ['M', writeDate(at)],
  ])
  if (name !== undefined) dictionary.set('Name', writeText(name))
  if (reason !== undefined) dictionary.set('Reason', writeText(reason))
  return writeDictionary(dictionary)
}

/** Invisible: a rectangle without extent needs no appearance (ISO 19005-2 §6.3.3). F 132: print, locked. */
function writeWidget(index: number, signature: number, page: string): string {
  return writeDictionary(
    new Map([
      ['Type', '/Annot'],
      ['Subtype', '/Widget'],
      ['FT', '/Sig'],
      ['T', `(Signature${index})`],
      ['V', `${signature} 0 R`],
      ['F', '132'],
      ['Rect', '[0 0 0 0]'],
      ['P', page],
    ]),
  )
}

/** A section for each object: their numbers rarely follow each other. */
function writeXref(offsets: ReadonlyMap<number, number>): string {
  const sections = [...offsets]
    .sort(([left], [right]) => left - right)
    .map(([number, offset]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`)
  return `xref\n${sections.join('')}`
}
