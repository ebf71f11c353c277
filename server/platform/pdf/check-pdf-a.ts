import { inflateSync } from 'node:zlib'
import { openPdf, type PdfDictionary, type PdfFile, PdfRefused, referencesOf } from './pdf-file.ts'

/**
 * A structural self-check of what PDF/A-2b (ISO 19005-2) asks of files made here; gives what is missing, nothing when all is there. It
 * is no validator: it looks at no content stream and no font program. Never say that a file *is* PDF/A because of it.
 */
export function checkPdfAStructure(bytes: Uint8Array): string[] {
  const faults: string[] = []
  const must = (holds: boolean, fault: string): void => {
    if (!holds) faults.push(fault)
  }
  const file = openPdf(bytes)
  const root = file.dictionary(file.trailer.get('Root') ?? '')
  must(/^%PDF-1\.7\r?\n%[\x80-\xff]{4}/.test(file.text), 'header of version 1.7 with a binary comment')
  must(referenceCount(file.trailer.get('ID')) === 2, 'file identifier in the trailer')
  must(!file.trailer.has('Encrypt'), 'no encryption')
  checkMetadata(file, root, must)
  checkOutputIntent(file, root, must)
  const active = ['/JavaScript', '/JS ', '/Launch', '/EmbeddedGoTo', '/RichMedia', '/XFA', '/LZWDecode', '/OpenAction', '/AA <<']
  const objects = file.objects().map((object) => file.dictionaryOrNothing(object))
  for (const dictionary of objects) {
    if (dictionary === undefined) continue
    const text = [...dictionary].map(([key, value]) => `/${key} ${value}`).join(' ')
    for (const name of active) must(!text.includes(name), `nothing active: ${name.trim()}`)
    if (dictionary.get('Type') === '/FontDescriptor')
      must(dictionary.has('FontFile2') || dictionary.has('FontFile3'), 'every font embedded')
    if (dictionary.get('Type') === '/Font') must(dictionary.get('Subtype') !== '/Type1', 'no standard font that is not embedded')
    if (dictionary.get('Subtype') === '/Type0') must(dictionary.has('ToUnicode'), 'every font with its way back to Unicode')
    if (dictionary.get('Type') === '/Annot') {
      const flags = Number(dictionary.get('F') ?? 0)
      must((flags & 4) === 4 && (flags & (1 | 2 | 32)) === 0, 'every annotation printed, none hidden')
      must(dictionary.get('Rect') === '[0 0 0 0]' || dictionary.has('AP'), 'every visible annotation with an appearance')
    }
  }
  return [...new Set(faults)]
}

function referenceCount(id: string | undefined): number {
  return id?.match(/<[0-9a-fA-F]+>|\([^)]*\)/g)?.length ?? 0
}

type Must = (holds: boolean, fault: string) => void

/** Uncompressed XMP that names part and conformance, and says the same as the information dictionary. */
function checkMetadata(file: PdfFile, root: PdfDictionary, must: Must): void {
  const stream = streamOf(file, root.get('Metadata'))
  must(stream !== undefined && !stream.dictionary.has('Filter'), 'uncompressed metadata')
  const xmp = Buffer.from(stream?.bytes ?? new Uint8Array(0)).toString('utf8')
  must(
    /<pdfaid:part>[23]<\/pdfaid:part>\s*<pdfaid:conformance>B<\/pdfaid:conformance>/.test(xmp),
    'part and conformance in the metadata',
  )
  const info = file.trailer.get('Info')
  const title = info === undefined ? undefined : file.dictionary(info).get('Title')
  const text = title === undefined ? undefined : textOf(title.endsWith(' R') ? file.value(title) : title)
  must(text !== undefined && xmp.includes(`>${text}</rdf:li>`), 'the same title in metadata and information dictionary')
}

/** A text string in hex or in parentheses, in UTF-16 with byte-order mark or in Latin-1. */
function textOf(value: string): string {
  const bytes = value.startsWith('<') ? Buffer.from(value.slice(1, -1), 'hex') : unescapeString(value)
  return bytes[0] === 0xfe && bytes[1] === 0xff
    ? Buffer.from(bytes.subarray(2)).swap16().toString('utf16le')
    : bytes.toString('latin1')
}

function unescapeString(value: string): Buffer {
  const names: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  const text = value
    .slice(1, -1)
    .replace(/\\(?:([0-7]{1,3})|([\s\S]))/g, (_, octal: string | undefined, character: string | undefined) =>
      octal === undefined ? (names[character ?? ''] ?? character ?? '') : String.fromCharCode(Number.parseInt(octal, 8)),
    )
  return Buffer.from(text, 'latin1')
}

/** An sRGB profile to say what the colours mean. */
function checkOutputIntent(file: PdfFile, root: PdfDictionary, must: Must): void {
  const [intent] = referencesOf(root.get('OutputIntents') ?? '')
  const dictionary = intent === undefined ? undefined : file.dictionary(intent)
  must(dictionary?.get('S') === '/GTS_PDFA1', 'an output intent')
  const profile = streamOf(file, dictionary?.get('DestOutputProfile'))
  must(profile?.dictionary.get('N') === '3', 'a colour profile of three components')
  const bytes =
    profile === undefined ? new Uint8Array(0) : profile.dictionary.has('Filter') ? inflateSync(profile.bytes) : profile.bytes
  must(Buffer.from(bytes.subarray(36, 40)).toString('latin1') === 'acsp', 'a colour profile that is one')
}

function streamOf(file: PdfFile, reference: string | undefined): { dictionary: PdfDictionary; bytes: Uint8Array } | undefined {
  try {
    return reference === undefined ? undefined : file.stream(reference)
  } catch (error) {
    if (error instanceof PdfRefused) return undefined
    throw error
  }
}
