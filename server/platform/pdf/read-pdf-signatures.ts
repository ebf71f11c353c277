import { type VerifiedCms, verifyCms } from '#shared/pki/cms-signature.ts'
import { type Bytes, concat } from '#shared/primitives/bytes.ts'
import { formOf, openPdf, PdfRefused, referencesOf } from './pdf-file.ts'

/** One signature of a PDF, verified cryptographically; whether to trust signer and time-stamp is the caller's question. */
export interface PdfSignature extends VerifiedCms {
  readonly field: string
  /** Whether it covers the file to its end: the last one must, or something was added after it. Earlier ones cover the revision they signed. */
  readonly coversWholeFile: boolean
}

/**
 * Reads and verifies every signature of a PDF, in the order they were made. Attacker-controlled. Each must cover everything from the
 * first byte but its own Contents. What a later revision changed on the pages is not judged: show the revision that was signed.
 * Throws PdfRefused or CmsRefused.
 */
export async function readPdfSignatures(bytes: Bytes): Promise<PdfSignature[]> {
  const file = openPdf(bytes)
  const root = file.dictionary(file.trailer.get('Root') ?? '')
  const signatures: PdfSignature[] = []
  for (const reference of referencesOf(formOf(file, root).get('Fields') ?? '')) {
    const field = file.dictionary(reference)
    if (field.get('FT') !== '/Sig') continue
    const dictionary = file.dictionary(field.get('V') ?? '')
    const [start, before, after, rest] = (dictionary.get('ByteRange') ?? '').match(/\d+/g)?.map(Number) ?? []
    if (start !== 0 || before === undefined || after === undefined || rest === undefined)
      throw new PdfRefused('a signature without byte range')
    const end = after + rest
    const contents = file.text.slice(before, after)
    if (end > bytes.length || contents !== dictionary.get('Contents'))
      throw new PdfRefused('a byte range that leaves out more than the signature')
    const content = concat(bytes.subarray(0, before), bytes.subarray(after, end))
    const verified = await verifyCms({ content, p7s: trimmed(new Uint8Array(Buffer.from(contents.slice(1, -1), 'hex'))) })
    const name = /^\((.*)\)$/.exec(field.get('T') ?? '')?.[1] ?? ''
    signatures.push({ ...verified, field: name, coversWholeFile: end === bytes.length })
  }
  return signatures
}

/** Contents is filled with zeros to the room reserved; the outer length says where the signature ends. */
function trimmed(bytes: Bytes): Bytes {
  const first = bytes[1] ?? 0
  const count = first >= 0x80 ? first & 0x7f : 0
  let length = first >= 0x80 ? 0 : first
  for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[2 + index] ?? 0)
  const end = 2 + count + length
  if (bytes.subarray(end).some((byte) => byte !== 0)) throw new PdfRefused('something stands behind the signature')
  return bytes.subarray(0, end)
}
