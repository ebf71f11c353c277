import { identityPolicy } from '#shared/policy/identity.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { changePerson, type PersonAct } from './change-person.ts'
import type { IdentityRecords } from './deps.ts'
import { endSessions } from './end-sessions.ts'
import { makeOneTimeCode, type OneTimeCode, setupMs } from './one-time-code.ts'

/**
 * An administrator of a staff party has a colleague's password and authenticator set anew: gives a one-time code, ends the colleague's
 * sessions. The old password stays good until the code is used, so that a code that is lost locks nobody out.
 */
export async function resetPassword(
  deps: IdentityRecords,
  input: { readonly person: string; readonly act: PersonAct; readonly at: number },
): Promise<OneTimeCode> {
  let made: OneTimeCode | undefined
  await changePerson(deps, {
    ...input,
    row: identityPolicy.resetPassword,
    eventType: 'person.password-reset',
    async decide(person, session) {
      await endSessions(deps, { person: person._id }, input.at, session)
      const { isAdministrator, party } = person
      made = await makeOneTimeCode(
        deps,
        { kind: 'reset', party, person: person._id, isAdministrator, at: input.at, lifeMs: setupMs },
        session,
      )
      return {}
    },
  })
  assertHolds(made !== undefined, 'a reset makes a code')
  return made
}
