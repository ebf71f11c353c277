import type { NoticesReads } from './deps.ts'
import { documentModel } from './document.model.ts'
import { tenderModel } from './tender.model.ts'

/** States in which a document that is attached may still be published. */
const preparing = ['draft', 'filed', 'returned', 'approved', 'published'] as const

/** Documents published, or attached to a notice that may still publish them: what the sweep of the blob store leaves alone. */
export async function documentsNamed(deps: NoticesReads): Promise<string[]> {
  const named: string[] = []
  for await (const { _id } of documentModel(deps.connection).find({}, { _id: 1 }).lean().cursor()) named.push(_id)
  const tenders = tenderModel(deps.connection)
    .find({ state: { $in: [...preparing] } }, { attached: 1 })
    .lean()
    .cursor()
  for await (const { attached } of tenders) named.push(...attached.map(({ sha256 }) => sha256))
  return named
}
