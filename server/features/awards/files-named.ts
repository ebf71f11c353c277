import { awardModel } from './award.model.ts'
import type { AwardsReads } from './deps.ts'

/** Digests of the files awards name: award notices and concluded contracts. */
export async function filesNamed(deps: AwardsReads): Promise<string[]> {
  const notices = await awardModel(deps.connection).distinct('noticePdfSha256', { noticePdfSha256: { $ne: null } })
  const contracts = await awardModel(deps.connection).distinct('contractPdfSha256', { contractPdfSha256: { $ne: null } })
  return [...notices, ...contracts].flatMap((sha256) => (sha256 === null ? [] : [sha256]))
}
