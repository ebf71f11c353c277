import type { Logger } from '../logger.ts'
import type { Trust } from './trust.ts'

/** A revocation list with less life left than this is worth a warning: without a current one every signature is refused. */
const SOON_MS = 2 * 86_400_000

/**
 * Tells the operator what is wrong with the folder of trust: files that cannot be used, revocation lists that have run out or soon will.
 * Answers the milliseconds the list nearest its end has left; undefined when there is none.
 */
export function tellOfTrust(trust: Trust, logger: Pick<Logger, 'warn' | 'error'>, now: number): number | undefined {
  for (const { file, detail } of trust.faults) logger.warn({ file, detail }, 'a file of the trust folder cannot be used')
  const ends = trust.revocation.map(({ nextUpdate }) => nextUpdate ?? 0)
  if (ends.length === 0) return undefined
  const left = Math.min(...ends) - now
  if (left <= 0)
    logger.error('a revocation list has run out: signatures under its authority are refused until there is a new one')
  else if (left < SOON_MS) logger.warn({ hoursLeft: Math.floor(left / 3_600_000) }, 'a revocation list runs out soon')
  return left
}
