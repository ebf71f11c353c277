import { maxCoefficientBundleBytes, parseCoefficientBundle, verifyCoefficient } from '#shared/coefficient/verify-coefficient.ts'
import { getCoefficientBundle } from '#shared/contracts/coefficient.ts'
import { verifyCommand } from '../verify.ts'

/** A stranger's check of a publicly drawn coefficient: its order at any time, every lot's coefficient again once it is drawn. */
export const verifyCoefficientCommand = verifyCommand({
  name: 'verify-coefficient',
  summary: {
    zh: '核验并重算公开抽取的评标系数（可离线）',
    en: 'verify a publicly drawn coefficient, and draw it again (off line)',
  },
  what: 'a bundle of a coefficient',
  by: { option: 'tender', value: 'ID' },
  maxBytes: maxCoefficientBundleBytes,
  parse: parseCoefficientBundle,
  fetch: (client, tender) => client.call(getCoefficientBundle, { params: { tender } }),
  verify: (bundle, { logKeys, ...certificates }) => verifyCoefficient(bundle, { logKeys, certificates }),
  sum: ({ ok, isDrawn }) => {
    if (!ok) return ['核验未通过。', 'The coefficient does NOT verify.']
    return isDrawn
      ? ['系数可以重算，完全一致。', 'Drawn again: the same.']
      : ['顺序与承诺相符；抽出后可全部重算。', 'Order and commitments hold; the rest once it is drawn.']
  },
})
