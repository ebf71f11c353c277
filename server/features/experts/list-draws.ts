import type { ResultOf } from '#shared/contracts/contract.ts'
import type { listDraws as listContract } from '#shared/contracts/experts-draw.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { supplementDue } from './committee-draws.ts'
import type { ExpertsReads } from './deps.ts'
import { type DrawDocument, drawModel } from './draw.model.ts'

/** Every attempt of a tender, oldest first, and the seats of its committee that another draw is needed for (X4). */
export async function listDraws(deps: ExpertsReads, tender: string): Promise<ResultOf<typeof listContract>> {
  const found = await drawModel(deps.connection).find({ tender }).sort({ attempt: 1 }).lean<DrawDocument[]>()
  const due = await supplementDue(deps, tender)
  return {
    items: found.map(({ draw, attempt, state, request }) => ({
      draw,
      attempt,
      state,
      evaluationAt: request.evaluationAt as Instant,
      completes: request.completes ?? null,
    })),
    supplement:
      due === undefined
        ? null
        : {
            completes: due.completes,
            committee: due.committee,
            missing: due.missing.map(({ name, seats }) => ({ speciality: name, seats })),
          },
  }
}
