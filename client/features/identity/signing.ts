import type { z } from 'zod'
import { signAct } from '#shared/acts/build-act.ts'
import type { CallInput } from '#shared/contracts/client.ts'
import type { ActForm, Contract, ResultOf } from '#shared/contracts/contract.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomBytes } from '../../crypto/random.ts'
import { api } from '../../platform/api.ts'
import { queries } from '../../platform/queries.ts'
import { serverNow } from '../../platform/server-time.ts'
import { requireCredentials } from './credentials.ts'
import { session } from './session.ts'

/** What an act says. */
export type ActInput<C extends Contract> = C['act'] extends ActForm
  ? {
      readonly subject: z.input<C['act']['subject']>
      readonly body: z.input<C['act']['body']>
      readonly params?: Readonly<Record<string, string>>
    }
  : never

/**
 * Builds an act from what the person sees and decided, signs it with the person's own certificate and sends it (formats: signed act).
 * Asks for the certificate when it is not at hand. Throws ProblemError, SigningCancelled.
 */
export async function performAct<const C extends Contract>(contract: C, input: ActInput<C>): Promise<ResultOf<C>> {
  const form = contract.act
  if (form === undefined) throw new RangeError(`${contract.id} takes no signed act`)
  const current = session.get()
  if (current.state !== 'signed-in') throw new RangeError('an act needs somebody who acts')
  const { signer } = await requireCredentials(contract.id)
  const { name } = await queries.fetchQuery({
    queryKey: ['platform'],
    queryFn: () => api.call(getPlatform, {}),
    staleTime: Infinity,
  })
  const act = await signAct({
    signer,
    platform: name,
    type: form.type,
    subject: input.subject,
    body: input.body,
    actor: { party: current.actor.party, person: current.actor.person },
    at: instantOf(serverNow()),
    random: randomBytes,
  })
  const call = { ...(input.params === undefined ? {} : { params: input.params }), act } as unknown as CallInput<C>
  return api.call(contract, call)
}
