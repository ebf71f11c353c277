import { inflateSync } from 'node:zlib'
import { utf8 } from '#shared/primitives/bytes.ts'

/** Largest content of one compressed part that is looked into. */
const MOST_INFLATED_BYTES = 16 * 1024 * 1024
/** A shorter text would be found by chance. */
const LEAST_CHARACTERS = 4
const STREAM = Buffer.from('stream')
const END_OF_STREAM = Buffer.from('endstream')

/**
 * Whether a document names its author: any of the texts, as UTF-8, as UTF-16 (which PDF writes metadata in), or as the hex of that, in the
 * bytes themselves or in a compressed part of a PDF. What a picture shows, or a font spells by its own codes, is not found: a member may
 * still see it, and says so in its review.
 */
export function namesAuthor(bytes: Uint8Array, texts: readonly string[]): boolean {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const needles = texts.filter((text) => text.length >= LEAST_CHARACTERS).flatMap(spellings)
  if (holdsAny(content, needles)) return true
  for (const part of compressedParts(content)) if (holdsAny(part, needles)) return true
  return false
}

function spellings(text: string): Buffer[] {
  const wide = Buffer.from(text, 'utf16le').swap16()
  const hex = wide.toString('hex')
  return [Buffer.from(utf8(text)), wide, Buffer.from(text, 'utf16le'), Buffer.from(hex), Buffer.from(hex.toUpperCase())]
}

function holdsAny(content: Buffer, needles: readonly Buffer[]): boolean {
  return needles.some((needle) => content.includes(needle))
}

/** The parts of a PDF that inflate; anything else is passed over. */
function* compressedParts(content: Buffer): Generator<Buffer> {
  let from = content.indexOf(STREAM)
  while (from !== -1) {
    let start = from + STREAM.length
    if (content[start] === 0x0d) start += 1
    if (content[start] === 0x0a) start += 1
    const end = content.indexOf(END_OF_STREAM, start)
    if (end === -1) return
    const part = inflated(content.subarray(start, end))
    if (part !== undefined) yield part
    from = content.indexOf(STREAM, end + END_OF_STREAM.length)
  }
}

function inflated(part: Buffer): Buffer | undefined {
  try {
    return inflateSync(part, { maxOutputLength: MOST_INFLATED_BYTES })
  } catch {
    // Not compressed, compressed in another way, or larger than is looked into: attacker-controlled, and no fault.
    return undefined
  }
}
