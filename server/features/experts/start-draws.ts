import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import { onEvent } from '../ledger/index.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawModel } from './draw.model.ts'
import { type DrawnCommittee, drawnCommittee, memberNumber, vacateExcused } from './drawn-committee.ts'
import { releaseAfterResult, resultEvents } from './release-draw.ts'
import { runDraw } from './run-draw.ts'

/** Has draws taken on by the scheduler, ended with their tender, and released when the result is public (X3). */
export function startDraws(
  deps: DrawDeps & { readonly scheduler: Scheduler },
  handlers: {
    /** Seats a whole committee, first and after every replacement; given the same again it does nothing. */
    readonly onCommittee: (committee: DrawnCommittee, at: number) => Promise<void>
    /** Takes a member away whose seat was given up or vacated here; its number as in the committee. */
    readonly onVacated: (vacated: { readonly tender: string; readonly seat: number; readonly at: number }) => Promise<void>
  },
): void {
  deps.scheduler.watch<DrawDocument>({
    name: 'draws',
    model: drawModel(deps.connection),
    run: (draw, now) => runDraw(deps, draw, now, (tender, at) => seatDrawn(deps, handlers, tender, at)),
  })
  onEvent(
    deps,
    'draw-endings',
    async ({ type, tender, at, facts }) => {
      if (tender === undefined) return
      if (WAKING.has(type)) await wakeDraws(deps, tender, Date.parse(at))
      if (type === EXCUSED) await vacateExcused(deps, tender, facts, Date.parse(at))
      if (type === VACATED) {
        const seat = await memberNumber(deps, facts)
        if (seat !== undefined) await handlers.onVacated({ tender, seat, at: Date.parse(at) })
      }
      if (SEATING.has(type)) await seatDrawn(deps, handlers, tender, Date.parse(at))
      if (resultEvents.has(type)) await releaseAfterResult(deps, tender, Date.parse(at))
    },
    { types: new Set([...WAKING, EXCUSED, VACATED, ...SEATING, ...resultEvents]) },
  )
}

/** After these a draw stands still no more, or for ever. */
const WAKING: ReadonlySet<string> = new Set(['notice.terminated', 'tender.resumed'])
const EXCUSED = 'evaluation.member-excused'
const VACATED = 'draw.vacated'

/** After these a committee may be whole: its last seat was accepted, its representatives named, the opening's record is signed. */
const SEATING: ReadonlySet<string> = new Set(['draw.filled', 'draw.representatives-named', 'opening.recorded'])

async function seatDrawn(
  deps: DrawDeps,
  handlers: { readonly onCommittee: (committee: DrawnCommittee, at: number) => Promise<void> },
  tender: string,
  at: number,
): Promise<void> {
  try {
    const committee = await drawnCommittee(deps, tender)
    if (committee !== undefined) await handlers.onCommittee(committee, at)
  } catch (error) {
    // Not its time yet (the opening has no record, the names are locked), or no plan to evaluate by: the next of these events, or the key of
    // names given back, tries again.
    if (!(error instanceof DomainProblem)) throw error
    deps.logger.warn({ tender, code: error.code }, 'the drawn committee is not seated')
  }
}

/** Has the draws of a tender looked at now: it stands still no more, or for ever. */
async function wakeDraws(deps: DrawDeps, tender: string, at: number): Promise<void> {
  await drawModel(deps.connection).updateMany(
    { tender, state: { $nin: ['released', 'exhausted', 'void'] } },
    { $set: { nextDueAt: new Date(at) } },
  )
}
