import { useQuery } from '@tanstack/react-query'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { visitorClient } from '../../platform/api.ts'
import { queries } from '../../platform/queries.ts'

/** What the platform says of itself. */
export type PlatformFacts = ResultOf<typeof getPlatform>

const query = { queryKey: ['platform'], queryFn: () => visitorClient().call(getPlatform, {}) }

/** What the platform says of itself: name, keys, trust anchors and revocation lists, at most `freshMs` old. Throws ProblemError. */
export function platformFacts(freshMs: number = Infinity): Promise<PlatformFacts> {
  return queries.fetchQuery({ ...query, staleTime: freshMs })
}

/** What the platform says of itself, followed; undefined until it has answered. */
export function usePlatformFacts(): PlatformFacts | undefined {
  return useQuery({ ...query, staleTime: Infinity }).data
}
