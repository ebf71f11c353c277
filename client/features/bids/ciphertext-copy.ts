import { readSealedPayload } from '#shared/contracts/bids.ts'
import { addressOf } from '#shared/contracts/client.ts'
import { dropStaging, stagedFile } from '../../crypto/opfs.ts'
import { anonymousFetch } from '../../crypto/sealing-upload.ts'
import type { Vault } from '../../crypto/vault.ts'
import { saveBlob } from './format.ts'
import { changeBid, listBids, type MyBid, receiptOf } from './my-bids.ts'

/** Ciphertext of up to so many bytes stays in this browser until the opening is over, in case the platform loses its copy (formats, `opening/1` step 7). */
export const KEPT_CIPHERTEXT_BYTES = 64 * 1024 * 1024

/** The platform does not give this ciphertext back, or not whole. */
class CiphertextGone extends Error {
  override readonly name = 'CiphertextGone'
}

/** The ciphertext of one envelope as this browser kept it; undefined when it did not. */
export async function keptCiphertext(bid: MyBid, envelope: string): Promise<File | undefined> {
  const size = bid.keep.payloads.find((payload) => payload.envelope === envelope)?.size
  return bid.staging === undefined || size === undefined ? undefined : stagedFile(bid.staging, envelope, size)
}

/**
 * Saves the ciphertext of every envelope as files: the copy of this browser, else what the platform gives back before the deadline. Useless to
 * whoever finds it; the only thing that helps when the platform loses what it stores. Throws CiphertextGone.
 */
export async function saveCiphertext(bid: MyBid): Promise<void> {
  for (const { envelope, size } of bid.keep.payloads) {
    const copy = (await keptCiphertext(bid, envelope)) ?? (await fetchCiphertext(bid.id, envelope))
    if (copy.size !== size) throw new CiphertextGone(`${envelope}: ${copy.size} of ${size} bytes`)
    saveBlob(`${bid.id.slice(0, 8)}-${envelope}.sealed`, copy)
  }
}

async function fetchCiphertext(manifestSha256: string, envelope: string): Promise<Blob> {
  const response = await anonymousFetch(new URL(addressOf(readSealedPayload, { manifestSha256, envelope }), location.origin))
  if (!response.ok) throw new CiphertextGone(`${envelope}: HTTP ${response.status}`)
  return response.blob()
}

/** Forgets the ciphertext kept of a bid, which nobody will ask for any more. */
export async function forgetCiphertext(vault: Vault, bid: MyBid): Promise<void> {
  if (bid.staging === undefined) return
  await dropStaging(bid.staging)
  await changeBid(vault, bid, ({ staging: _, ...kept }) => kept)
}

/** Forgets the ciphertexts of versions that a received one has replaced. */
export async function forgetReplaced(vault: Vault, received: MyBid): Promise<void> {
  for (const bid of await listBids(vault, received.tender)) {
    if (bid.lot === received.lot && bid.id !== received.id && receiptOf(bid) !== undefined) await forgetCiphertext(vault, bid)
  }
}
