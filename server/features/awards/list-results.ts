import type { listResults as listResultsContract } from '#shared/contracts/awards.ts'
import type { AnswerOf } from '#shared/contracts/contract.ts'
import { base64url, fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readPublishedTender } from '../notices/index.ts'
import { type AwardRecord, awardModel } from './award.model.ts'
import { bidNamed } from './change-award.ts'
import type { AwardsReads } from './deps.ts'

/** A condition of a query, its fields named at run time. */
type Filter = Record<string, unknown>

type Answer = AnswerOf<typeof listResultsContract>

/** The published results of all lots, the newest first, a page at a time (A7). Throws `cursor-refused`. */
export async function listResults(
  deps: AwardsReads,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<Answer> {
  const published: Filter = { resultAt: { $ne: null }, ...(after === undefined ? {} : beyond(after)) }
  const found = await awardModel(deps.connection)
    .find(published)
    .sort({ resultAt: -1, _id: -1 })
    .limit(limit + 1)
    .lean<AwardRecord[]>()
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    results: await Promise.all(page.map((award) => presentResult(deps, award))),
    next: found.length > limit && last !== undefined ? base64url(utf8(`${last.resultAt ?? ''} ${last._id}`)) : null,
  }
}

async function presentResult(deps: AwardsReads, award: AwardRecord): Promise<Answer['results'][number]> {
  const { title, code, tendererName } = await readPublishedTender(deps, award.tender)
  const winner = award.winner === null ? null : bidNamed(award, award.winner.bid)
  return {
    tender: award.tender,
    lot: award.lot,
    code,
    title,
    lotName: award.name,
    tendererName,
    procedure: award.procedure,
    state: award.state,
    winner: winner?.name ?? '',
    price: (winner?.price ?? '') as Answer['results'][number]['price'],
    at: (award.resultAt ?? '') as Answer['results'][number]['at'],
  }
}

/** The condition for what comes after a cursor in the list's order. */
function beyond(cursor: string): Filter {
  const [at, id] = readCursor(cursor)
  return { $or: [{ resultAt: { $lt: at } }, { resultAt: at, _id: { $lt: id } }] }
}

function readCursor(cursor: string): readonly [string, string] {
  try {
    const [at, id, ...rest] = fromUtf8(fromBase64url(cursor)).split(' ')
    if (at !== undefined && id !== undefined && rest.length === 0) return [at, id]
  } catch {
    // Not base64url, or not UTF-8: refused below.
  }
  throw new DomainProblem('cursor-refused')
}
