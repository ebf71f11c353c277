import { z } from 'zod'
import { fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { keptManifestSha256 } from '#shared/sealed-bid/client/keep-bid.ts'
import type { KnownLog } from '#shared/sealed-bid/client/walk-chain.ts'
import type { KeepFile } from '#shared/sealed-bid/keep-file.ts'
import { parseManifest } from '#shared/sealed-bid/manifest.ts'
import type { Vault } from '../../crypto/vault.ts'

/** What the bidder remembers of a bid beside the keep-file: never on the server. */
export interface MyBid {
  /** SHA-256 of the manifest: the bid's only name. */
  readonly id: string
  readonly tender: string
  readonly lot: string
  readonly keep: KeepFile
  /** Milliseconds. */
  readonly sealedAt: number
  /** Envelope → field → value, as sealed. Absent after an import: a keep-file does not hold them. */
  readonly letter?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined
  readonly files?: readonly KeptFileName[] | undefined
  /** Folder of the ciphertext in this browser; absent once it was dropped. */
  readonly staging?: string | undefined
  /** Whether a keep-file was saved outside this browser. */
  readonly isKept: boolean
  readonly rehearsal?: { readonly at: number; readonly isWhole: boolean; readonly isPassed: boolean } | undefined
  readonly reveal?: { readonly at: number; readonly acknowledgement: string; readonly p7s: string } | undefined
}

/** A file as a draft or a bid remembers it; its bytes stay where they are. */
export interface KeptFileName {
  readonly envelope: string
  readonly name: string
  readonly size: number
}

/** A letter being written. */
export interface Draft {
  readonly lot: string
  readonly fields: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly files: readonly KeptFileName[]
  readonly savedAt: number
}

/** A tender followed. */
export interface Followed {
  readonly tender: string
  readonly title: string
  readonly code: string
  readonly since: number
}

/** What a bid's receipt says; undefined while there is none. */
export function receiptOf(bid: Pick<MyBid, 'keep'>): { readonly receivedAt: string; readonly entry: string } | undefined {
  const text = bid.keep.receipt?.receipt
  return text === undefined ? undefined : receiptFacts.parse(JSON.parse(text))
}

const receiptFacts = z.looseObject({ receivedAt: z.string(), entry: z.string() })

/** The bid that counts: of those with a receipt, the last received (formats: ties by the larger digest). */
export function liveBid(bids: readonly MyBid[]): MyBid | undefined {
  const key = (bid: MyBid) => `${receiptOf(bid)?.receivedAt ?? ''} ${bid.id}`
  return bids
    .filter((bid) => receiptOf(bid) !== undefined)
    .sort((left, right) => (key(left) < key(right) ? -1 : 1))
    .at(-1)
}

/** The version that is on its way: sealed here, not yet received. */
export function pendingBid(bids: readonly MyBid[]): MyBid | undefined {
  return bids
    .filter((bid) => receiptOf(bid) === undefined)
    .sort((left, right) => left.sealedAt - right.sealedAt)
    .at(-1)
}

/** The place of a bid among those of its lot, from 1. */
export function versionOf(bids: readonly MyBid[], bid: MyBid): number {
  return 1 + bids.filter((other) => other.sealedAt < bid.sealedAt).length
}

/** A keep-file taken in as a bid of one's own. Throws DomainProblem when its manifest is none. */
export function bidOfKeep(keep: KeepFile, about: Partial<MyBid> & { readonly sealedAt: number }): MyBid {
  const { bind } = parseManifest(utf8(keep.manifest))
  return { isKept: false, ...about, id: keptManifestSha256(keep), tender: bind.tender, lot: bind.lot, keep }
}

/** Writes a bid. */
export async function putBid(vault: Vault, bid: MyBid): Promise<void> {
  await vault.put(`bid/${bid.tender}/${bid.id}`, jsonBytes(bid))
}

/** Changes a bid kept here; nothing when it is gone. */
export async function changeBid(vault: Vault, bid: Pick<MyBid, 'tender' | 'id'>, change: (bid: MyBid) => MyBid): Promise<void> {
  const kept = await read<MyBid>(vault, `bid/${bid.tender}/${bid.id}`)
  if (kept !== undefined) await putBid(vault, change(kept))
}

/** Forgets a bid that was never received. */
export async function removeBid(vault: Vault, bid: MyBid): Promise<void> {
  await vault.remove(`bid/${bid.tender}/${bid.id}`)
}

/** The bids of one tender, or of all, oldest first. */
export async function listBids(vault: Vault, tender?: string): Promise<MyBid[]> {
  const bids = await readAll<MyBid>(vault, tender === undefined ? 'bid/' : `bid/${tender}/`)
  return bids.sort((left, right) => left.sealedAt - right.sealedAt)
}

/** The letter being written for a lot. */
export function readDraft(vault: Vault, tender: string): Promise<Draft | undefined> {
  return read<Draft>(vault, `draft/${tender}`)
}

/** Keeps the letter being written. */
export async function putDraft(vault: Vault, tender: string, draft: Draft): Promise<void> {
  await vault.put(`draft/${tender}`, jsonBytes(draft))
}

/** Every draft, by tender. */
export async function listDrafts(vault: Vault): Promise<string[]> {
  return (await vault.list('draft/')).map((name) => name.slice('draft/'.length))
}

/** Tenders followed, newest first. */
export async function listFollowed(vault: Vault): Promise<Followed[]> {
  return (await readAll<Followed>(vault, 'follow/')).sort((left, right) => right.since - left.since)
}

/** Follows a tender. */
export async function follow(vault: Vault, followed: Followed): Promise<void> {
  await vault.put(`follow/${followed.tender}`, jsonBytes(followed))
}

/** Follows a tender no more. */
export async function unfollow(vault: Vault, tender: string): Promise<void> {
  await vault.remove(`follow/${tender}`)
}

/** The logs as this browser has seen them: whatever is shown later must begin with it. */
export async function knownLogs(vault: Vault): Promise<KnownLog[]> {
  return (await read<KnownLog[]>(vault, 'logs')) ?? []
}

/** Keeps what was seen of the logs. */
export async function putKnownLogs(vault: Vault, logs: readonly KnownLog[]): Promise<void> {
  await vault.put('logs', jsonBytes(logs))
}

function jsonBytes(value: unknown): Uint8Array {
  return utf8(JSON.stringify(value))
}

/** What lies in the vault was written by this client and is authenticated by the vault. */
async function read<T>(vault: Vault, name: string): Promise<T | undefined> {
  const bytes = await vault.get(name)
  return bytes === undefined ? undefined : (JSON.parse(fromUtf8(bytes)) as T)
}

async function readAll<T>(vault: Vault, prefix: string): Promise<T[]> {
  const values = await Promise.all((await vault.list(prefix)).map((name) => read<T>(vault, name)))
  return values.filter((value) => value !== undefined)
}
