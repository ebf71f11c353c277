import type { z } from 'zod'
import type { ActForm, Contract, ResultOf } from '#shared/contracts/contract.ts'
import { type ActInput, performAct } from '../identity/signing.ts'
import type { Desk } from './use-evaluation.ts'

/** A member's signed act: about this tender, in the round it sees. Throws ProblemError, SigningCancelled. */
export function memberAct<const C extends Contract & { readonly act: ActForm }>(
  contract: C,
  { tender, round }: Pick<Desk, 'tender' | 'round'>,
  body: z.input<C['act']['body']>,
): Promise<ResultOf<C>> {
  return performAct(contract, { params: { tender }, subject: { tender, round }, body } as unknown as ActInput<C>)
}
