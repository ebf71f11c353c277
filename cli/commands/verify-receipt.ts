import { readTlogProof } from '#shared/contracts/ledger.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { keptManifestSha256 } from '#shared/sealed-bid/client/keep-bid.ts'
import { receiptSchema, type SignedReceipt, signedReceiptSchema } from '#shared/sealed-bid/receipt.ts'
import { verifyReceipt } from '#shared/sealed-bid/verify-receipt.ts'
import type { NoteKey } from '#shared/transparency/signed-note.ts'
import { parseTlogProof, type TlogProof } from '#shared/transparency/tlog-proof.ts'
import { CliFault, type Command, type CommandContext, exitCodes, optional, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { readWhole } from '../files.ts'
import { openKept } from '../kept.ts'
import { sayReceipt } from '../receipt.ts'
import { readTrust } from '../trust.ts'

/** Verifies a receipt off line, and its ledger entry when there is a proof (B5). */
export const verifyReceiptCommand: Command = {
  name: 'verify-receipt',
  summary: { zh: '核验回执（可离线）', en: 'verify a receipt (off line)' },
  help: `  --receipt FILE      receipt.json; or --keep FILE for the one in a keep-file
  --trust FOLDER      trusted certificates and revocation lists
  --manifest SHA256   the bid it should be for
  --proof FILE        the entry's proof (C2SP tlog-proof), or --origin URL to fetch it
  --log-key KEY       the log's verifier key, if not the *.vkey files of the trust folder`,
  options: {
    receipt: { type: 'string' },
    keep: { type: 'string' },
    'passphrase-file': { type: 'string' },
    trust: { type: 'string' },
    manifest: { type: 'string' },
    proof: { type: 'string' },
    origin: { type: 'string' },
    'log-key': { type: 'string', multiple: true },
  },
  async run(context) {
    const { signed, manifestSha256 } = await receiptOf(context)
    const { material, isRevocationChecked, logKeys } = await readTrust(context)
    const inclusion = await inclusionOf(context, signed, logKeys)
    const verdict = await verifyReceipt({ signed, trust: material, isRevocationChecked, manifestSha256, inclusion })
    sayReceipt(context, verdict)
    context.terminal.result({ ok: verdict.ok, checks: verdict.checks, receipt: verdict.receipt })
    return verdict.ok ? exitCodes.done : exitCodes.failed
  },
}

async function receiptOf(context: CommandContext): Promise<{ signed: SignedReceipt; manifestSha256: string | undefined }> {
  const given = optional(context, 'manifest')
  if (optional(context, 'keep') !== undefined) {
    const { content } = await openKept(context)
    if (content.receipt === undefined) throw new CliFault(exitCodes.unusable, 'the keep-file holds no receipt yet')
    return { signed: content.receipt, manifestSha256: given ?? keptManifestSha256(content) }
  }
  const text = fromUtf8(await readWhole(required(context, 'receipt'), 256 * 1024))
  const parsed = signedReceiptSchema.safeParse(JSON.parse(text))
  if (!parsed.success) throw new CliFault(exitCodes.unusable, 'not a signed receipt')
  return { signed: parsed.data, manifestSha256: given }
}

async function inclusionOf(context: CommandContext, signed: SignedReceipt, logKeys: readonly NoteKey[]) {
  const path = optional(context, 'proof')
  if (path === undefined && optional(context, 'origin') === undefined) return undefined
  const proof = path === undefined ? await fetched(context, signed) : parseTlogProof(fromUtf8(await readWhole(path, 65_536)))
  const logKey = logKeys.find(({ name }) => proof.checkpoint.startsWith(`${name}\n`))
  if (logKey === undefined) throw new CliFault(exitCodes.usage, "--log-key is missing, or is another log's")
  return { proof, logKey }
}

async function fetched(context: CommandContext, signed: SignedReceipt): Promise<TlogProof> {
  const { entry } = receiptSchema.parse(JSON.parse(signed.receipt))
  const bytes = await anonymousClient(context, originOf(context)).call(readTlogProof, { params: { c: entry } })
  return parseTlogProof(fromUtf8(bytes))
}
