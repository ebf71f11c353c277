import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'

/** The part of a representation that is asked for: first and last byte, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The one range an attacker-controlled request asks for (RFC 9110 §14): undefined when the whole is to be sent, because none is asked for,
 * several are, it cannot be read, or it was asked for of another version than `etag`; `unsatisfiable` when it begins behind the end.
 */
export function byteRangeOf(
  headers: IncomingHttpHeaders,
  { size, etag }: { readonly size: number; readonly etag: string },
): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.range ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (headers['if-range'] !== undefined && headers['if-range'] !== etag) return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end }
}

/** A part of a stream that can be read from its beginning only. The source is destroyed when the part has been read, or nobody reads it. */
export function partOf(source: Readable, { start, end }: ByteRange): Readable {
  return Readable.from(piecesOf(source, start, end), { objectMode: false })
}

async function* piecesOf(source: Readable, start: number, end: number): AsyncGenerator<Uint8Array> {
  let at = 0
  for await (const chunk of source as AsyncIterable<Uint8Array>) {
    const from = Math.max(0, start - at)
    const to = Math.min(chunk.length, end + 1 - at)
    at += chunk.length
    if (to > from) yield chunk.subarray(from, to)
    if (at > end) return
  }
}
