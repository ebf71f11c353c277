import type { ClientSession } from 'mongoose'
import { base64url, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { IdentityReads, IdentityRecords } from './deps.ts'
import { type EnrolmentDocument, enrolmentModel } from './enrolment.model.ts'

/** An invitation is good this long. */
export const invitationMs = 7 * 86_400_000
/** A set-up link and a reset are good this long. */
export const setupMs = 86_400_000

/** A code just made: shown once, never stored. */
export interface OneTimeCode {
  readonly code: string
  readonly expiresAt: Instant
}

/** Makes a one-time code for what is described. `at` and `lifeMs` in milliseconds. */
export async function makeOneTimeCode(
  deps: IdentityRecords,
  input: Pick<EnrolmentDocument, 'kind' | 'role' | 'party' | 'person' | 'personName' | 'isAdministrator'> & {
    readonly at: number
    readonly lifeMs: number
  },
  session?: ClientSession,
): Promise<OneTimeCode> {
  const { at, lifeMs, ...what } = input
  const code = base64url(deps.random(32))
  const document: EnrolmentDocument = { _id: codeDigest(code), ...what, expiresAt: new Date(at + lifeMs), usedAt: null }
  await enrolmentModel(deps.connection).create([document], session === undefined ? {} : { session })
  return { code, expiresAt: instantOf(at + lifeMs) }
}

/** What an attacker-controlled code is good for at `at`. Throws `code-invalid`, whatever is wrong with it. */
export async function readOneTimeCode(deps: IdentityReads, code: string, at: number): Promise<EnrolmentDocument> {
  const found = await enrolmentModel(deps.connection)
    .findOne({ _id: codeDigest(code), usedAt: null, expiresAt: { $gt: new Date(at) } })
    .lean()
  if (found === null) throw new DomainProblem('code-invalid')
  return found
}

/** Uses a code up, in the transaction of what it was good for. Throws `code-invalid` when it is not, or no longer, good. */
export async function spendOneTimeCode(
  deps: IdentityReads,
  session: ClientSession,
  code: string,
  at: number,
): Promise<EnrolmentDocument> {
  const spent = await enrolmentModel(deps.connection)
    .findOneAndUpdate(
      { _id: codeDigest(code), usedAt: null, expiresAt: { $gt: new Date(at) } },
      { $set: { usedAt: new Date(at) }, $unset: { totpSecret: 1 } },
      { session, returnDocument: 'before' },
    )
    .lean()
  if (spent === null) throw new DomainProblem('code-invalid')
  return spent
}

/** What is stored of a code. */
function codeDigest(code: string): string {
  return sha256Hex(utf8(code))
}
