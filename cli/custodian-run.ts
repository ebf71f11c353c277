import { withLogs } from '#shared/draw/custodian-duty.ts'
import type { StepOrder } from '#shared/sealed-bid/client/custodian-step.ts'
import type { CustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import type { KnownLog } from '#shared/sealed-bid/client/walk-chain.ts'
import type { Command, CommandContext } from './command.ts'
import { originOf, personClient } from './connect.ts'
import { openCustody } from './kept.ts'
import { readTrust } from './trust.ts'

/** A session is short, a draw may take days: a run that watches signs in again. */
const SIGN_IN_AGAIN_MS = 4 * 60_000

/** Options of a command that does a custodian's part. */
export const custodianOptions: Command['options'] = {
  custody: { type: 'string' },
  origin: { type: 'string' },
  p12: { type: 'string' },
  'p12-password-file': { type: 'string' },
  trust: { type: 'string' },
  watch: { type: 'boolean' },
  'passphrase-file': { type: 'string' },
}

/** What a step of a custodian's client tells whatever it is about. */
interface CustodianDuty {
  readonly done: string
  readonly isOver: boolean
  readonly logs: readonly KnownLog[]
}

/** What a run did: the steps in their order, and the last answer. */
interface CustodianRun<Duty> {
  readonly custody: CustodyFile
  readonly done: readonly string[]
  readonly last: Duty
}

/** Whether something has not been told yet; asking counts as telling. */
export type IsNews = (news: string) => boolean

/**
 * Takes a custodian's step by the custody file `--custody` names, writes back what was seen of the log, and has it told; with `--watch` once
 * a second until it is over. What a run that watches has told is no news again while nothing is done. Throws what the step throws, CliFault.
 */
export async function runAsCustodian<Duty extends CustodianDuty>(
  context: CommandContext,
  take: (order: StepOrder) => Promise<Duty>,
  tell: (duty: Duty, isNews: IsNews) => void,
): Promise<CustodianRun<Duty>> {
  const kept = await openCustody(context)
  const trust = await readTrust(context)
  const person = await personClient(context, originOf(context, kept.content.origin))
  let custody = kept.content
  let signedInAt = context.now()
  const done: string[] = []
  const told = new Set<string>()
  for (;;) {
    const last = await take({ person, custody, now: context.now(), trust })
    custody = withLogs(custody, last.logs)
    await kept.save(custody)
    if (last.done !== 'nothing') {
      told.clear()
      done.push(last.done)
    }
    tell(last, (news) => !told.has(news) && told.add(news) !== undefined)
    if (context.values['watch'] !== true || last.isOver) return { custody, done, last }
    await context.wait(1000)
    if (context.now() - signedInAt < SIGN_IN_AGAIN_MS) continue
    await person.logIn()
    signedInAt = context.now()
  }
}
