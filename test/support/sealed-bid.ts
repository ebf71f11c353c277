import { randomBytes } from 'node:crypto'
import { type Bytes, concat } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { CauseFound } from '#shared/sealed-bid/opening/causes.ts'

/** Random bytes for tests of sealing. */
export const draw: RandomBytes = (length) => new Uint8Array(randomBytes(length))

/** A whole stream in memory. */
export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Bytes> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return concat(...parts)
}

/** The cause that work ends with, or `none`. */
export async function causeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'none'
  } catch (error) {
    if (error instanceof CauseFound) return error.code
    throw error
  }
}
