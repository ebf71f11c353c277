import type { ClientSession } from 'mongoose'
import { type Bytes, concat } from '#shared/primitives/bytes.ts'
import { actModel, entryModel } from './ledger.model.ts'
import type { LedgerRecords } from './ledger.ts'

/** A stored act: the exact bytes that were signed, and the detached signature. */
export interface ActRecord {
  readonly bytes: Bytes
  readonly p7s: Bytes
  readonly type: string
  /** Whether anybody may fetch it once its event is on the ledger. */
  readonly isPublic: boolean
}

/** The stored act of this digest, for use cases. Undefined when there is none; says nothing about who may read it. */
export async function actOf(deps: Pick<LedgerRecords, 'connection'>, sha256: string): Promise<ActRecord | undefined> {
  const found = await actModel(deps.connection).findById(sha256).lean()
  if (found === null) return undefined
  return { bytes: concat(bytesOf(found.bytes)), p7s: concat(bytesOf(found.p7s)), type: found.type, isPublic: found.isPublic }
}

/** The act of this digest as anybody may read it: only when it is public and its event stands in the log. */
export async function publicActOf(deps: Pick<LedgerRecords, 'connection'>, sha256: string): Promise<ActRecord | undefined> {
  const act = await actOf(deps, sha256)
  if (act === undefined || !act.isPublic) return undefined
  const entry = await entryModel(deps.connection).exists({ 'event.actSha256': sha256 })
  return entry === null ? undefined : act
}

/** Opens an act to everybody that was kept back while it could have told something: after the opening, in the transaction that ends the secrecy. */
export async function publishAct(deps: LedgerRecords, session: ClientSession, sha256: string): Promise<void> {
  await actModel(deps.connection).updateOne({ _id: sha256 }, { $set: { isPublic: true } }, { session })
}

/** Bytes of what the driver gives for binary data: a Binary, or its buffer. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  const inner = (value as { readonly buffer?: unknown }).buffer
  if (inner instanceof Uint8Array) return inner.subarray(0, (value as { readonly position?: number }).position ?? inner.length)
  throw new TypeError('not binary data')
}
