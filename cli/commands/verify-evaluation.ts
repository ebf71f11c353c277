import { getCommitteeActs } from '#shared/contracts/evaluation.ts'
import { maxCommitteeActsBytes, parseCommitteeActs } from '#shared/evaluation/committee-acts.ts'
import { verifyCommitteeActs } from '#shared/evaluation/verify-committee-acts.ts'
import { type Command, exitCodes, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { readTrust } from '../trust.ts'
import { bundleOf, logKeysOf, sayChecks } from '../verify.ts'

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
    const bundle = await bundleOf(context, {
      what: "a bundle of a committee's acts",
      maxBytes: maxCommitteeActsBytes,
      parse: parseCommitteeActs,
      fetch: () =>
        anonymousClient(context, originOf(context)).call(getCommitteeActs, { params: { tender: required(context, 'tender') } }),
    })
    const trust = await readTrust(context)
    const { material, isRevocationChecked } = trust
    const logKeys = await logKeysOf(context, trust)
    const verdict = await verifyCommitteeActs(bundle, { logKeys, trust: material, isRevocationChecked })
    sayChecks(context, verdict.checks)
    context.terminal.say(
      verdict.ok ? '评标委员会签署的文件与账本相符。' : '核验未通过。',
      verdict.ok ? 'What the committee signed is what the ledger says.' : 'The acts of the committee do NOT verify.',
    )
    context.terminal.result(verdict)
    return verdict.ok ? exitCodes.done : exitCodes.failed
  },
}
