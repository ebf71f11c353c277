import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { fetchNoticePack, verifyNoticePack } from '#shared/sealed-bid/client/notice-pack.ts'
import { type Command, exitCodes, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { writeWhole } from '../files.ts'
import { sayNotice } from '../notice.ts'
import { readTrust } from '../trust.ts'

/** Fetches a notice with its custodians' acceptances, so that a bid can be prepared off line (B1). */
export const noticeCommand: Command = {
  name: 'notice',
  summary: { zh: '下载公告与保管人承诺，供离线编制投标', en: 'fetch a notice and its custodians, to prepare a bid off line' },
  help: `  --origin URL      the platform
  --tender ID       the tender
  --trust FOLDER    trusted certificates and revocation lists
  --out FILE        where the notice pack goes`,
  options: { origin: { type: 'string' }, tender: { type: 'string' }, trust: { type: 'string' }, out: { type: 'string' } },
  async run(context) {
    const origin = originOf(context)
    const trust = await readTrust(context)
    const tender = required(context, 'tender')
    const out = required(context, 'out')
    const client = anonymousClient(context, origin)
    const pack = await fetchNoticePack({ client, origin, tender, knownLogs: [], trustedKeys: trust.logKeys })
    const verified = await verifyNoticePack(pack, trust)
    await writeWhole(out, canonicalBytes(pack))
    sayNotice(context, verified)
    context.terminal.result({ out, ...summaryOf(verified) })
    return exitCodes.done
  },
}

function summaryOf({ act, signedBy, custodians }: Awaited<ReturnType<typeof verifyNoticePack>>) {
  return { noticeSha256: act.sha256, title: act.notice.title, deadlineAt: act.notice.deadlineAt, signedBy, custodians }
}
