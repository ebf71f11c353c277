import { useQuery } from '@tanstack/react-query'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { listCustodyContract } from '#shared/contracts/notices/custody.ts'
import { api } from '../../platform/api.ts'
import type { CustodyDraw } from './use-custody-draws.ts'

/** A seat as its custodian sees it. */
export type Seat = ResultOf<typeof listCustodyContract>['seats'][number]

/** What a seat wants from its custodian now. */
export type SeatTask = 'accept' | 'ready' | 'open' | 'draw' | 'destroy' | 'wait' | 'keep' | 'none'

/** The seats of one's party. */
export function useSeats() {
  return useQuery({ queryKey: ['custody'], queryFn: () => api.call(listCustodyContract, {}), select: ({ seats }) => seats })
}

/** What a seat wants now: the first of these that applies. */
export function taskOf(seat: Seat, draws: readonly CustodyDraw[] = []): SeatTask {
  if (seat.seat === 'asked') return seat.isKeyNeeded ? 'accept' : 'none'
  if (seat.seat === 'declined' || seat.destroyedAt !== null) return 'none'
  if (!seat.isKeyNeeded) return 'destroy'
  if (drawOf(seat, draws)?.task != null) return 'draw'
  if (seat.state === 'closed' || seat.state === 'opening') return 'open'
  // The opening is over; the draw of experts needs the key once more.
  if (seat.state === 'opened' || seat.state === 'failed') return 'keep'
  return seat.readinessAskedAt !== null && seat.readyAt === null ? 'ready' : 'wait'
}

/** The draw under way that may ask this seat. */
export function drawOf(seat: Seat, draws: readonly CustodyDraw[]): CustodyDraw | undefined {
  return draws.find(({ tender, i }) => tender === seat.tender && i === seat.i)
}
