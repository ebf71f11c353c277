import i18next from 'i18next'
import type { z } from 'zod'
import { signAct } from '#shared/acts/build-act.ts'
import type { PersonClient } from '#shared/acts/person-client.ts'
import type { CallInput } from '#shared/contracts/client.ts'
import type { ActForm, Contract, ResultOf } from '#shared/contracts/contract.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomBytes } from '../../crypto/random.ts'
import { api } from '../../platform/api.ts'
import { serverNow } from '../../platform/server-time.ts'
import { type Credentials, requireCredentials } from './credentials.ts'
import { platformFacts } from './platform-facts.ts'
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
  const current = session.get()
  if (current.state !== 'signed-in') throw new RangeError('an act needs somebody who acts')
  const { party, person } = current.actor
  return actAs(await requireCredentials(purposeOf(contract)), { party, person }, contract, input)
}

/**
 * The same for somebody who is not signed in, by a certificate that introduces itself: registration, founding, joining, a new certificate.
 * Throws ProblemError.
 */
export async function actAs<const C extends Contract>(
  credentials: Credentials,
  actor: { readonly party: string; readonly person: string },
  contract: C,
  input: ActInput<C>,
): Promise<ResultOf<C>> {
  const form = contract.act
  if (form === undefined) throw new RangeError(`${contract.id} takes no signed act`)
  const { name } = await platformFacts()
  const act = await signAct({
    signer: credentials.signer,
    platform: name,
    type: form.type,
    subject: input.subject,
    body: input.body,
    actor,
    at: instantOf(serverNow()),
    random: randomBytes,
  })
  const call = { ...(input.params === undefined ? {} : { params: input.params }), act } as unknown as CallInput<C>
  return api.call(contract, call)
}

/**
 * Whoever is signed in, as the flows of `shared/` want it: calls go under the session, acts are signed by the certificate, which is asked for
 * first. Throws SigningCancelled.
 */
export async function signedInPerson(purpose: string): Promise<PersonClient> {
  const current = session.get()
  if (current.state !== 'signed-in') throw new RangeError('nobody is signed in')
  const { signer } = await requireCredentials(purpose)
  const { party, person } = current.actor
  return {
    party,
    person,
    signer,
    call: api.call,
    act: performAct,
    logIn: () => Promise.resolve(),
    token: () => undefined,
  }
}

/** What an act is, in the language shown. */
function purposeOf({ summary }: Contract): string {
  return i18next.language === 'en' ? summary.en : summary.zh
}
