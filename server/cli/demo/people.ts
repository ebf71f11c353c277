import { createPersonClient, type PersonClient } from '#shared/acts/person-client.ts'
import { decideRole, foundParty, registerParty } from '#shared/contracts/identity-parties.ts'
import type { Role } from '#shared/policy/roles.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { type CreditCode, creditCodeCheckCharacter } from '#shared/primitives/credit-code.ts'
import { type RandomBytes, randomId } from '#shared/primitives/random.ts'
import type { Person, Pki } from '../../../certs/make.ts'
import type { ServerProcess } from './server-process.ts'

/** A person of the play: a client with a certificate of its own. */
export interface Player extends PersonClient {
  readonly name: string
  readonly organization: string
  readonly credentials: Person
}

/** Where and for whom people are made. */
export interface Stageset {
  readonly server: ServerProcess
  readonly platform: string
  readonly pki: Pki
  readonly random: RandomBytes
  /** At least 1; on a slow machine more: the waiting times that the play chooses itself are longer by it. */
  readonly pace: number
}

/** Region of every invented credit code: 9901 does not exist. */
const REGION = '990100'
let count = 0

async function newcomer(set: Stageset, organization: string, name: string): Promise<Player> {
  count += 1
  const body = `91${REGION}MA${String(count).padStart(7, '0')}`
  const creditCode = body + creditCodeCheckCharacter(body)
  const credentials = await set.pki.person({ name, organization, creditCode })
  const client = createPersonClient({
    origin: set.server.origin,
    fetch: globalThis.fetch,
    signer: credentials.signer,
    platform: set.platform,
    party: randomId(set.random),
    person: randomId(set.random),
    now: Date.now,
    random: set.random,
  })
  return { ...client, name, organization, credentials }
}

function formsOf({ organization, name, credentials }: Player) {
  return {
    party: {
      name: organization,
      creditCode: credentials.creditCode as CreditCode,
      region: REGION,
      contact: { name, phone: '13900000000' },
      categories: ['engineering'],
    },
    person: { name, phone: '13900000000' },
    certificate: base64url(credentials.signing.certificate),
  }
}

/** Founds an administering party by the one-time link the operator's command prints. */
export async function found(set: Stageset, role: 'centre' | 'regulator', organization: string, name: string): Promise<Player> {
  const player = await newcomer(set, organization, name)
  const { link } = await set.server.admin('create-admin', role)
  const code = new URL(String(link)).hash.slice(1)
  await player.act(foundParty, { subject: { party: player.party, person: player.person }, body: { ...formsOf(player), code } })
  await player.logIn()
  return player
}

/** Registers a party by its certificate; the centre approves the role where it must. */
export async function register(
  set: Stageset,
  centre: Player,
  role: Exclude<Role, 'centre'>,
  organization: string,
  name: string,
): Promise<Player> {
  const player = await newcomer(set, organization, name)
  const { party } = await player.act(registerParty, {
    subject: { party: player.party, person: player.person },
    body: { ...formsOf(player), roles: [role] },
  })
  if (party.roles.some(({ state }) => state === 'requested')) {
    await centre.act(decideRole, {
      params: { party: player.party, role },
      subject: { party: player.party, version: party.version, role },
      body: { decision: 'approve' },
    })
  }
  await player.logIn()
  return player
}
