import type { Client } from '#shared/contracts/client.ts'
import { readTlogProof } from '#shared/contracts/ledger.ts'
import { verifyCms } from '#shared/pki/cms-signature.ts'
import { fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import type { SignedReceipt } from '#shared/sealed-bid/receipt.ts'
import { type ReceiptCheckName, verifyReceipt } from '#shared/sealed-bid/verify-receipt.ts'
import { parseTlogProof, type TlogProof } from '#shared/transparency/tlog-proof.ts'
import type { Checked, CheckGroup, VerifyCheck } from './checked.ts'
import { judgeCertificate, type VerifyTrust } from './trust.ts'

const groups: Readonly<Record<ReceiptCheckName, CheckGroup>> = {
  'receipt-well-formed': 'integrity',
  'receipt-signed': 'authenticity',
  'platform-certificate': 'authenticity',
  timestamp: 'time',
  manifest: 'integrity',
  'ledger-entry': 'ledger',
}

/** Verifies a receipt (rules B5, B7) with what is at hand: its proof, and the digest of the manifest one has kept, when they were brought along. */
export async function checkReceipt(
  client: Client,
  signed: SignedReceipt,
  trust: VerifyTrust,
  beside: { readonly proof?: TlogProof | undefined; readonly manifestSha256?: string | undefined } = {},
): Promise<Checked> {
  const logKey =
    beside.proof === undefined
      ? undefined
      : trust.logKeys.find(({ name }) => beside.proof?.checkpoint.startsWith(`${name}\n`) === true)
  const verdict = await verifyReceipt({
    signed,
    trust: trust.material,
    // Revocation is a check of its own: lists made after the receipt say nothing of the moment it was signed at.
    isRevocationChecked: false,
    manifestSha256: beside.manifestSha256,
    inclusion: beside.proof !== undefined && logKey !== undefined ? { proof: beside.proof, logKey } : undefined,
  })
  const { receipt, signer, stampedAt } = verdict
  const stamped = stampedAt === undefined ? undefined : instantOf(stampedAt)
  const checks: VerifyCheck[] = verdict.checks.map(({ name, verdict: outcome, why }) => ({
    group: groups[name],
    name,
    state: outcome === 'not-checked' ? 'unchecked' : outcome,
    why: name === 'ledger-entry' && beside.proof !== undefined && logKey === undefined ? 'no key of this log is trusted' : why,
    fact: name === 'timestamp' ? stamped : name === 'receipt-signed' ? signer?.subject.organization : undefined,
    ...(name === 'manifest' && outcome === 'fail' ? { expected: beside.manifestSha256, found: receipt?.manifestSha256 } : {}),
  }))
  if (receipt !== undefined && signer !== undefined)
    checks.push(...(await revocationOf(signed, trust, millisOf(receipt.receivedAt))))
  return {
    kind: 'receipt',
    facts:
      receipt === undefined
        ? []
        : [
            { key: 'receivedAt', value: receipt.receivedAt },
            { key: 'platform', value: receipt.platform },
            { key: 'tender', value: receipt.tender },
            { key: 'manifest', value: receipt.manifestSha256, isDigest: true },
            { key: 'entry', value: receipt.entry, isDigest: true },
          ],
    checks,
    ...(receipt !== undefined && beside.proof === undefined
      ? { complete: async () => checkReceipt(client, signed, trust, { ...beside, proof: await proofOf(client, receipt.entry) }) }
      : {}),
  }
}

async function revocationOf(signed: SignedReceipt, trust: VerifyTrust, at: number): Promise<VerifyCheck[]> {
  const { signer, chain } = await verifyCms({ content: utf8(signed.receipt), p7s: fromBase64url(signed.p7s) })
  const checks = await judgeCertificate({ leaf: signer, chain, trust, at, usage: 'sign' })
  return checks.filter(({ name }) => name === 'revocation')
}

/** Whoever asks for an entry is concerned by it: the page asks only when told to (rule P9). */
async function proofOf(client: Client, entry: string): Promise<TlogProof> {
  return parseTlogProof(fromUtf8(await client.call(readTlogProof, { params: { c: entry } })))
}
