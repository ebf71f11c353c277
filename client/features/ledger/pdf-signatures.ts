import { type VerifiedCms, verifyCms } from '#shared/pki/cms-signature.ts'
import { type Bytes, concat, fromHex } from '#shared/primitives/bytes.ts'
import { NotVerifiable } from './checked.ts'

/** One signature of a PDF: what it covers, and the CMS that verifies over it, or why it does not. */
export interface PdfSignatureFound {
  /** Whether it covers the file to its last byte: the last one must, or something was added after it was signed. */
  readonly coversWholeFile: boolean
  readonly signature: VerifiedCms | undefined
  readonly fault: string | undefined
}

const BYTE_RANGE = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g
const MOST_SIGNATURES = 100

/**
 * The signatures of an attacker-controlled PDF, in the order they were made (ISO 32000-1 §12.8; docs/formats/pdf.md). Each is taken by
 * its bytes: everything from the first byte on but one hexadecimal string is signed, so nothing hangs on how the rest is read. Throws
 * NotVerifiable when there is none or the file ends too early.
 */
export async function findPdfSignatures(bytes: Bytes): Promise<readonly PdfSignatureFound[]> {
  const text = new TextDecoder('latin1').decode(bytes)
  if (!/%%EOF\s*$/.test(text.slice(-32))) throw new NotVerifiable('truncated')
  const found = [...text.matchAll(BYTE_RANGE)].slice(0, MOST_SIGNATURES)
  if (found.length === 0) throw new NotVerifiable('unsigned-pdf')
  const signatures: (PdfSignatureFound & { readonly end: number })[] = []
  for (const match of found) {
    const [start = -1, before = 0, after = 0, rest = 0] = match.slice(1).map(Number)
    const end = after + rest
    const gap = text.slice(before, after)
    const isWellFormed = start === 0 && before > 0 && after > before && end <= bytes.length && /^<[0-9a-fA-F]*>$/.test(gap)
    // What stands in the gap is signed by nobody: it must be the signature and nothing else.
    const verified = isWellFormed
      ? await verifyOver(bytes, before, after, end, gap)
      : 'the byte range leaves out more than the signature'
    signatures.push({
      end,
      coversWholeFile: end === bytes.length,
      signature: typeof verified === 'string' ? undefined : verified,
      fault: typeof verified === 'string' ? verified : undefined,
    })
  }
  return signatures.sort((left, right) => left.end - right.end)
}

async function verifyOver(bytes: Bytes, before: number, after: number, end: number, gap: string): Promise<VerifiedCms | string> {
  try {
    const content = concat(bytes.subarray(0, before), bytes.subarray(after, end))
    return await verifyCms({ content, p7s: withoutFilling(fromHex(gap.slice(1, -1).toLowerCase())) })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The signature is filled with zeros to the room reserved for it; its outer length says where it ends (X.690 §8.1.3). */
function withoutFilling(bytes: Bytes): Bytes {
  const first = bytes[1] ?? 0
  const count = first >= 0x80 ? first & 0x7f : 0
  let length = first >= 0x80 ? 0 : first
  for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[2 + index] ?? 0)
  const end = 2 + count + length
  if (bytes.subarray(end).some((byte) => byte !== 0)) throw new RangeError('something stands behind the signature')
  return bytes.subarray(0, end)
}
