import { getDrawBundle } from '#shared/contracts/experts-draw.ts'
import { maxDrawBundleBytes, parseDrawBundle, verifyDraw } from '#shared/draw/verify-draw.ts'
import { type Command, exitCodes, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { readTrust } from '../trust.ts'
import { bundleOf, logKeysOf, sayChecks } from '../verify.ts'

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
    const bundle = await bundleOf(context, {
      what: 'a bundle of a draw',
      maxBytes: maxDrawBundleBytes,
      parse: parseDrawBundle,
      fetch: () =>
        anonymousClient(context, originOf(context)).call(getDrawBundle, { params: { draw: required(context, 'draw') } }),
    })
    const trust = await readTrust(context)
    const { material, isRevocationChecked } = trust
    const logKeys = await logKeysOf(context, trust)
    const verdict = await verifyDraw(bundle, { logKeys, certificates: { trust: material, isRevocationChecked } })
    sayChecks(context, verdict.checks)
    if (!verdict.ok) context.terminal.say('核验未通过。', 'The draw does NOT verify.')
    else if (verdict.isReleased) context.terminal.say('抽取可以重算，逐位一致。', 'Drawn again: the same, rank by rank.')
    else context.terminal.say('顺序与承诺相符；公布后可全部重算。', 'Order and commitments hold; the rest once it is released.')
    context.terminal.result(verdict)
    return verdict.ok ? exitCodes.done : exitCodes.failed
  },
}
