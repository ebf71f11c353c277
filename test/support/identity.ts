import { signLogin } from '#shared/acts/login.ts'
import { createPersonClient, type PersonClient } from '#shared/acts/person-client.ts'
import { addressOf, ProblemError } from '#shared/contracts/client.ts'
import type { Contract } from '#shared/contracts/contract.ts'
import { registerParty } from '#shared/contracts/identity-parties.ts'
import { issueLoginNonce, logInByCertificate } from '#shared/contracts/identity-sessions.ts'
import type { Signer } from '#shared/pki/signer.ts'
import type { Role } from '#shared/policy/roles.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { type CreditCode, creditCodeCheckCharacter } from '#shared/primitives/credit-code.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import type { ProblemDocument } from '#shared/problems/problem.ts'
import type { Person } from '../../certs/make.ts'
import type { TestPlatform } from './platform.ts'

/** Somebody with a certificate whom the platform does not know yet. */
export interface Newcomer {
  readonly client: PersonClient
  readonly credentials: Person
  readonly creditCode: CreditCode
}

/** A credit code nobody has yet, with its right check character. */
export function freshCreditCode(platform: TestPlatform): CreditCode {
  const digits = [...platform.random(13)].map((byte) => byte % 10).join('')
  const body = `9121${digits}`
  return `${body}${creditCodeCheckCharacter(body)}` as CreditCode
}

/** Makes a certificate for somebody new; `like` gives a further certificate of the same holder, or of a colleague. */
export async function newcomer(
  platform: TestPlatform,
  options: {
    readonly name?: string
    readonly like?: Person
    readonly kind?: 'p256' | 'rsa'
    readonly party?: string
    readonly person?: string
  } = {},
): Promise<Newcomer> {
  const creditCode = (options.like?.creditCode ?? freshCreditCode(platform)) as CreditCode
  const organization = options.like?.organization ?? `第${creditCode.slice(4, 17)}公司`
  const credentials = await platform.pki.person({
    name: options.name ?? options.like?.name ?? '经办人',
    organization,
    creditCode,
    kind: options.kind ?? 'p256',
  })
  return { credentials, creditCode, client: clientOf(platform, credentials.signer, options) }
}

/** A client that signs with `signer` as a person, whose ids are drawn afresh unless given. */
export function clientOf(
  platform: TestPlatform,
  signer: Signer,
  ids: { readonly party?: string; readonly person?: string } = {},
): PersonClient {
  return createPersonClient({
    origin: platform.origin,
    fetch,
    signer,
    platform: 'kaibiao.test',
    party: ids.party ?? randomId(platform.random),
    person: ids.person ?? randomId(platform.random),
    now: platform.clock.now,
    random: platform.random,
  })
}

/** What a newcomer states about its party, itself and its certificate. */
export function formsOf({ credentials, creditCode }: Pick<Newcomer, 'credentials' | 'creditCode'>) {
  return {
    party: { name: credentials.organization, creditCode, region: '210200', contact: { name: '办公室', phone: '0411-88888888' } },
    person: { name: credentials.name, phone: '13800000000', mail: 'someone@example.cn' },
    certificate: base64url(credentials.signing.certificate),
  }
}

/** Registers a newcomer; roles the centre decides on stay requested. */
export async function registerNewcomer(
  platform: TestPlatform,
  roles: readonly Role[],
  options: Parameters<typeof newcomer>[1] = {},
): Promise<Newcomer> {
  const who = await newcomer(platform, options)
  const { party, person } = who.client
  await who.client.act(registerParty, { subject: { party, person }, body: { ...formsOf(who), roles: [...roles] } })
  return who
}

/** The problem a call is refused with; throws when it is not refused. */
export async function problemOf(call: Promise<unknown>): Promise<ProblemDocument> {
  const outcome = await call.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  )
  if ('answer' in outcome) throw new Error(`expected a refusal, got ${JSON.stringify(outcome.answer)}`)
  if (outcome.error instanceof ProblemError) return outcome.error.problem
  throw outcome.error
}

/** The code of the problem a call is refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  return (await problemOf(call)).code
}

/** An answer with its headers: what a browser sees. */
export interface RawAnswer {
  readonly status: number
  readonly body: Record<string, unknown>
  /** The refresh cookie set, `name=value`; empty when it was taken away; undefined when none was set. */
  readonly cookie: string | undefined
  readonly setCookie: string
}

/** Sends a request as a browser would, with its cookie. */
export async function send(
  platform: TestPlatform,
  contract: Contract,
  options: {
    readonly body?: unknown
    readonly cookie?: string | undefined
    readonly token?: string | undefined
    readonly params?: Record<string, string>
  } = {},
): Promise<RawAnswer> {
  const response = await fetch(new URL(addressOf(contract, options.params), platform.origin), {
    method: contract.method,
    headers: {
      'user-agent': 'test browser',
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  })
  const text = await response.text()
  const setCookie = response.headers.get('set-cookie') ?? ''
  const pair = setCookie.split(';')[0] ?? ''
  return {
    status: response.status,
    body: text === '' ? {} : JSON.parse(text),
    cookie: setCookie === '' ? undefined : pair.endsWith('=') ? '' : pair,
    setCookie,
  }
}

/** Logs in by certificate as a browser does. */
export async function browserLogin(
  platform: TestPlatform,
  signer: Signer,
): Promise<RawAnswer & { token: string; session: string }> {
  const { nonce } = await platform.client.call(issueLoginNonce, {})
  const signed = await signLogin({ signer, platform: 'kaibiao.test', nonce, at: instantOf(platform.clock.now()) })
  const answer = await send(platform, logInByCertificate, { body: signed })
  return { ...answer, token: String(answer.body['accessToken']), session: String(answer.body['session']) }
}
