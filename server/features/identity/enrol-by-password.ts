import type { ClientSession } from 'mongoose'
import type { BodyOf, ResultOf } from '#shared/contracts/contract.ts'
import type {
  beginPassword as beginPasswordContract,
  finishPassword as finishPasswordContract,
  readEnrolment as readEnrolmentContract,
} from '#shared/contracts/identity-persons.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import { totpSecretPurpose } from './check-password.ts'
import { credentialModel } from './credential.model.ts'
import type { IdentityDeps, IdentityReads } from './deps.ts'
import { type EnrolmentDocument, enrolmentModel } from './enrolment.model.ts'
import { foundersRole } from './found-party.ts'
import { inUniqueTransaction } from './in-unique-transaction.ts'
import { insertParty, insertPerson } from './insert-party.ts'
import { isOffice } from './office.ts'
import { readOneTimeCode, spendOneTimeCode } from './one-time-code.ts'
import { partyModel } from './party.model.ts'
import { hashPassword } from './password.ts'
import { type PersonDocument, personModel } from './person.model.ts'
import { readParty } from './read-party.ts'
import { openText, sealText } from './secret-box.ts'
import { newTotpSecret, totpTimeStep, totpUri } from './totp.ts'

/** What a one-time code is good for, before anything is filled in. */
export async function readEnrolment(
  deps: IdentityReads,
  code: string,
  at: number,
): Promise<ResultOf<typeof readEnrolmentContract>> {
  const enrolment = await readOneTimeCode(deps, code, at)
  const party = enrolment.party === undefined ? undefined : await readParty(deps, enrolment.party)
  const isByPassword = enrolment.kind !== 'join' || isOffice(party?.approvedRoles ?? [])
  return {
    kind: enrolment.kind,
    role: enrolment.role ?? undefined,
    party: party === undefined ? undefined : { id: party._id, name: party.name },
    personName: enrolment.personName ?? undefined,
    ways: [...(enrolment.kind === 'reset' ? [] : (['certificate'] as const)), ...(isByPassword ? (['password'] as const) : [])],
    expiresAt: instantOf(enrolment.expiresAt.getTime()),
  }
}

/** Draws the secret of the authenticator for a code of the staff. Throws `code-invalid`, `account-taken`. */
export async function beginPassword(
  deps: IdentityDeps,
  input: BodyOf<typeof beginPasswordContract> & { readonly at: number },
): Promise<ResultOf<typeof beginPasswordContract>> {
  const enrolment = await readStaffCode(deps, input.code, input.at)
  await assertAccountFree(deps, input.account, enrolment.person)
  const secret = newTotpSecret()
  const totpSecret = sealText(deps.keys.secret(totpSecretPurpose), secret, enrolment._id, deps.random)
  const kept = await enrolmentModel(deps.connection).updateOne({ _id: enrolment._id, usedAt: null }, { $set: { totpSecret } })
  if (kept.matchedCount !== 1) throw new DomainProblem('code-invalid')
  return { secret, uri: totpUri(secret, input.account, deps.config.platformName) }
}

/**
 * Sets the password once the authenticator has proven its secret, and founds the party, joins it, or resets, as the code says.
 * Throws `one-time-code-refused`, `password-unsuitable`, `account-taken`, `party-exists`, `code-invalid`.
 */
export async function finishPassword(
  deps: IdentityDeps,
  input: BodyOf<typeof finishPasswordContract> & { readonly at: number },
): Promise<ResultOf<typeof finishPasswordContract>> {
  const { code, account, at } = input
  const enrolment = await readStaffCode(deps, code, at)
  if (enrolment.totpSecret === undefined) throw new DomainProblem('one-time-code-refused')
  const key = deps.keys.secret(totpSecretPurpose)
  const secret = openText(key, enrolment.totpSecret, enrolment._id)
  const lastTimeStep = await totpTimeStep(secret, input.oneTimeCode, at, 0)
  if (lastTimeStep === undefined) throw new DomainProblem('one-time-code-refused')
  const passwordHash = await hashPassword(input.password, account)
  return inUniqueTransaction(deps.connection, async (session) => {
    await spendOneTimeCode(deps, session, code, at)
    await assertAccountFree(deps, account, enrolment.person, session)
    const person = await enrol(deps, session, enrolment, input)
    const credentials = credentialModel(deps.connection)
    await credentials.deleteMany({ person: person._id }, { session })
    const totpSecret = sealText(key, secret, person._id, deps.random)
    await credentials.create([{ _id: account, person: person._id, passwordHash, totpSecret, lastTimeStep }], { session })
    return { party: person.party, person: person._id, account }
  })
}

async function enrol(
  deps: IdentityDeps,
  session: ClientSession,
  enrolment: EnrolmentDocument,
  input: BodyOf<typeof finishPasswordContract> & { readonly at: number },
): Promise<PersonDocument> {
  const { at } = input
  if (enrolment.kind === 'reset') {
    const person = await personModel(deps.connection)
      .findOneAndUpdate(
        { _id: enrolment.person ?? '' },
        { $set: { hasPassword: true }, $inc: { version: 1 } },
        { session, returnDocument: 'after' },
      )
      .lean()
    assertHolds(person !== null, 'a reset code names a person')
    await appendEvent(deps, session, {
      type: 'person.password-set',
      subject: { party: person.party, person: person._id },
      at: instantOf(at),
      facts: {},
    })
    return person
  }
  const form = input.person ?? missing('/person')
  const party = enrolment.kind === 'found' ? await found(deps, session, enrolment, input) : (enrolment.party ?? '')
  const id = randomId(deps.random)
  const { isAdministrator } = enrolment
  const person = await insertPerson(deps, session, { id, party, form, isAdministrator, hasPassword: true, at })
  await appendEvent(deps, session, { type: 'person.joined', subject: { party, person: id }, at: instantOf(at), facts: {} })
  return person
}

async function found(
  deps: IdentityDeps,
  session: ClientSession,
  enrolment: EnrolmentDocument,
  input: BodyOf<typeof finishPasswordContract> & { readonly at: number },
): Promise<string> {
  const form = input.party ?? missing('/party')
  assertHolds(enrolment.role !== undefined, 'a founding code names its role')
  const { role } = enrolment
  const id = randomId(deps.random)
  const party = await insertParty(deps, session, { id, form, roles: [foundersRole(role, input.at)], at: input.at })
  await appendEvent(deps, session, {
    type: 'party.founded',
    subject: { party: id },
    at: instantOf(input.at),
    facts: { name: party.name, creditCode: party.creditCode, role },
  })
  return id
}

/** A code that opens the way by password: only founders and the staff have it. */
async function readStaffCode(deps: IdentityReads, code: string, at: number): Promise<EnrolmentDocument> {
  const enrolment = await readOneTimeCode(deps, code, at)
  if (enrolment.kind === 'found') return enrolment
  const party = await partyModel(deps.connection)
    .findById(enrolment.party ?? '', { approvedRoles: 1 })
    .lean()
  if (party === null || !isOffice(party.approvedRoles)) throw new DomainProblem('code-invalid')
  return enrolment
}

async function assertAccountFree(
  deps: IdentityReads,
  account: string,
  person: string | undefined,
  session?: ClientSession,
): Promise<void> {
  const taken = await credentialModel(deps.connection)
    .findById(account, { person: 1 })
    .session(session ?? null)
    .lean()
  if (taken !== null && taken.person !== person) throw new DomainProblem('account-taken')
}

function missing(pointer: string): never {
  throw new DomainProblem('invalid-request', {}, [{ pointer, detail: 'needed for this code' }])
}
