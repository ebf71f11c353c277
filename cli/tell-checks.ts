import { readLogTrust } from '#shared/contracts/ledger.ts'
import type { Check } from '#shared/sealed-bid/opening/checks.ts'
import { type NoteKey, parseNoteKey } from '#shared/transparency/signed-note.ts'
import { CliFault, type CommandContext, exitCodes, optional } from './command.ts'
import { anonymousClient, originOf } from './connect.ts'

/** Says a line for each name of a verifier's checks, and below it what failed. */
export function tellChecks({ terminal }: Pick<CommandContext, 'terminal'>, all: readonly Check<string>[]): void {
  for (const name of new Set(all.map((check) => check.name))) {
    const checks = all.filter((check) => check.name === name)
    const failed = checks.filter((check) => check.verdict === 'fail')
    const passed = checks.filter((check) => check.verdict === 'pass').length
    const line = `${failed.length > 0 ? 'FAIL' : passed > 0 ? 'pass' : 'not checked'}  ${name}  (${passed}/${checks.length})`
    terminal.say(line, line)
    for (const { subject, why } of failed)
      terminal.say(`      ${subject ?? ''} ${why ?? ''}`, `      ${subject ?? ''} ${why ?? ''}`)
  }
}

/** The platform's own word on its log's key: better than nothing, and said. */
export async function platformsLogKeys(context: CommandContext): Promise<NoteKey[]> {
  if (optional(context, 'origin') === undefined) throw new CliFault(exitCodes.usage, '--log-key is missing')
  const { logs } = await anonymousClient(context, originOf(context)).call(readLogTrust, {})
  context.terminal.warn(
    '提示：账本公钥取自平台本身；请用 --log-key 给出另行获得的公钥。',
    "Note: the log's key comes from the platform itself; give one you have from elsewhere by --log-key.",
  )
  return logs.map(({ key }) => parseNoteKey(key))
}
