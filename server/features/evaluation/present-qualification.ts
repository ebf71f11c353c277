import type { ResultOf } from '#shared/contracts/contract.ts'
import type { getQualification } from '#shared/contracts/evaluation-qualification.ts'
import type { Actor } from '#shared/policy/roles.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { buyersItems } from '#shared/scoring/qualification.ts'
import { readPublishedTender } from '../notices/index.ts'
import { isHost } from '../opening/index.ts'
import type { EvaluationReads } from './deps.ts'
import { filesOfBuyer } from './desk-files.ts'
import { openedBids } from './lot-bids.ts'
import { lotsToQualify } from './lots-to-qualify.ts'
import { readEvaluation } from './read-evaluation.ts'

type View = ResultOf<typeof getQualification>

/**
 * The check of qualification (G6) as those who run the tender, and the regulator who watches, have it before them: the items of the plan, and
 * the bidders of each lot with their letters and files. Throws `evaluation-not-begun`, `not-a-participant`.
 */
export async function presentQualification(deps: EvaluationReads, id: string, actor: Actor): Promise<View> {
  const tender = await readPublishedTender(deps, id)
  if (!isHost(tender, actor) && !actor.roles.includes('regulator')) throw new DomainProblem('not-a-participant')
  const evaluation = await readEvaluation(deps, id)
  const items = [...buyersItems(evaluation)]
  const opened = await openedBids(deps, id)
  const isOpen = evaluation.state === 'seated'
  const due = new Set(isOpen ? lotsToQualify(evaluation).map(({ lot }) => lot) : [])
  return {
    tender: id,
    round: evaluation.round,
    items,
    lots: (items.length === 0 ? [] : evaluation.lots).map(({ lot, name, bids, qualification }) => ({
      lot,
      name,
      isDue: due.has(lot),
      bids: bids.map((bid) => {
        const found = opened.get(bid)
        return {
          bid,
          bidder: found?.identity?.name ?? '',
          fields: { ...found?.fields },
          files: due.has(lot) ? filesOfBuyer(found).map(({ place, name: file }) => ({ place, name: file })) : [],
        }
      }),
      checked:
        qualification === undefined
          ? null
          : {
              by: qualification.by,
              at: qualification.at as Instant,
              votes: qualification.votes.map((vote) => ({ ...vote })),
              isFailed: qualification.failure !== null,
            },
    })),
  }
}
