import type { Actor } from '#shared/policy/roles.ts'
import type { NoticesReads } from './deps.ts'
import { type TenderRecord, tenderModel } from './tender.model.ts'

const PAGE = 50

/** The tenders an actor prepares, reviews or watches, by id. */
export async function listDeskTenders(
  deps: NoticesReads,
  { actor, after }: { readonly actor: Actor; readonly after: string | undefined },
): Promise<{ readonly records: TenderRecord[]; readonly next: string | null }> {
  const isReviewing = actor.roles.includes('centre') || actor.roles.includes('regulator')
  const audience: Record<string, unknown> = {
    $or: [
      { tendererParty: actor.party },
      { agencyParty: actor.party },
      ...(isReviewing ? [{ state: { $nin: ['draft', 'discarded'] } }] : []),
    ],
  }
  const found = await tenderModel(deps.connection)
    .find({ ...audience, ...(after === undefined ? {} : { _id: { $gt: after } }) })
    .sort({ _id: 1 })
    .limit(PAGE + 1)
    .lean()
  const records = found.slice(0, PAGE)
  return { records, next: found.length > PAGE ? (records.at(-1)?._id ?? null) : null }
}
