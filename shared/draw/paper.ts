import { z } from 'zod'
import { base64urlField } from '../contracts/fields.ts'
import { utf8 } from '../primitives/bytes.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { type DrawRecord, ofType } from './record.ts'

/** Schema of what stands behind a digest by which somebody was passed over: the expert's own signed answer, or the evidence of delivery. */
export const paperSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer'), act: z.string().max(20_000), p7s: base64urlField }),
  z.strictObject({ kind: z.literal('evidence'), text: z.string().max(2000) }),
])

/** A paper of a call. */
export type CallPaper = z.output<typeof paperSchema>

const signedAnswer = z.strictObject({ act: z.string(), p7s: z.string() })

/** Reads a paper as it is kept under the key of names: an act with its signature, or the text of the evidence itself. */
export function parseKeptPaper(text: string): CallPaper {
  const answer = signedAnswer.safeParse(JSON.parse(text))
  return paperSchema.parse(answer.success ? { kind: 'answer', ...answer.data } : { kind: 'evidence', text })
}

/** SHA-256 of a paper as the chain carries it, hex: of the act's bytes, or of the evidence. */
export function paperDigest(paper: CallPaper): string {
  return sha256Hex(utf8(paper.kind === 'answer' ? paper.act : paper.text))
}

/** The digest the chain carries of the paper by which a call ended; undefined for a call that has not, or none of this draw. */
export function paperDigestOf({ events }: DrawRecord, seat: string): string | undefined {
  const own = <F extends { readonly seat: string }>(all: readonly { readonly facts: F }[]) =>
    all.find(({ facts }) => facts.seat === seat)?.facts
  return (
    own(ofType(events, 'draw.vacated'))?.answerSha256 ??
    own(ofType(events, 'draw.lapsed'))?.evidenceSha256 ??
    own(ofType(events, 'draw.answered'))?.answerSha256
  )
}
