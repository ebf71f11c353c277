import type { OpeningReads } from './deps.ts'
import { openingModel } from './opening.model.ts'
import { openingBidModel } from './opening-bid.model.ts'

/** Files that came out of opened bids, and records of openings as PDF: what the sweep of the blob store leaves alone. */
export async function filesNamed(deps: OpeningReads): Promise<string[]> {
  const named: string[] = []
  const openings = openingModel(deps.connection)
    .find({ recordPdfSha256: { $ne: null } }, { recordPdfSha256: 1 })
    .lean()
    .cursor()
  for await (const { recordPdfSha256 } of openings) if (recordPdfSha256 !== null) named.push(recordPdfSha256)
  for await (const { files } of openingBidModel(deps.connection)
    .find({ files: { $ne: null } }, { files: 1 })
    .lean()
    .cursor())
    named.push(...(files ?? []).map(({ sha256 }) => sha256))
  return named
}
