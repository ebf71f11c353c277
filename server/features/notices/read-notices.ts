import type { AnswerOf } from '#shared/contracts/contract.ts'
import type { readNoticesContract } from '#shared/contracts/notices/tenders.ts'
import { isPublicTender } from '#shared/lifecycle/tender.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readRecord } from './change-tender.ts'
import type { NoticesReads } from './deps.ts'
import { publishedAct } from './published-act.ts'

/** Every published notice act of a tender with its signature, oldest first. Throws `not-found`. */
export async function readNotices(deps: NoticesReads, id: string): Promise<AnswerOf<typeof readNoticesContract>> {
  const record = await readRecord(deps, id)
  if (!isPublicTender(record.state)) throw new DomainProblem('not-found')
  const notices = await Promise.all(
    record.noticeHistory.map(async ({ sha256, kind, at }) => ({ ...(await publishedAct(deps, sha256)), kind, at })),
  )
  return { notices }
}
