import { z } from 'zod'
import { getDrawBundle } from '#shared/contracts/experts-draw.ts'
import { readLogTrust } from '#shared/contracts/ledger.ts'
import { type DrawBundle, maxDrawBundleBytes, parseDrawBundle, verifyDraw } from '#shared/draw/verify-draw.ts'
import { firstFault } from '#shared/sealed-bid/manifest.ts'
import { type NoteKey, parseNoteKey } from '#shared/transparency/signed-note.ts'
import { CliFault, type Command, type CommandContext, exitCodes, optional, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { readWhole } from '../files.ts'
import { readTrust } from '../trust.ts'

/** A stranger's check of a draw of experts: its order at any time, the whole draw again once it is released (X2, X3). */
export const verifyDrawCommand: Command = {
  name: 'verify-draw',
  summary: { zh: '核验并重算专家抽取（可离线）', en: 'verify a draw of experts, and draw again (off line)' },
  help: `  --bundle FILE     the bundle; or --origin URL and --draw DIGEST to fetch it
  --trust FOLDER    trusted certificates and revocation lists
  --log-key KEY     verifier key of the platform's log, if not the *.vkey files of the trust folder; may be repeated`,
  options: {
    bundle: { type: 'string' },
    origin: { type: 'string' },
    draw: { type: 'string' },
    trust: { type: 'string' },
    'log-key': { type: 'string', multiple: true },
  },
  async run(context) {
    const bundle = await bundleOf(context)
    const { material, isRevocationChecked, logKeys } = await readTrust(context)
    const keys = logKeys.length > 0 ? logKeys : await platformsKeys(context)
    const verdict = await verifyDraw(bundle, { logKeys: keys, certificates: { trust: material, isRevocationChecked } })
    const names = [...new Set(verdict.checks.map(({ name }) => name))]
    for (const name of names) {
      const checks = verdict.checks.filter((check) => check.name === name)
      const failed = checks.filter((check) => check.verdict === 'fail')
      const passed = checks.filter((check) => check.verdict === 'pass').length
      const line = `${failed.length > 0 ? 'FAIL' : passed > 0 ? 'pass' : 'not checked'}  ${name}  (${passed}/${checks.length})`
      context.terminal.say(line, line)
      for (const { subject, why } of failed)
        context.terminal.say(`      ${subject ?? ''} ${why ?? ''}`, `      ${subject ?? ''} ${why ?? ''}`)
    }
    if (!verdict.ok) context.terminal.say('核验未通过。', 'The draw does NOT verify.')
    else if (verdict.isReleased) context.terminal.say('抽取可以重算，逐位一致。', 'Drawn again: the same, rank by rank.')
    else context.terminal.say('顺序与承诺相符；公布后可全部重算。', 'Order and commitments hold; the rest once it is released.')
    context.terminal.result(verdict)
    return verdict.ok ? exitCodes.done : exitCodes.failed
  },
}

async function bundleOf(context: CommandContext): Promise<DrawBundle> {
  const path = optional(context, 'bundle')
  const bytes =
    path === undefined
      ? await anonymousClient(context, originOf(context)).call(getDrawBundle, { params: { draw: required(context, 'draw') } })
      : await readWhole(path, maxDrawBundleBytes)
  try {
    return parseDrawBundle(bytes)
  } catch (error) {
    const detail = error instanceof z.ZodError ? firstFault(error) : error instanceof Error ? error.message : ''
    throw new CliFault(exitCodes.unusable, `not a bundle of a draw: ${detail}`)
  }
}

/** The platform's own word on its log's key: better than nothing, and said. */
async function platformsKeys(context: CommandContext): Promise<NoteKey[]> {
  if (optional(context, 'origin') === undefined) throw new CliFault(exitCodes.usage, '--log-key is missing')
  const { logs } = await anonymousClient(context, originOf(context)).call(readLogTrust, {})
  context.terminal.warn(
    '提示：账本公钥取自平台本身；请用 --log-key 给出另行获得的公钥。',
    "Note: the log's key comes from the platform itself; give one you have from elsewhere by --log-key.",
  )
  return logs.map(({ key }) => parseNoteKey(key))
}
