import { z } from 'zod'
import { digestField, idField } from '../contracts/fields.ts'
import { chainSchema, checkpointsSchema, signedTextSchema } from '../sealed-bid/opening/bundle.ts'

/** Largest bundle in bytes, checked before parsing: 21 members who score 60 bids by 120 criteria fit. */
export const maxCommitteeActsBytes = 128 * 1024 * 1024

/** Why an act is kept back though the result is public: its signer was replaced and is named nowhere, or it speaks of somebody who was. */
export const withheldCauses = ['of-a-replaced-member', 'about-a-replaced-member'] as const

/**
 * Schema of `committee-acts/1`: what the members of a committee signed, published with the result (X3, A8), with the chain whose facts carry
 * the digest of each.
 */
export const committeeActsSchema = z.strictObject({
  v: z.literal('committee-acts/1'),
  platform: z.string().max(200),
  tender: idField,
  chain: chainSchema,
  checkpoints: checkpointsSchema,
  /** In the order of the facts that name them. */
  acts: z.array(signedTextSchema).max(20_000),
  withheld: z.array(z.strictObject({ sha256: digestField, cause: z.enum(withheldCauses) })).max(20_000),
})

/** A parsed bundle; nothing in it is believed yet. */
export type CommitteeActs = z.output<typeof committeeActsSchema>

/** Parses an attacker-controlled bundle. Throws a RangeError when it is too long, a ZodError, SyntaxError or TypeError when it is not one. */
export function parseCommitteeActs(bytes: Uint8Array): CommitteeActs {
  if (bytes.length > maxCommitteeActsBytes) throw new RangeError(`a bundle of ${bytes.length} bytes`)
  return committeeActsSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
}
