import { dirname, join, resolve } from 'node:path'
import { utf8 } from '#shared/primitives/bytes.ts'
import { keptManifestSha256, revealKept } from '#shared/sealed-bid/client/keep-bid.ts'
import { type Command, exitCodes, required } from '../command.ts'
import { anonymousClient, originOf } from '../connect.ts'
import { writeWhole } from '../files.ts'
import { openKept } from '../kept.ts'

/** Reveals the bidder's keys within the window of the opening (O2). The certificate is not needed: the keys prove themselves. */
export const revealCommand: Command = {
  name: 'reveal',
  summary: { zh: '开标时解密（提交投标人密钥）', en: "reveal the bidder's keys at the opening" },
  help: `  --keep FILE               the keep-file of the bid
  --origin URL              the platform, if not the one the keep-file remembers
  --passphrase-file FILE    passphrase of the keep-file, or KAIBIAO_PASSPHRASE, or typed`,
  options: { keep: { type: 'string' }, origin: { type: 'string' }, 'passphrase-file': { type: 'string' } },
  async run(context) {
    const { content } = await openKept(context)
    const origin = originOf(context, content.origin)
    const acknowledgement = await revealKept(anonymousClient(context, origin), content)
    const path = join(dirname(resolve(required(context, 'keep'))), 'reveal-ack.json')
    await writeWhole(path, utf8(JSON.stringify(acknowledgement)))
    context.terminal.say(`已解密，平台确认存于 ${path}`, `Revealed. The platform's signed acknowledgement is in ${path}`)
    context.terminal.result({ manifestSha256: keptManifestSha256(content), acknowledgement: path })
    return exitCodes.done
  },
}
