import { ProblemError } from '#shared/contracts/client.ts'
import { submitKept } from '#shared/sealed-bid/client/keep-bid.ts'
import type { KeepFile } from '#shared/sealed-bid/keep-file.ts'
import { verifyReceipt } from '#shared/sealed-bid/verify-receipt.ts'
import type { Sealing } from '../../crypto/sealing.ts'
import type { Vault } from '../../crypto/vault.ts'
import { platformTrust } from '../ledger/trust.ts'
import { anonymousClient } from './anonymous.ts'
import { changeBid, type MyBid } from './my-bids.ts'

/** A receipt that does not verify: the bid may be in, its proof is not good. */
export class ReceiptRefused extends Error {
  override readonly name = 'ReceiptRefused'
}

/**
 * Uploads what is missing, hands the bid in, verifies the receipt and keeps it in the vault. May be called again after any break: uploads go on
 * where they were, and the same submission gets the same receipt. Throws ProblemError, SealingFailed, ReceiptRefused.
 */
export async function handIn(vault: Vault, sealing: Sealing, bid: MyBid, onSubmitting: () => void): Promise<MyBid> {
  const earlier = await handedInEarlier(bid.keep)
  let { keep } = bid
  if (earlier === undefined && bid.staging !== undefined) {
    const capabilities = await sealing.upload(bid.staging, keep.payloads)
    keep = withCapabilities(keep, capabilities)
    await changeBid(vault, bid, (kept) => ({ ...kept, keep: withCapabilities(kept.keep, capabilities) }))
  }
  onSubmitting()
  const submitted = earlier ?? (await insist(() => submitKept(anonymousClient(), keep)))
  await checkReceipt(submitted, bid.id)
  const done = { ...bid, keep: { ...keep, ...(submitted.receipt === undefined ? {} : { receipt: submitted.receipt }) } }
  await changeBid(vault, bid, (kept) => ({ ...kept, keep: done.keep }))
  return done
}

/** A bid whose uploads were all begun may be in already, its answer lost: then nothing is uploaded twice. */
async function handedInEarlier(keep: KeepFile): Promise<KeepFile | undefined> {
  if (keep.payloads.some(({ capability }) => capability === undefined)) return undefined
  try {
    return await submitKept(anonymousClient(), keep)
  } catch (error) {
    if (error instanceof ProblemError && /^(?:payload|upload)-/.test(error.problem.code)) return undefined
    if (error instanceof TypeError) return undefined
    throw error
  }
}

const AGAIN_MS = 3000

/** The answer to a submission may be lost with the network: it is sent again until the server has spoken. */
async function insist<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      const isTransient = error instanceof TypeError || (error instanceof ProblemError && error.problem.status >= 500)
      if (!isTransient) throw error
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
}

async function checkReceipt(keep: KeepFile, manifestSha256: string): Promise<void> {
  if (keep.receipt === undefined) throw new ReceiptRefused('the platform answered without a receipt')
  const { material: trust } = await platformTrust(anonymousClient())
  const verdict = await verifyReceipt({ signed: keep.receipt, trust, isRevocationChecked: false, manifestSha256 })
  const fault = verdict.checks.find((check) => check.verdict === 'fail')
  if (fault !== undefined) throw new ReceiptRefused(`${fault.name}: ${fault.why ?? ''}`)
}

/** Puts capabilities beside their payloads. */
export function withCapabilities(keep: KeepFile, capabilities: Readonly<Record<string, string>>): KeepFile {
  const payloads = keep.payloads.map((payload) => {
    const capability = capabilities[payload.envelope]
    return capability === undefined ? payload : { ...payload, capability }
  })
  return { ...keep, payloads }
}
