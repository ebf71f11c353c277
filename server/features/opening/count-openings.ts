import type { OpeningReads } from './deps.ts'
import { openingModel } from './opening.model.ts'

/** How many openings stand in each state, for the operator's metrics: openings are public, so their number is. */
export async function countOpenings(deps: OpeningReads): Promise<ReadonlyMap<string, number>> {
  const groups = await openingModel(deps.connection).aggregate<{ _id: string; count: number }>([
    { $group: { _id: '$state', count: { $sum: 1 } } },
  ])
  return new Map(groups.map(({ _id, count }) => [_id, count]))
}
