import type { z } from 'zod'
import { type CallInput, type Client, type ClientOptions, createClient } from '../contracts/client.ts'
import type { ActForm, Contract, ResultOf } from '../contracts/contract.ts'
import { issueLoginNonce, logInByCertificate } from '../contracts/identity-sessions.ts'
import type { Signer } from '../pki/signer.ts'
import { type Instant, instantOf } from '../primitives/instant.ts'
import type { RandomBytes } from '../primitives/random.ts'
import { signAct } from './build-act.ts'
import { signLogin } from './login.ts'

/** A person at a client: a signer, whom it acts for, and what the client is connected to. */
export interface PersonClientOptions extends Omit<ClientOptions, 'token'> {
  readonly signer: Signer
  readonly platform: string
  readonly party: string
  readonly person: string
  /** Milliseconds since 1970 by the client's own clock. */
  readonly now: () => number
  readonly random: RandomBytes
}

type ActInput<C extends Contract> = C['act'] extends ActForm
  ? {
      readonly subject: z.input<C['act']['subject']>
      readonly body: z.input<C['act']['body']>
      readonly params?: Readonly<Record<string, string>>
    }
  : never

/** A client that signs acts by its person's certificate and opens sessions by it. */
export interface PersonClient extends Client {
  readonly party: string
  readonly person: string
  readonly signer: Signer
  /** Builds the act from what the person decided, signs it and sends it. Throws ProblemError. */
  act<const C extends Contract>(contract: C, input: ActInput<C>): Promise<ResultOf<C>>
  /** Logs in by certificate; later calls carry the session. Throws ProblemError. */
  logIn(): Promise<void>
  /** The access token, once logged in. */
  token(): string | undefined
}

/** Makes the client of one person. */
export function createPersonClient(options: PersonClientOptions): PersonClient {
  const { signer, platform, party, person, now, random } = options
  let token: string | undefined
  const client = createClient({ ...options, token: () => token })
  const at = (): Instant => instantOf(now())
  return {
    party,
    person,
    signer,
    call: client.call,
    token: () => token,
    async act<const C extends Contract>(contract: C, input: ActInput<C>): Promise<ResultOf<C>> {
      const form = contract.act
      if (form === undefined) throw new RangeError(`${contract.id} takes no signed act`)
      const signed = await signAct({
        signer,
        platform,
        type: form.type,
        subject: input.subject,
        body: input.body,
        actor: { party, person },
        at: at(),
        random,
      })
      return client.call(contract, {
        ...(input.params === undefined ? {} : { params: input.params }),
        act: signed,
      } as unknown as CallInput<C>)
    },
    async logIn() {
      // A token that has expired would have the login itself refused.
      token = undefined
      const { nonce } = await client.call(issueLoginNonce, {})
      const opened = await client.call(logInByCertificate, { body: await signLogin({ signer, platform, nonce, at: at() }) })
      token = opened.accessToken
    },
  }
}
