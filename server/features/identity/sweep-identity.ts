import type { IdentityReads } from './deps.ts'
import { enrolmentModel } from './enrolment.model.ts'
import { loginNonceModel } from './login-nonce.model.ts'
import { sessionModel } from './session.model.ts'
import { signInAttemptModel } from './sign-in-attempt.model.ts'

/** How long it is kept who was logged in when and from where: at least six months (rule S7, 网络安全法 21(3)). */
const sessionRecordMs = 190 * 86_400_000
/** A spent or lapsed code is kept this long, to say what became of it. */
const codeRecordMs = 30 * 86_400_000

/** Removes what nobody can use any more: nonces, counted attempts, lapsed codes, old session records. `now` in milliseconds. */
export async function sweepIdentity(deps: IdentityReads, now: number): Promise<void> {
  const before = (ageMs: number) => new Date(now - ageMs)
  await loginNonceModel(deps.connection).deleteMany({ expiresAt: { $lte: before(0) } })
  await signInAttemptModel(deps.connection).deleteMany({ until: { $lte: before(0) } })
  await enrolmentModel(deps.connection).deleteMany({ expiresAt: { $lte: before(codeRecordMs) } })
  await sessionModel(deps.connection).deleteMany({ expiresAt: { $lte: before(sessionRecordMs) } })
}
