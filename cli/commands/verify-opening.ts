import { z } from 'zod'
import { readLogTrust } from '#shared/contracts/ledger.ts'
import { getOpeningBundle } from '#shared/contracts/opening-reading.ts'
import { firstFault } from '#shared/sealed-bid/manifest.ts'
import { maxBundleBytes, type OpeningBundle, parseOpeningBundle } from '#shared/sealed-bid/opening/bundle.ts'
import { verifyOpening } from '#shared/sealed-bid/opening/verify-opening.ts'
import { type NoteKey, parseNoteKey } from '#shared/transparency/signed-note.ts'
import { CliFault, type Command, type CommandContext, exitCodes, optional, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { readWhole } from '../files.ts'
import { readTrust } from '../trust.ts'

/** A stranger's check of a whole opening (O8). */
export const verifyOpeningCommand: Command = {
  name: 'verify-opening',
  summary: { zh: '核验整个开标过程（可离线）', en: 'verify a whole opening (off line)' },
  help: `  --bundle FILE     the bundle; or --origin URL and --tender ID to fetch it
  --trust FOLDER    trusted certificates and revocation lists
  --log-key KEY     verifier key of the platform's log, if not the *.vkey files of the trust folder; may be repeated`,
  options: {
    bundle: { type: 'string' },
    origin: { type: 'string' },
    tender: { type: 'string' },
    trust: { type: 'string' },
    'log-key': { type: 'string', multiple: true },
  },
  async run(context) {
    const bundle = await bundleOf(context)
    const { material, isRevocationChecked, logKeys } = await readTrust(context)
    const keys = logKeys.length > 0 ? logKeys : await platformsKeys(context)
    const verdict = await verifyOpening(bundle, { logKeys: keys, trust: material, isRevocationChecked })
    for (const [name, checks] of grouped(verdict.checks)) {
      const count = (outcome: string) => checks.filter((check) => check.verdict === outcome).length
      const failed = checks.filter((check) => check.verdict === 'fail')
      const line = `${failed.length > 0 ? 'FAIL' : count('pass') > 0 ? 'pass' : 'not checked'}  ${name}  (${count('pass')}/${checks.length})`
      context.terminal.say(line, line)
      for (const { subject, why } of failed)
        context.terminal.say(`      ${subject ?? ''} ${why ?? ''}`, `      ${subject ?? ''} ${why ?? ''}`)
    }
    context.terminal.say(
      verdict.ok ? '开标过程核验通过。' : '核验未通过。',
      verdict.ok ? 'The opening verifies.' : 'The opening does NOT verify.',
    )
    context.terminal.result(verdict)
    return verdict.ok ? exitCodes.done : exitCodes.failed
  },
}

async function bundleOf(context: CommandContext): Promise<OpeningBundle> {
  const path = optional(context, 'bundle')
  const bytes =
    path === undefined
      ? await anonymousClient(context, originOf(context)).call(getOpeningBundle, {
          params: { tender: required(context, 'tender') },
        })
      : await readWhole(path, maxBundleBytes)
  try {
    return parseOpeningBundle(bytes)
  } catch (error) {
    const detail = error instanceof z.ZodError ? firstFault(error) : error instanceof Error ? error.message : ''
    throw new CliFault(exitCodes.unusable, `not an opening bundle: ${detail}`)
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

function grouped<T extends { readonly name: string }>(checks: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const check of checks) groups.set(check.name, [...(groups.get(check.name) ?? []), check])
  return groups
}
