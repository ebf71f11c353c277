import { z } from 'zod'
import { readLogTrust } from '#shared/contracts/ledger.ts'
import { firstFault } from '#shared/sealed-bid/manifest.ts'
import type { Check } from '#shared/sealed-bid/opening/checks.ts'
import { type NoteKey, parseNoteKey } from '#shared/transparency/signed-note.ts'
import { CliFault, type CommandContext, exitCodes, optional } from './command.ts'
import { anonymousClient, originOf } from './connect.ts'
import { readWhole } from './files.ts'
import type { CliTrust } from './trust.ts'

/** A bundle as a stranger gets it: from the file that `--bundle` names, or fetched. Throws CliFault, ProblemError. */
export async function bundleOf<T>(
  context: CommandContext,
  bundle: {
    /** What it is called when it is none. */
    readonly what: string
    readonly maxBytes: number
    parse(bytes: Uint8Array): T
    fetch(): Promise<Uint8Array>
  },
): Promise<T> {
  const path = optional(context, 'bundle')
  const bytes = path === undefined ? await bundle.fetch() : await readWhole(path, bundle.maxBytes)
  try {
    return bundle.parse(bytes)
  } catch (error) {
    const detail = error instanceof z.ZodError ? firstFault(error) : error instanceof Error ? error.message : ''
    throw new CliFault(exitCodes.unusable, `not ${bundle.what}: ${detail}`)
  }
}

/** Keys of logs: those given, else the platform's own word, which is better than nothing, and said. Throws CliFault. */
export async function logKeysOf(context: CommandContext, { logKeys }: CliTrust): Promise<readonly NoteKey[]> {
  if (logKeys.length > 0) return logKeys
  if (optional(context, 'origin') === undefined) throw new CliFault(exitCodes.usage, '--log-key is missing')
  const { logs } = await anonymousClient(context, originOf(context)).call(readLogTrust, {})
  context.terminal.warn(
    '提示：账本公钥取自平台本身；请用 --log-key 给出另行获得的公钥。',
    "Note: the log's key comes from the platform itself; give one you have from elsewhere by --log-key.",
  )
  return logs.map(({ key }) => parseNoteKey(key))
}

/** Tells the checks of a verdict, one line a name, and below it whatever failed. */
export function sayChecks({ terminal }: CommandContext, checks: readonly Check<string>[]): void {
  for (const name of new Set(checks.map((check) => check.name))) {
    const own = checks.filter((check) => check.name === name)
    const failed = own.filter(({ verdict }) => verdict === 'fail')
    const passed = own.filter(({ verdict }) => verdict === 'pass').length
    const line = `${failed.length > 0 ? 'FAIL' : passed > 0 ? 'pass' : 'not checked'}  ${name}  (${passed}/${own.length})`
    terminal.say(line, line)
    for (const { subject, why } of failed)
      terminal.say(`      ${subject ?? ''} ${why ?? ''}`, `      ${subject ?? ''} ${why ?? ''}`)
  }
}
