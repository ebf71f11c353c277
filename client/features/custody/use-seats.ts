import { useQuery } from '@tanstack/react-query'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { listCustodyContract } from '#shared/contracts/notices/custody.ts'
import { isCustodyOver } from '#shared/lifecycle/tender.ts'
import { api } from '../../platform/api.ts'

/** A seat as its custodian sees it. */
export type Seat = ResultOf<typeof listCustodyContract>['seats'][number]

/** What a seat wants from its custodian now. */
export type SeatTask = 'accept' | 'ready' | 'open' | 'destroy' | 'wait' | 'none'

/** The seats of one's party. */
export function useSeats() {
  return useQuery({ queryKey: ['custody'], queryFn: () => api.call(listCustodyContract, {}), select: ({ seats }) => seats })
}

/** What a seat wants now: the first of these that applies. */
export function taskOf(seat: Seat): SeatTask {
  if (seat.seat === 'asked') return isCustodyOver(seat.state) ? 'none' : 'accept'
  if (seat.seat === 'declined' || seat.destroyedAt !== null) return 'none'
  if (isCustodyOver(seat.state)) return 'destroy'
  if (seat.state === 'closed' || seat.state === 'opening') return 'open'
  return seat.readinessAskedAt !== null && seat.readyAt === null ? 'ready' : 'wait'
}
