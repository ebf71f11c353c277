import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { utf8 } from '#shared/primitives/bytes.ts'
import { keepFileOf } from '#shared/sealed-bid/client/keep-bid.ts'
import { sealKeepFile } from '#shared/sealed-bid/keep-file.ts'
import { parseManifest } from '#shared/sealed-bid/manifest.ts'
import { sealBid } from '#shared/sealed-bid/seal-bid.ts'
import { targetOfNotice } from '#shared/sealed-bid/target-of-notice.ts'
import { CliFault, type Command, exitCodes, required } from '../command.ts'
import { fileSink, writeWhole } from '../files.ts'
import { openKept } from '../kept.ts'
import { nodeRuntime } from '../node-runtime.ts'
import { noticeToSealFor } from '../notice.ts'
import { readPassphrase, readSigner } from '../secrets.ts'
import { payloadPath } from './seal.ts'
import { handIn } from './submit.ts'

/** Withdraws a bid by a new one that wants nothing and looks like any other (B4). */
export const withdrawCommand: Command = {
  name: 'withdraw',
  summary: { zh: '撤回投标（截止前）', en: 'withdraw a bid (before the deadline)' },
  help: `  --keep FILE               the keep-file of the bid to withdraw
  --notice FILE             the notice pack; or --origin and --tender to fetch it
  --p12 FILE                the bidder's certificate (PKCS#12)
  --trust FOLDER            trusted certificates and revocation lists
  --out FOLDER              where the withdrawal and its own keep-file go
  --passphrase-file FILE    passphrase of both keep-files, or KAIBIAO_PASSPHRASE, or typed`,
  options: {
    keep: { type: 'string' },
    notice: { type: 'string' },
    origin: { type: 'string' },
    tender: { type: 'string' },
    p12: { type: 'string' },
    'p12-password-file': { type: 'string' },
    trust: { type: 'string' },
    out: { type: 'string' },
    'passphrase-file': { type: 'string' },
  },
  async run(context) {
    const out = resolve(required(context, 'out'))
    const old = await openKept(context)
    const manifest = parseManifest(utf8(old.content.manifest))
    const { pack, verified } = await noticeToSealFor(context)
    if (verified.act.tender !== manifest.bind.tender) throw new CliFault(exitCodes.usage, 'the notice is of another tender')
    const target = targetOfNotice(verified.act, manifest.bind.lot)
    const signer = await readSigner(context)
    const passphrase = await readPassphrase(context)
    await mkdir(out, { recursive: true, mode: 0o700 })
    const sizes = new Map(manifest.envelopes.map(({ name, payload }) => [name, payload.size]))
    const sealed = await sealBid(nodeRuntime(context.random), {
      target,
      intent: 'withdrawal',
      signer,
      // As large as the bid it withdraws: a size must not tell which is which.
      envelopes: target.envelopes.map(({ name }) => ({
        name,
        fields: {},
        files: [],
        padToBytes: plaintextSize(sizes.get(name) ?? 0),
      })),
      payloadSink: (name) => fileSink(payloadPath(out, name)),
    })
    const locations = Object.fromEntries(target.envelopes.map(({ name }) => [name, payloadPath(out, name)]))
    const { deadlineAt } = verified.act.notice
    const content = keepFileOf(sealed, { origin: pack.origin, deadlineAt, locations })
    const keepPath = join(out, 'bid.keep')
    const save = async (keep: typeof content) => writeWhole(keepPath, await sealKeepFile(keep, passphrase, context.random))
    await save(content)
    return handIn(context, { content, save }, keepPath)
  },
}

/** Bytes of plaintext in a ciphertext of so many bytes: chunks of 16 KiB with 16 bytes of tag each, behind 56 bytes of head. */
function plaintextSize(sealedBytes: number): number {
  const body = Math.max(sealedBytes - 56, 0)
  return body - Math.ceil(body / (16 * 1024 + 16)) * 16
}
