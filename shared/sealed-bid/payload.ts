import { type Bytes, concat, hex, uint64 } from '../primitives/bytes.ts'
import { type Letter, type ListedFile, letterBytes, maxLetterBytes, parseLetter } from './letter.ts'
import { CauseFound } from './opening/causes.ts'
import type { ByteSink, ByteStream, SealingRuntime } from './runtime.ts'

/**
 * The plaintext of an envelope: length of letter.json (8 bytes, big endian) ‖ letter.json ‖ the files' bytes in the order
 * of letter.files ‖ zero bytes up to a padded size. Every byte belongs to something listed: the reader checks that the rest is zero.
 */

const LEAST_PLAINTEXT_BYTES = 1024 * 1024
const LENGTH_BYTES = 8
const ZEROS = new Uint8Array(64 * 1024)

/** Rounds a plaintext size up to a multiple of 2^(⌊log2 size⌋ − 3), at least 1 MiB: eight sizes per doubling, at most one eighth lost. */
export function paddedSize(bytes: number): number {
  if (bytes <= LEAST_PLAINTEXT_BYTES) return LEAST_PLAINTEXT_BYTES
  let power = LEAST_PLAINTEXT_BYTES
  while (power * 2 <= bytes) power *= 2
  const step = power / 8
  return Math.ceil(bytes / step) * step
}

/** Bytes of letter and files before padding. */
export function contentSize(letter: Letter): number {
  return letter.files.reduce((sum, file) => sum + file.size, LENGTH_BYTES + letterBytes(letter).length)
}

/** The plaintext of an envelope; `size` is a padded size. Files are read once more, in order, by `open`. */
export async function* payloadPlaintext(input: {
  readonly letter: Letter
  readonly size: number
  open(file: ListedFile): ByteStream
}): AsyncGenerator<Uint8Array> {
  const letter = letterBytes(input.letter)
  yield concat(uint64(letter.length), letter)
  for (const file of input.letter.files) yield* input.open(file)
  let zeros = input.size - contentSize(input.letter)
  for (; zeros > 0; zeros -= ZEROS.length) yield ZEROS.subarray(0, Math.min(zeros, ZEROS.length))
}

/**
 * Reads a decrypted plaintext: letter first, then each file, hashed and handed to `onFile`'s sink as it passes, then zeros.
 * `onLetter` runs before any file and may throw. A sink may have received a file that proves wrong: keep it only when this returns.
 * Throws CauseFound: payload-malformed, letter-…, file-digest-mismatch, unlisted-bytes.
 */
export async function readPayload(
  runtime: Pick<SealingRuntime, 'startSha256'>,
  input: {
    readonly envelope: string
    readonly plaintext: ByteStream
    onLetter?(letter: Letter): void
    onFile?(file: ListedFile): ByteSink
  },
): Promise<Letter> {
  const reader = exactReader(input.plaintext)
  const letterLength = lengthOf(await reader.take(LENGTH_BYTES))
  if (letterLength > maxLetterBytes) throw new CauseFound('payload-malformed', `a letter of ${letterLength} bytes`)
  const letter = parseLetter(await reader.take(letterLength), input.envelope)
  input.onLetter?.(letter)
  for (const file of letter.files) await readFile(runtime, reader, file, input.onFile?.(file))
  const zeros = await countZeros(reader)
  const content = contentSize(letter)
  if (content + zeros !== paddedSize(content + zeros))
    throw new CauseFound('unlisted-bytes', 'not padded to a size of the format')
  return letter
}

async function readFile(
  runtime: Pick<SealingRuntime, 'startSha256'>,
  reader: ExactReader,
  file: ListedFile,
  sink: ByteSink | undefined,
): Promise<void> {
  const hash = runtime.startSha256()
  let left = file.size
  while (left > 0) {
    const part = await reader.takeUpTo(left)
    hash.update(part)
    await sink?.write(part)
    left -= part.length
  }
  await sink?.close()
  if (hex(hash.digest()) !== file.sha256) throw new CauseFound('file-digest-mismatch', `file ${file.name}`)
}

async function countZeros(reader: ExactReader): Promise<number> {
  let count = 0
  for (let part = await reader.takeAny(); part !== undefined; part = await reader.takeAny()) {
    const nonZero = part.findIndex((byte) => byte !== 0)
    if (nonZero !== -1) throw new CauseFound('unlisted-bytes', `${count + nonZero} bytes after the last file`)
    count += part.length
  }
  return count
}

function lengthOf(bytes: Bytes): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0)
  return length > BigInt(maxLetterBytes) ? maxLetterBytes + 1 : Number(length)
}

interface ExactReader {
  take(bytes: number): Promise<Bytes>
  takeUpTo(bytes: number): Promise<Uint8Array>
  takeAny(): Promise<Uint8Array | undefined>
}

function exactReader(stream: ByteStream): ExactReader {
  const source = stream[Symbol.asyncIterator]()
  let held: Uint8Array = new Uint8Array(0)
  async function fill(): Promise<boolean> {
    while (held.length === 0) {
      const next = await source.next()
      if (next.done === true) return false
      held = next.value
    }
    return true
  }
  async function takeUpTo(bytes: number): Promise<Uint8Array> {
    if (!(await fill())) throw new CauseFound('payload-malformed', 'ends inside its letter or a listed file')
    const part = held.subarray(0, bytes)
    held = held.subarray(part.length)
    return part
  }
  return {
    takeUpTo,
    async take(bytes) {
      const whole = new Uint8Array(bytes)
      for (let at = 0; at < bytes; ) {
        const part = await takeUpTo(bytes - at)
        whole.set(part, at)
        at += part.length
      }
      return whole
    },
    async takeAny() {
      if (!(await fill())) return undefined
      const part = held
      held = new Uint8Array(0)
      return part
    },
  }
}
