import type { ClientSession } from 'mongoose'
import type { CoefficientReads } from './deps.ts'
import { findCoefficient } from './read-coefficient.ts'

/** How a tender's coefficient stands for its evaluation: lot → coefficient once it is drawn. */
type DrawnCoefficients =
  | { readonly state: 'drawn'; readonly draw: string; readonly seed: string; readonly byLot: ReadonlyMap<string, string> }
  | { readonly state: 'awaited' | 'void' }

/** The drawn coefficients of a tender; `awaited` while there are none yet. */
export async function drawnCoefficients(
  deps: CoefficientReads,
  tender: string,
  session?: ClientSession,
): Promise<DrawnCoefficients> {
  const found = await findCoefficient(deps, tender, session)
  if (found?.state === 'void') return { state: 'void' }
  if (found === undefined || found.seed === null || found.lots === null) return { state: 'awaited' }
  const { draw, seed, lots } = found
  return { state: 'drawn', draw, seed, byLot: new Map(lots.map(({ lot, coefficient }) => [lot, coefficient])) }
}
