import { getOpeningBundle } from '#shared/contracts/opening-reading.ts'
import { maxBundleBytes, parseOpeningBundle } from '#shared/sealed-bid/opening/bundle.ts'
import { verifyOpening } from '#shared/sealed-bid/opening/verify-opening.ts'
import { verifyCommand } from '../verify.ts'

/** A stranger's check of a whole opening (O8). */
export const verifyOpeningCommand = verifyCommand({
  name: 'verify-opening',
  summary: { zh: '核验整个开标过程（可离线）', en: 'verify a whole opening (off line)' },
  what: 'an opening bundle',
  by: { option: 'tender', value: 'ID' },
  maxBytes: maxBundleBytes,
  parse: parseOpeningBundle,
  fetch: (client, tender) => client.call(getOpeningBundle, { params: { tender } }),
  verify: verifyOpening,
  sum: ({ ok }) => (ok ? ['开标过程核验通过。', 'The opening verifies.'] : ['核验未通过。', 'The opening does NOT verify.']),
})
