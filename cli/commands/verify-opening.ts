import { getOpeningBundle } from '#shared/contracts/opening-reading.ts'
import { maxBundleBytes, parseOpeningBundle } from '#shared/sealed-bid/opening/bundle.ts'
import { verifyOpening } from '#shared/sealed-bid/opening/verify-opening.ts'
import { type Command, exitCodes, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { readTrust } from '../trust.ts'
import { bundleOf, logKeysOf, sayChecks } from '../verify.ts'

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
    const bundle = await bundleOf(context, {
      what: 'an opening bundle',
      maxBytes: maxBundleBytes,
      parse: parseOpeningBundle,
      fetch: () =>
        anonymousClient(context, originOf(context)).call(getOpeningBundle, { params: { tender: required(context, 'tender') } }),
    })
    const trust = await readTrust(context)
    const { material, isRevocationChecked } = trust
    const logKeys = await logKeysOf(context, trust)
    const verdict = await verifyOpening(bundle, { logKeys, trust: material, isRevocationChecked })
    sayChecks(context, verdict.checks)
    context.terminal.say(
      verdict.ok ? '开标过程核验通过。' : '核验未通过。',
      verdict.ok ? 'The opening verifies.' : 'The opening does NOT verify.',
    )
    context.terminal.result(verdict)
    return verdict.ok ? exitCodes.done : exitCodes.failed
  },
}
