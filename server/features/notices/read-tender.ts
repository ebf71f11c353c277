import type { ClientSession, Connection } from 'mongoose'
import { isPublicTender } from '#shared/lifecycle/tender.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { tenderModel, tenderOf } from './tender.model.ts'
import type { PublishedTender, Tender } from './tender.ts'

/** Reads a tender in any state. Throws `not-found`. */
export async function readTender(
  deps: { readonly connection: Connection },
  id: string,
  session?: ClientSession,
): Promise<Tender> {
  const document = await tenderModel(deps.connection)
    .findById(id)
    .session(session ?? null)
    .lean()
  if (document === null) throw new DomainProblem('not-found')
  return tenderOf(document)
}

/** Reads a tender that everybody may know of: published or later. Throws `not-found` for any other, so that a draft cannot be guessed at. */
export async function readPublishedTender(
  deps: { readonly connection: Connection },
  id: string,
  session?: ClientSession,
): Promise<PublishedTender> {
  const tender = await readTender(deps, id, session)
  if (!isPublicTender(tender.state)) throw new DomainProblem('not-found')
  const { publishAt, publishedAt, deadlineAt, openingPolicy, noticeSha256 } = tender
  assertHolds(
    publishAt !== null && publishedAt !== null && deadlineAt !== null && openingPolicy !== null && noticeSha256 !== null,
    'a published tender is complete',
  )
  return { ...tender, publishAt, publishedAt, deadlineAt, openingPolicy, noticeSha256 }
}
