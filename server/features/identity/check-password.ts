import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type CredentialDocument, credentialModel } from './credential.model.ts'
import type { IdentityDeps } from './deps.ts'
import { isPassword } from './password.ts'
import { openText } from './secret-box.ts'
import { countAttempt, forgetAttempts } from './sign-in-lock.ts'
import { totpTimeStep } from './totp.ts'

/** Purpose of the secret that authenticators' secrets are encrypted under. */
export const totpSecretPurpose = 'totp-secrets'

/**
 * Judges account, password and one-time code together, always with the same work and the same answer: who guesses does not learn which was
 * wrong. A code is used up. Throws `sign-in-refused`, or `sign-in-locked` after too many attempts.
 */
export async function checkPassword(
  deps: IdentityDeps,
  input: {
    readonly account: string
    readonly password: string
    readonly oneTimeCode: string
    readonly address: string
    readonly at: number
  },
): Promise<CredentialDocument> {
  const { account, at } = input
  await countAttempt(deps, input)
  const credentials = credentialModel(deps.connection)
  const credential = await credentials.findById(account).lean()
  const isRight = await isPassword(credential?.passwordHash, input.password)
  if (credential === null || !isRight) throw new DomainProblem('sign-in-refused')
  const secret = openText(deps.keys.secret(totpSecretPurpose), credential.totpSecret, credential.person)
  const timeStep = await totpTimeStep(secret, input.oneTimeCode, at, credential.lastTimeStep)
  if (timeStep === undefined) throw new DomainProblem('sign-in-refused')
  const used = await credentials.updateOne(
    { _id: account, lastTimeStep: { $lt: timeStep } },
    { $set: { lastTimeStep: timeStep } },
  )
  if (used.matchedCount !== 1) throw new DomainProblem('sign-in-refused')
  await forgetAttempts(deps, input)
  return credential
}
