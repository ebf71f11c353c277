import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError } from '#shared/contracts/client.ts'
import { ChainRefused } from '#shared/sealed-bid/client/walk-chain.ts'

const LOOK_AGAIN_MS = 150
const PATIENCE_MS = 120_000

/**
 * Looks again and again until something has come to be, as a page that is open does; what is not there yet is looked for again. Throws when
 * it takes more than two minutes.
 */
export async function until<Found>(
  what: string,
  look: () => Promise<Found>,
  isSo: (found: Found) => boolean = () => true,
): Promise<Found> {
  const endsAt = performance.now() + PATIENCE_MS
  let last = ''
  while (performance.now() < endsAt) {
    try {
      const found = await look()
      if (isSo(found)) return found
      last = ''
    } catch (error) {
      if (error instanceof ProblemError) last = ` (${error.problem.code})`
      // What stands under no checkpoint yet a client does not believe.
      else if (error instanceof ChainRefused) last = ` (${error.message})`
      else throw error
    }
    await sleep(LOOK_AGAIN_MS)
  }
  throw new Error(`${what} does not come to be${last}`)
}
