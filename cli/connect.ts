import { signLogin } from '#shared/acts/login.ts'
import { createPersonClient, type PersonClient } from '#shared/acts/person-client.ts'
import { type Client, createClient } from '#shared/contracts/client.ts'
import { issueLoginNonce, logInByCertificate, logOut } from '#shared/contracts/identity-sessions.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { CliFault, type CommandContext, exitCodes, optional } from './command.ts'
import { readSigner } from './secrets.ts'

/** Scheme, host and port of the platform: `--origin`, or what a file remembers. Throws CliFault. */
export function originOf(context: CommandContext, remembered?: string): string {
  const origin = optional(context, 'origin') ?? remembered ?? context.environment['KAIBIAO_ORIGIN']
  if (origin === undefined) throw new CliFault(exitCodes.usage, '--origin is missing, such as https://bids.example')
  if (!URL.canParse(origin)) throw new CliFault(exitCodes.usage, `--origin ${origin} is no address`)
  return new URL(origin).origin
}

/** A client nobody is signed in at. */
export function anonymousClient(context: CommandContext, origin: string): Client {
  return createClient({ origin, fetch: context.fetch, language: context.language })
}

/** Logs in by certificate and gives the client of the person the platform knows it as. Throws ProblemError, CliFault. */
export async function personClient(context: CommandContext, origin: string): Promise<PersonClient> {
  const signer = await readSigner(context)
  const { platform, nonce } = await anonymousClient(context, origin).call(issueLoginNonce, {})
  const login = await signLogin({ signer, platform, nonce, at: instantOf(context.now()) })
  const first = await anonymousClient(context, origin).call(logInByCertificate, { body: login })
  const { person, party } = first
  const { fetch, random, language } = context
  // The first session told who this is; the client opens its own.
  await createClient({ origin, fetch, token: () => first.accessToken }).call(logOut, {})
  const now = () => context.now()
  const client = createPersonClient({ origin, fetch, language, signer, platform, party, person, now, random })
  await client.logIn()
  return client
}
