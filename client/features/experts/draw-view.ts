import type { Step } from '../../ui/steps.tsx'
import type { Draw } from './use-draw.ts'

/** The steps of a draw as spectators follow them. */
export const drawSteps = ['proposed', 'committing', 'escrowing', 'revealing', 'ranked', 'calling', 'released'] as const
/** One step. */
export type DrawStep = (typeof drawSteps)[number]

/** The event that ends each step. */
const endedBy: Readonly<Record<DrawStep, string>> = {
  proposed: 'draw.pooled',
  committing: 'draw.committed',
  escrowing: 'draw.held',
  revealing: 'draw.ranked',
  ranked: 'draw.ranked',
  calling: 'draw.filled',
  released: 'draw.released',
}

/** Which step a draw is at; its end for one that came to nothing is where it stopped. */
export function stepOf({ state, seedSha256, parties }: Draw): DrawStep {
  switch (state) {
    case 'proposed':
    case 'committing':
    case 'escrowing':
    case 'revealing':
    case 'calling':
    case 'released':
      return state
    case 'confirming':
      return 'escrowing'
    case 'filled':
    case 'closed':
      return 'released'
    case 'exhausted':
      return 'calling'
    case 'void':
      if (seedSha256 !== null) return 'calling'
      return parties.some(({ c }) => c === null) ? 'committing' : 'escrowing'
  }
}

/** The line of steps with what stands below each. */
export function stepsOf(
  draw: Draw,
  title: (step: DrawStep) => string,
  note: (step: DrawStep, at: string | undefined) => Step['note'],
  firstAt: ReadonlyMap<string, string>,
): Step[] {
  const at = drawSteps.indexOf(stepOf(draw))
  return drawSteps.map((step, index) => {
    const isDone = draw.state === 'released' || index < at
    const below = note(step, isDone ? firstAt.get(endedBy[step]) : undefined)
    return {
      key: step,
      title: title(step),
      state: isDone ? 'done' : index === at && draw.state !== 'filled' && draw.state !== 'closed' ? 'now' : 'later',
      ...(below === undefined ? {} : { note: below }),
    }
  })
}

/** Seats accepted so far, and how many are drawn. */
export function seatsOf({ calls, pool }: Draw) {
  return {
    accepted: calls.filter(({ outcome }) => outcome === 'accepted').length,
    drawn: pool.strata.reduce((sum, { seats }) => sum + seats, 0),
  }
}

/** Places of a stratum shown below those called: enough to see that the order goes on. */
const STANDBY = 2

/** The rows of one stratum: everybody called, by rank, then the next who stand by. */
export function rowsOf({ calls, names }: Draw, { name, seats, size }: Draw['pool']['strata'][number]) {
  const own = calls.filter(({ stratum }) => stratum === name)
  const shown = Math.min(size, Math.max(own.length, seats) + STANDBY)
  return Array.from({ length: shown }, (_, rank) => {
    const call = own.find((each) => each.rank === rank)
    return { rank, call, name: names?.find(({ seat }) => seat !== null && seat === call?.seat)?.name }
  })
}
