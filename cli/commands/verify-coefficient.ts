import { z } from 'zod'
import {
  type CoefficientBundle,
  maxCoefficientBundleBytes,
  parseCoefficientBundle,
  verifyCoefficient,
} from '#shared/coefficient/verify-coefficient.ts'
import { getCoefficientBundle } from '#shared/contracts/coefficient.ts'
import { firstFault } from '#shared/sealed-bid/manifest.ts'
import { CliFault, type Command, type CommandContext, exitCodes, optional, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { readWhole } from '../files.ts'
import { platformsLogKeys, tellChecks } from '../tell-checks.ts'
import { readTrust } from '../trust.ts'

/** A stranger's check of a publicly drawn coefficient: its order at any time, every lot's coefficient again once it is drawn. */
export const verifyCoefficientCommand: Command = {
  name: 'verify-coefficient',
  summary: {
    zh: '核验并重算公开抽取的评标系数（可离线）',
    en: 'verify a publicly drawn coefficient, and draw it again (off line)',
  },
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
    const verdict = await verifyCoefficient(bundle, {
      logKeys: logKeys.length > 0 ? logKeys : await platformsLogKeys(context),
      certificates: { trust: material, isRevocationChecked },
    })
    tellChecks(context, verdict.checks)
    if (!verdict.ok) context.terminal.say('核验未通过。', 'The coefficient does NOT verify.')
    else if (verdict.isDrawn) context.terminal.say('系数可以重算，完全一致。', 'Drawn again: the same.')
    else context.terminal.say('顺序与承诺相符；抽出后可全部重算。', 'Order and commitments hold; the rest once it is drawn.')
    context.terminal.result(verdict)
    return verdict.ok ? exitCodes.done : exitCodes.failed
  },
}

async function bundleOf(context: CommandContext): Promise<CoefficientBundle> {
  const path = optional(context, 'bundle')
  const bytes =
    path === undefined
      ? await anonymousClient(context, originOf(context)).call(getCoefficientBundle, {
          params: { tender: required(context, 'tender') },
        })
      : await readWhole(path, maxCoefficientBundleBytes)
  try {
    return parseCoefficientBundle(bytes)
  } catch (error) {
    const detail = error instanceof z.ZodError ? firstFault(error) : error instanceof Error ? error.message : ''
    throw new CliFault(exitCodes.unusable, `not a bundle of a coefficient: ${detail}`)
  }
}
