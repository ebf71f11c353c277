import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { keepFileOf } from '#shared/sealed-bid/client/keep-bid.ts'
import { sealKeepFile } from '#shared/sealed-bid/keep-file.ts'
import { type EnvelopeToSeal, sealBid } from '#shared/sealed-bid/seal-bid.ts'
import { targetOfNotice } from '#shared/sealed-bid/target-of-notice.ts'
import { CliFault, type Command, type CommandContext, exitCodes, optional, repeated, required } from '../command.ts'
import { fileSink, fileToSeal, readWhole, writeWhole } from '../files.ts'
import { nodeRuntime } from '../node-runtime.ts'
import { noticeToSealFor } from '../notice.ts'
import { readPassphrase, readSigner } from '../secrets.ts'

/** Seals a bid, off line once the notice pack is there (B1). */
export const sealCommand: Command = {
  name: 'seal',
  summary: { zh: '加密投标（可离线）', en: 'seal a bid (off line)' },
  help: `  --notice FILE                 a notice pack from 'kaibiao notice'; or --origin and --tender to fetch it now
  --lot ID                      the lot; may be left out when there is one
  --letter FILE                 JSON: {"commercial": {"price": "1230000.00", "period": "90"}, …}
  --field ENVELOPE.NAME=VALUE   one field of the letter; may be repeated, wins over --letter
  --file ENVELOPE=PATH          a file of an envelope; may be repeated
  --p12 FILE                    the bidder's certificate (PKCS#12); password from --p12-password-file or KAIBIAO_P12_PASSWORD
  --trust FOLDER                trusted certificates and revocation lists
  --out FOLDER                  where ciphertexts, manifest and the keep-file bid.keep go
  --passphrase-file FILE        passphrase of the keep-file, or KAIBIAO_PASSPHRASE, or typed`,
  options: {
    notice: { type: 'string' },
    origin: { type: 'string' },
    tender: { type: 'string' },
    lot: { type: 'string' },
    letter: { type: 'string' },
    field: { type: 'string', multiple: true },
    file: { type: 'string', multiple: true },
    p12: { type: 'string' },
    'p12-password-file': { type: 'string' },
    trust: { type: 'string' },
    out: { type: 'string' },
    'passphrase-file': { type: 'string' },
  },
  async run(context) {
    const out = resolve(required(context, 'out'))
    const { pack, verified } = await noticeToSealFor(context)
    const { notice } = verified.act
    const lot = optional(context, 'lot') ?? onlyLot(notice.lots.map(({ id }) => id))
    const target = targetOfNotice(verified.act, lot)
    const letters = await readLetters(context)
    const files = await readFiles(
      context,
      target.envelopes.map(({ name }) => name),
    )
    const envelopes = target.envelopes.map(
      ({ name, fields }): EnvelopeToSeal => ({
        name,
        fields: { ...blankOptional(fields, notice, name), ...letters.get(name) },
        files: files.get(name) ?? [],
      }),
    )
    const signer = await readSigner(context)
    const passphrase = await readPassphrase(context)
    await mkdir(out, { recursive: true, mode: 0o700 })
    const sealed = await sealBid(nodeRuntime(context.random), {
      target,
      envelopes,
      signer,
      payloadSink: (name) => fileSink(payloadPath(out, name)),
      onProgress: ({ envelope, step, doneBytes, totalBytes }) =>
        context.terminal.progress(`${envelope} ${step}`, doneBytes, totalBytes),
    })
    const locations = Object.fromEntries(envelopes.map(({ name }) => [name, payloadPath(out, name)]))
    const keep = keepFileOf(sealed, { origin: pack.origin, deadlineAt: notice.deadlineAt, locations })
    await writeWhole(join(out, 'manifest.json'), sealed.manifestBytes)
    await writeWhole(join(out, 'manifest.p7s'), sealed.p7s)
    await writeWhole(join(out, 'bid.keep'), await sealKeepFile(keep, passphrase, context.random))
    const { manifestSha256 } = sealed
    context.terminal.say(`已加密：${manifestSha256}`, `Sealed: ${manifestSha256}`)
    context.terminal.say(
      `请妥善保存 ${join(out, 'bid.keep')} 及其口令：没有它就无法解密。`,
      `Keep ${join(out, 'bid.keep')} and its passphrase: without them the bid cannot be revealed.`,
    )
    context.terminal.result({ manifestSha256, keep: join(out, 'bid.keep'), payloads: keep.payloads, deadlineAt: keep.deadlineAt })
    return exitCodes.done
  },
}

/** Where the ciphertext of an envelope lies in a folder of `seal`. */
export function payloadPath(folder: string, envelope: string): string {
  return join(folder, `${envelope}.payload.enc`)
}

const lettersSchema = z.record(z.string(), z.record(z.string(), z.string()))

async function readLetters(context: CommandContext): Promise<Map<string, Record<string, string>>> {
  const path = optional(context, 'letter')
  const letters = new Map<string, Record<string, string>>()
  if (path !== undefined) {
    const parsed = lettersSchema.safeParse(JSON.parse(fromUtf8(await readWhole(path, 1024 * 1024))))
    if (!parsed.success) throw new CliFault(exitCodes.usage, '--letter: {"envelope": {"field": "value"}} belongs there')
    for (const [envelope, fields] of Object.entries(parsed.data)) letters.set(envelope, { ...fields })
  }
  for (const text of repeated(context, 'field')) {
    const [, envelope, name, value] = /^([^.=]+)\.([^.=]+)=(.*)$/su.exec(text) ?? []
    if (envelope === undefined || name === undefined || value === undefined) {
      throw new CliFault(exitCodes.usage, `--field ${text}: ENVELOPE.NAME=VALUE belongs there`)
    }
    letters.set(envelope, { ...letters.get(envelope), [name]: value })
  }
  return letters
}

async function readFiles(context: CommandContext, names: readonly string[]) {
  const files = new Map<string, EnvelopeToSeal['files'][number][]>()
  for (const text of repeated(context, 'file')) {
    const at = text.indexOf('=')
    const envelope = text.slice(0, at)
    if (at < 1 || !names.includes(envelope)) {
      throw new CliFault(exitCodes.usage, `--file ${text}: ENVELOPE=PATH belongs there, ENVELOPE one of ${names.join(', ')}`)
    }
    files.set(envelope, [...(files.get(envelope) ?? []), await fileToSeal(text.slice(at + 1))])
  }
  return files
}

/** Fields that may be left out stand in the letter all the same, as empty text: a manifest tells nothing. */
function blankOptional(
  fields: readonly string[],
  notice: { readonly envelopes: readonly { name: string; fields: readonly { name: string; isRequired: boolean }[] }[] },
  envelope: string,
): Record<string, string> {
  const form = notice.envelopes.find(({ name }) => name === envelope)?.fields ?? []
  const optionalNames = fields.filter((field) => form.some(({ name, isRequired }) => name === field && !isRequired))
  return Object.fromEntries(optionalNames.map((name) => [name, '']))
}

function onlyLot(lots: readonly string[]): string {
  const [lot, ...others] = lots
  if (lot === undefined || others.length > 0) throw new CliFault(exitCodes.usage, `--lot: one of ${lots.join(', ')}`)
  return lot
}
