import { getDrawBundle } from '#shared/contracts/experts-draw.ts'
import { maxDrawBundleBytes, parseDrawBundle, verifyDraw } from '#shared/draw/verify-draw.ts'
import { verifyCommand } from '../verify.ts'

/** A stranger's check of a draw of experts: its order at any time, the whole draw again once it is released (X2, X3). */
export const verifyDrawCommand = verifyCommand({
  name: 'verify-draw',
  summary: { zh: '核验并重算专家抽取（可离线）', en: 'verify a draw of experts, and draw again (off line)' },
  what: 'a bundle of a draw',
  by: { option: 'draw', value: 'DIGEST' },
  maxBytes: maxDrawBundleBytes,
  parse: parseDrawBundle,
  fetch: (client, draw) => client.call(getDrawBundle, { params: { draw } }),
  verify: (bundle, { logKeys, ...certificates }) => verifyDraw(bundle, { logKeys, certificates }),
  sum: ({ ok, isReleased }) => {
    if (!ok) return ['核验未通过。', 'The draw does NOT verify.']
    return isReleased
      ? ['抽取可以重算，逐位一致。', 'Drawn again: the same, rank by rank.']
      : ['顺序与承诺相符；公布后可全部重算。', 'Order and commitments hold; the rest once it is released.']
  },
})
