import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ProblemError } from '#shared/contracts/client.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { keptManifestSha256, submitKept } from '#shared/sealed-bid/client/keep-bid.ts'
import { uploadPayload } from '#shared/sealed-bid/client/upload-payload.ts'
import type { KeepFile } from '#shared/sealed-bid/keep-file.ts'
import { verifyReceipt } from '#shared/sealed-bid/verify-receipt.ts'
import { CliFault, type Command, type CommandContext, exitCodes, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { readFrom, writeWhole } from '../files.ts'
import { type Kept, openKept } from '../kept.ts'
import { sayReceipt } from '../receipt.ts'
import { readTrust } from '../trust.ts'
import { payloadPath } from './seal.ts'

/** Uploads the ciphertexts of a sealed bid and hands in its manifest. */
export const submitCommand: Command = {
  name: 'submit',
  summary: { zh: '上传并递交加密投标，取得回执', en: 'upload a sealed bid, hand it in, and get the receipt' },
  help: `  --keep FILE               the keep-file of the bid; the receipt is written into it
  --origin URL              the platform, if not the one the keep-file remembers
  --trust FOLDER            trusted certificates, to verify the receipt
  --passphrase-file FILE    passphrase of the keep-file, or KAIBIAO_PASSPHRASE, or typed
After a break, run it again: uploads go on where they were, and the same bid gets the same receipt.`,
  options: {
    keep: { type: 'string' },
    origin: { type: 'string' },
    trust: { type: 'string' },
    'passphrase-file': { type: 'string' },
  },
  async run(context) {
    const kept = await openKept(context)
    return handIn(context, kept, resolve(required(context, 'keep')))
  },
}

/** Uploads what is missing, submits, verifies the receipt and keeps it: what `submit` and `withdraw` share. */
export async function handIn(context: CommandContext, kept: Kept<KeepFile>, keepPath: string): Promise<number> {
  const origin = originOf(context, kept.content.origin)
  const trust = await readTrust(context)
  const earlier = await handedInEarlier(context, origin, kept.content)
  let keep = earlier ?? kept.content
  for (const { envelope, size, location } of earlier === undefined ? keep.payloads : []) {
    const path = await findPayload(envelope, size, location, dirname(keepPath))
    const capability = await uploadPayload({
      origin,
      fetch: context.fetch,
      size,
      open: (from) => readFrom(path, from),
      capability: keep.payloads.find((payload) => payload.envelope === envelope)?.capability,
      async onCapability(begun) {
        keep = withCapability(keep, envelope, begun)
        await kept.save(keep)
      },
      onProgress: (doneBytes, totalBytes) => context.terminal.progress(`${envelope} uploading`, doneBytes, totalBytes),
      wait: (milliseconds) => context.wait(milliseconds),
    })
    keep = withCapability(keep, envelope, capability)
  }
  keep = earlier ?? (await submitKept(anonymousClient(context, origin), keep))
  await kept.save(keep)
  const { receipt } = keep
  if (receipt === undefined) throw new CliFault(exitCodes.unreachable, 'the platform answered without a receipt')
  const receiptPath = join(dirname(keepPath), 'receipt.json')
  await writeWhole(receiptPath, utf8(JSON.stringify(receipt)))
  const manifestSha256 = keptManifestSha256(keep)
  const { material, isRevocationChecked } = trust
  const verdict = await verifyReceipt({ signed: receipt, trust: material, isRevocationChecked, manifestSha256 })
  sayReceipt(context, verdict)
  context.terminal.result({
    manifestSha256,
    receivedAt: verdict.receipt?.receivedAt,
    receipt: receiptPath,
    checks: verdict.checks,
  })
  return verdict.ok ? exitCodes.done : exitCodes.failed
}

/**
 * A bid whose uploads were all begun may have been handed in already, its answer lost: the same submission again gets the same
 * receipt, after the deadline too, and nothing is uploaded twice. Undefined while payloads are missing.
 */
async function handedInEarlier(context: CommandContext, origin: string, keep: KeepFile): Promise<KeepFile | undefined> {
  if (keep.payloads.some(({ capability }) => capability === undefined)) return undefined
  try {
    return await submitKept(anonymousClient(context, origin), keep)
  } catch (error) {
    if (error instanceof ProblemError && /^(?:payload|upload)-/.test(error.problem.code)) return undefined
    throw error
  }
}

function withCapability(keep: KeepFile, envelope: string, capability: string): KeepFile {
  const payloads = keep.payloads.map((payload) => (payload.envelope === envelope ? { ...payload, capability } : payload))
  return { ...keep, payloads }
}

/** The ciphertext: where it was sealed, or beside the keep-file when both were moved together. */
async function findPayload(envelope: string, size: number, location: string | undefined, folder: string): Promise<string> {
  for (const path of [location, payloadPath(folder, envelope)]) {
    if (path === undefined) continue
    const found = await stat(path).catch(() => undefined)
    if (found?.size === size) return path
  }
  throw new CliFault(
    exitCodes.unusable,
    `the ciphertext of ${envelope} (${size} bytes) is neither at ${location} nor in ${folder}`,
  )
}
