import type { Connection } from 'mongoose'
import { z } from 'zod'
import { openBox, sealBox } from '#shared/draw/escrow.ts'
import type { KeptContribution } from '#shared/draw/party-step.ts'
import { readKept } from '#shared/draw/party-step.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { type Bytes, base64url, fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { DrawDocument } from './draw.model.ts'

/**
 * What only the memory of this process knows of a draw. The key of names is dealt to the custodians and never written down; everything
 * that says who was called, or what a number was, lies in the database under that key. After a restart k custodians give it back.
 */
export interface Vault {
  /** K_n: 32 bytes; absent after a restart. */
  namesKey?: Bytes
  /** Shares given by custodians, by escrow: position by digest, so that one given twice counts once. */
  readonly given: Map<string, Map<string, Bytes>>
  /** Seat → who was called; filled as needed. */
  readonly people: Map<string, SeatHolder>
  seed?: Bytes
  /** When each person called first read its invitation here, and whether it was sent to a live session. */
  readonly shown: Map<string, number>
}

const seatHolderSchema = z.strictObject({
  v: z.literal('draw-seat/1'),
  seat: z.string(),
  expert: z.string(),
  person: z.string(),
  party: z.string(),
  token: z.string(),
  index: z.int(),
})

/** Who a seat id stands for. */
export type SeatHolder = z.output<typeof seatHolderSchema>

const vaults = new WeakMap<Connection, Map<string, Vault>>()

/** The memory of a draw. */
export function vaultOf(deps: { readonly connection: Connection }, draw: string): Vault {
  const ours = vaults.get(deps.connection) ?? new Map<string, Vault>()
  vaults.set(deps.connection, ours)
  const vault = ours.get(draw) ?? { given: new Map(), people: new Map(), shown: new Map() }
  ours.set(draw, vault)
  return vault
}

/** Forgets a draw: released, exhausted or void. */
export function forgetVault(deps: { readonly connection: Connection }, draw: string): void {
  vaults.get(deps.connection)?.delete(draw)
}

/** The key of names. Throws `draw-locked` when this process does not have it. */
export function namesKeyOf(deps: { readonly connection: Connection }, draw: DrawDocument): Bytes {
  const { namesKey } = vaultOf(deps, draw.draw)
  if (namesKey === undefined)
    throw new DomainProblem('draw-locked', { k: (JSON.parse(draw.pool) as { custody: { k: number } }).custody.k })
  return namesKey
}

/** Seals text under the key of names, base64url. Padded to a multiple of 512 bytes: a refusal with a reason is as long as one without. */
export async function sealUnderNames(
  input: { readonly key: Bytes; readonly draw: string; readonly name: string; readonly random: RandomBytes },
  text: string,
): Promise<string> {
  const bytes = utf8(text)
  const padded = new Uint8Array(Math.ceil((bytes.length + 1) / 512) * 512)
  padded.set(bytes)
  return base64url(await sealBox({ ...input, content: padded }))
}

/** Opens what was sealed under the key of names. What does not open was not sealed by us: that is a bug, not somebody's input. */
export async function openUnderNames(
  input: { readonly key: Bytes; readonly draw: string; readonly name: string },
  box: string,
): Promise<string> {
  const content = await openBox({ ...input, box: fromBase64url(box) })
  assertHolds(content !== undefined, `a box of draw ${input.draw} opens`)
  return fromUtf8(content).replace(/\0+$/, '')
}

/** Who holds a seat. Throws `draw-locked`. */
export async function holderOf(
  deps: { readonly connection: Connection },
  draw: DrawDocument,
  call: { readonly seat: string; readonly who: string },
): Promise<SeatHolder> {
  const vault = vaultOf(deps, draw.draw)
  const known = vault.people.get(call.seat)
  if (known !== undefined) return known
  const text = await openUnderNames({ key: namesKeyOf(deps, draw), draw: draw.draw, name: `seat ${call.seat}` }, call.who)
  const holder = seatHolderSchema.parse(JSON.parse(text))
  vault.people.set(call.seat, holder)
  return holder
}

/** A party's number as kept under the key of names. Throws `draw-locked`. */
export async function keptNumber(
  deps: { readonly connection: Connection },
  draw: DrawDocument,
  party: { readonly party: string; readonly box: string | null },
): Promise<KeptContribution | undefined> {
  if (party.box === null) return undefined
  return readKept(
    await openUnderNames({ key: namesKeyOf(deps, draw), draw: draw.draw, name: `number ${party.party}` }, party.box),
  )
}
