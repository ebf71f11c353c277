import { getEvaluationDocument } from '#shared/contracts/evaluation.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { api } from '../../platform/api.ts'

/** Which file of which bid. */
export interface DocumentPlace {
  readonly tender: string
  readonly lot: string
  readonly bid: string
  readonly place: number
}

/** Reads a file of a bid: its bytes without the padding that hides its size. Throws ProblemError, RangeError when it is cut short. */
export async function readDocument({ tender, lot, bid, place }: DocumentPlace): Promise<Bytes> {
  const padded = await api.call(getEvaluationDocument, { params: { tender, lot, bid, place: String(place) } })
  const length = Number(new DataView(padded.buffer, padded.byteOffset, padded.byteLength).getBigUint64(0))
  if (length > padded.length - 8) throw new RangeError('a document cut short')
  return padded.slice(8, 8 + length)
}

/** Whether bytes begin as a PDF does. */
export function isPdf(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).includes('%PDF-')
}
