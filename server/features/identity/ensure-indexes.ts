import type { Connection, Model } from 'mongoose'
import { affiliateModel } from './affiliate.model.ts'
import { certificateModel } from './certificate.model.ts'
import { credentialModel } from './credential.model.ts'
import { enrolmentModel } from './enrolment.model.ts'
import { loginNonceModel } from './login-nonce.model.ts'
import { partyModel } from './party.model.ts'
import { personModel } from './person.model.ts'
import { sessionModel } from './session.model.ts'
import { signInAttemptModel } from './sign-in-attempt.model.ts'

/** Makes identity's collections and indexes: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  const models = [
    partyModel(connection),
    personModel(connection),
    certificateModel(connection),
    sessionModel(connection),
    loginNonceModel(connection),
    enrolmentModel(connection),
    credentialModel(connection),
    signInAttemptModel(connection),
    affiliateModel(connection),
  ] as unknown as readonly Model<unknown>[]
  for (const model of models) {
    await model.createCollection()
    await model.createIndexes()
  }
}
