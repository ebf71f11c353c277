import { z } from 'zod'
import { digestField, idField, instantField } from '#shared/contracts/fields.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'

const contractField = z.object({
  v: z.literal('contract/1'),
  code: z.string(),
  title: z.string(),
  lot: z.object({ id: idField, name: z.string() }),
  bid: digestField,
  tenderer: z.object({ party: idField, name: z.string() }),
  winner: z.object({ party: idField, name: z.string() }),
  comparison: z.array(z.object({ point: z.string(), bid: z.string(), contract: z.string() })),
  terms: z.string(),
  draftedAt: instantField,
})

/** A contract as its parties sign it. */
export type ContractText = z.output<typeof contractField>

/** The text that came is not the one that the award names: nothing of it may be signed. */
export class ContractDiffers extends Error {
  override readonly name = 'ContractDiffers'
}

/** Reads a contract and holds it against the digest that the award names. Throws ContractDiffers. */
export function readContractText(bytes: Uint8Array, sha256: string): ContractText {
  if (sha256Hex(bytes) !== sha256) throw new ContractDiffers('the contract that came is not the one named')
  return contractField.parse(JSON.parse(fromUtf8(bytes)))
}

/** One point of the bid beside the contract. */
export interface ComparedPoint {
  readonly point: string
  readonly bid: string | undefined
  readonly contract: string | undefined
  readonly isEqual: boolean
}

/**
 * Compares the contract with the bid as it was opened, point by point (A4): every field of the letter, then whatever the contract has beside.
 * Reckoned here; what the contract says of itself is not taken for it.
 */
export function comparePoints(contract: ContractText, bid: Readonly<Record<string, string>>): ComparedPoint[] {
  const said = new Map(contract.comparison.map((row) => [row.point, row.contract] as const))
  const points = [...new Set([...Object.keys(bid), ...said.keys()])]
  return points.map((point) => ({ point, bid: bid[point], contract: said.get(point), isEqual: bid[point] === said.get(point) }))
}
