import { z } from 'zod'
import { getCommitteeActs } from '#shared/contracts/evaluation.ts'
import { readLogTrust } from '#shared/contracts/ledger.ts'
import { type CommitteeActs, maxCommitteeActsBytes, parseCommitteeActs } from '#shared/evaluation/committee-acts.ts'
import { verifyCommitteeActs } from '#shared/evaluation/verify-committee-acts.ts'
import { firstFault } from '#shared/sealed-bid/manifest.ts'
import { type NoteKey, parseNoteKey } from '#shared/transparency/signed-note.ts'
import { CliFault, type Command, type CommandContext, exitCodes, optional, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { readWhole } from '../files.ts'
import { readTrust } from '../trust.ts'

/** A stranger's check of what a committee signed, once the result is public (X3, X8, X14). */
export const verifyEvaluationCommand: Command = {
  name: 'verify-evaluation',
  summary: { zh: '核验评标委员会签署的文件（可离线）', en: 'verify what a committee signed (off line)' },
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
    const verdict = await verifyCommitteeActs(bundle, { logKeys: keys, trust: material, isRevocationChecked })
    for (const name of new Set(verdict.checks.map((check) => check.name))) {
      const checks = verdict.checks.filter((check) => check.name === name)
      const failed = checks.filter((check) => check.verdict === 'fail')
      const passed = checks.filter((check) => check.verdict === 'pass').length
      const line = `${failed.length > 0 ? 'FAIL' : passed > 0 ? 'pass' : 'not checked'}  ${name}  (${passed}/${checks.length})`
      context.terminal.say(line, line)
      for (const { subject, why } of failed)
        context.terminal.say(`      ${subject ?? ''} ${why ?? ''}`, `      ${subject ?? ''} ${why ?? ''}`)
    }
    context.terminal.say(
      verdict.ok ? '评标委员会签署的文件与账本相符。' : '核验未通过。',
      verdict.ok ? 'What the committee signed is what the ledger says.' : 'The acts of the committee do NOT verify.',
    )
    context.terminal.result(verdict)
    return verdict.ok ? exitCodes.done : exitCodes.failed
  },
}

async function bundleOf(context: CommandContext): Promise<CommitteeActs> {
  const path = optional(context, 'bundle')
  const bytes =
    path === undefined
      ? await anonymousClient(context, originOf(context)).call(getCommitteeActs, {
          params: { tender: required(context, 'tender') },
        })
      : await readWhole(path, maxCommitteeActsBytes)
  try {
    return parseCommitteeActs(bytes)
  } catch (error) {
    const detail = error instanceof z.ZodError ? firstFault(error) : error instanceof Error ? error.message : ''
    throw new CliFault(exitCodes.unusable, `not a bundle of a committee's acts: ${detail}`)
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
