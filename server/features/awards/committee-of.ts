import { openMember } from '../evaluation/index.ts'
import { readPerson } from '../identity/index.ts'
import type { AwardRecord } from './award.model.ts'
import type { AwardsNames, AwardsReads } from './deps.ts'

/** The names of the committee, by seat: for the result, which releases them (X3), and for nothing before it. */
export async function committeeOf(
  deps: AwardsReads & AwardsNames,
  award: Pick<AwardRecord, 'tender' | 'committee'>,
): Promise<{ seat: number; name: string; isTenderers: boolean }[]> {
  return Promise.all(
    award.committee.map(async ({ seat, who, isTenderers }) => {
      const { person } = openMember(deps, award.tender, who)
      return { seat, name: (await readPerson(deps, person)).name, isTenderers }
    }),
  )
}
