import { z } from 'zod'
import type { Client } from '#shared/contracts/client.ts'
import { readLogTrust } from '#shared/contracts/ledger.ts'
import type { TrustMaterial } from '#shared/pki/path.ts'
import { firstFault } from '#shared/sealed-bid/manifest.ts'
import type { Check } from '#shared/sealed-bid/opening/checks.ts'
import { type NoteKey, parseNoteKey } from '#shared/transparency/signed-note.ts'
import { CliFault, type Command, type CommandContext, exitCodes, optional, required } from './command.ts'
import { anonymousClient, originOf } from './connect.ts'
import { readWhole } from './files.ts'
import { type CliTrust, readTrust } from './trust.ts'

/** What a stranger verifies by one command: a bundle of a kind, from a file or from the platform. */
export interface Verifiable<
  Bundle,
  Verdict extends { readonly ok: boolean; readonly checks: readonly Check<string>[] },
  Held = never,
> {
  readonly name: string
  readonly summary: Command['summary']
  /** What the bundle is called when it is none: `an opening bundle`. */
  readonly what: string
  /** The option that names what to fetch, with what stands for it in the help. */
  readonly by: { readonly option: 'tender' | 'draw'; readonly value: string }
  readonly maxBytes: number
  parse(bytes: Uint8Array): Bundle
  fetch(client: Client, id: string): Promise<Uint8Array>
  /** A file that only some may have, to be checked beside the bundle where one has it; `what` as above. */
  readonly held?: {
    readonly option: 'report'
    readonly what: string
    readonly help: string
    readonly maxBytes: number
    parse(bytes: Uint8Array): Held
  }
  verify(
    bundle: Bundle,
    trusted: { readonly logKeys: readonly NoteKey[]; readonly trust: TrustMaterial; readonly isRevocationChecked: boolean },
    held?: Held,
  ): Promise<Verdict>
  /** The verdict in a sentence, Chinese first. */
  sum(verdict: Verdict): readonly [string, string]
}

/** The command that verifies bundles of a kind, off line when it is given one. */
export function verifyCommand<
  Bundle,
  Verdict extends { readonly ok: boolean; readonly checks: readonly Check<string>[] },
  Held = never,
>(kind: Verifiable<Bundle, Verdict, Held>): Command {
  const { option, value } = kind.by
  const { held } = kind
  return {
    name: kind.name,
    summary: kind.summary,
    help: `  --bundle FILE     the bundle; or --origin URL and --${option} ${value} to fetch it
  --trust FOLDER    trusted certificates and revocation lists
  --log-key KEY     verifier key of the platform's log, if not the *.vkey files of the trust folder; may be repeated${held === undefined ? '' : `\n${held.help}`}`,
    options: {
      bundle: { type: 'string' },
      origin: { type: 'string' },
      [option]: { type: 'string' },
      trust: { type: 'string' },
      'log-key': { type: 'string', multiple: true },
      ...(held === undefined ? {} : { [held.option]: { type: 'string' } }),
    },
    async run(context) {
      const bundle = await bundleOf(context, kind)
      const heldPath = held === undefined ? undefined : optional(context, held.option)
      const given =
        held === undefined || heldPath === undefined ? undefined : parsedAs(held, await readWhole(heldPath, held.maxBytes))
      const { material: trust, isRevocationChecked, logKeys } = await readTrust(context)
      const verdict = await kind.verify(bundle, { logKeys: await logKeysOf(context, logKeys), trust, isRevocationChecked }, given)
      sayChecks(context, verdict.checks)
      context.terminal.say(...kind.sum(verdict))
      context.terminal.result(verdict)
      return verdict.ok ? exitCodes.done : exitCodes.failed
    },
  }
}

async function bundleOf<Bundle>(
  context: CommandContext,
  kind: Pick<Verifiable<Bundle, never>, 'what' | 'by' | 'maxBytes' | 'parse' | 'fetch'>,
): Promise<Bundle> {
  const path = optional(context, 'bundle')
  const bytes =
    path === undefined
      ? await kind.fetch(anonymousClient(context, originOf(context)), required(context, kind.by.option))
      : await readWhole(path, kind.maxBytes)
  return parsedAs(kind, bytes)
}

function parsedAs<Parsed>(kind: { readonly what: string; parse(bytes: Uint8Array): Parsed }, bytes: Uint8Array): Parsed {
  try {
    return kind.parse(bytes)
  } catch (error) {
    const detail = error instanceof z.ZodError ? firstFault(error) : error instanceof Error ? error.message : ''
    throw new CliFault(exitCodes.unusable, `not ${kind.what}: ${detail}`)
  }
}

/** Those given, else the platform's own word, which is better than nothing, and said. */
async function logKeysOf(context: CommandContext, given: CliTrust['logKeys']): Promise<readonly NoteKey[]> {
  if (given.length > 0) return given
  if (optional(context, 'origin') === undefined) throw new CliFault(exitCodes.usage, '--log-key is missing')
  const { logs } = await anonymousClient(context, originOf(context)).call(readLogTrust, {})
  context.terminal.warn(
    '提示：账本公钥取自平台本身；请用 --log-key 给出另行获得的公钥。',
    "Note: the log's key comes from the platform itself; give one you have from elsewhere by --log-key.",
  )
  return logs.map(({ key }) => parseNoteKey(key))
}

/** One line for each name of the checks, and below it whatever failed. */
function sayChecks({ terminal }: CommandContext, checks: readonly Check<string>[]): void {
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
