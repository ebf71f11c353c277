import { z } from 'zod'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import {
  fetchNoticePack,
  type NoticePack,
  noticePackSchema,
  type VerifiedNotice,
  verifyNoticePack,
} from '#shared/sealed-bid/client/notice-pack.ts'
import { firstFault } from '#shared/sealed-bid/manifest.ts'
import { CliFault, type CommandContext, exitCodes, optional, required } from './command.ts'
import { anonymousClient, originOf } from './connect.ts'
import { readWhole } from './files.ts'
import { type CliTrust, readTrust } from './trust.ts'

/**
 * The notice to seal for, verified: from the pack that `--notice` names, or fetched from the platform. Shows the custodians by
 * name: whoever seals should know to whom. Throws CliFault, DomainProblem, ChainRefused, ProblemError.
 */
export async function noticeToSealFor(context: CommandContext): Promise<{ pack: NoticePack; verified: VerifiedNotice }> {
  const trust = await readTrust(context)
  const path = optional(context, 'notice')
  const pack = path === undefined ? await fetched(context, trust) : parsePack(await readWhole(path, 16 * 1024 * 1024))
  const verified = await verifyNoticePack(pack, trust)
  sayNotice(context, verified)
  if (instantOf(context.now()) >= verified.act.notice.deadlineAt) {
    context.terminal.warn('提示：按本机时钟，截止时间已过。', 'Note: by this clock the deadline has passed.')
  }
  return { pack, verified }
}

/** Tells a notice and its custodians. */
export function sayNotice({ terminal }: CommandContext, { act, signedBy, custodians }: VerifiedNotice): void {
  const { notice } = act
  const { kind, k, n, remedyK } = notice.openingPolicy
  terminal.say(
    `公告：${notice.title}（${notice.code}，第 ${notice.round} 轮），签署：${signedBy}`,
    `Notice: ${notice.title} (${notice.code}, round ${notice.round}), signed by ${signedBy}`,
  )
  terminal.say(`截止：${notice.deadlineAt}`, `Deadline: ${notice.deadlineAt}`)
  for (const { id, name } of notice.lots) terminal.say(`标段 ${id}：${name}`, `Lot ${id}: ${name}`)
  terminal.say(
    `解密：${kind === 'both' ? '投标人与' : ''}${n} 名保管人中的 ${k} 名${remedyK === undefined ? '' : `；补救需 ${remedyK} 名`}`,
    `Opens by ${kind === 'both' ? 'the bidder and ' : ''}${k} of ${n} custodians${remedyK === undefined ? '' : `; remedy by ${remedyK}`}`,
  )
  for (const { i, name, certifiedAs } of custodians) {
    terminal.say(`保管人 ${i}：${name}（证书：${certifiedAs}）`, `Custodian ${i}: ${name} (certified as ${certifiedAs})`)
  }
}

async function fetched(context: CommandContext, { logKeys: trustedKeys }: CliTrust): Promise<NoticePack> {
  const origin = originOf(context)
  const tender = required(context, 'tender')
  return fetchNoticePack({ client: anonymousClient(context, origin), origin, tender, knownLogs: [], trustedKeys })
}

function parsePack(bytes: Uint8Array): NoticePack {
  try {
    return noticePackSchema.parse(JSON.parse(fromUtf8(bytes)))
  } catch (error) {
    const detail = error instanceof z.ZodError ? firstFault(error) : error instanceof Error ? error.message : ''
    throw new CliFault(exitCodes.unusable, `not a notice pack: ${detail}`)
  }
}
