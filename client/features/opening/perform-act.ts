import type { Contract, ResultOf } from '#shared/contracts/contract.ts'
import type { ActInput } from '../identity/signing.ts'

/** Signs and sends an act; what it takes to sign is loaded when somebody signs, not for everybody who watches. */
export async function performAct<const C extends Contract>(contract: C, input: ActInput<C>): Promise<ResultOf<C>> {
  const signing = await import('../identity/signing.ts')
  return signing.performAct(contract, input)
}
