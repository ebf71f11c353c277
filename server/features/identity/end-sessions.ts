import type { ClientSession } from 'mongoose'
import type { IdentityReads } from './deps.ts'
import { sessionModel } from './session.model.ts'

/** Which sessions end: one, all of a person (perhaps but one), or all opened by a certificate. */
export type SessionsToEnd =
  | { readonly person: string; readonly session: string }
  | { readonly person: string; readonly except?: string }
  | { readonly certSha256: string }

/** Ends sessions at once: their access tokens are refused from here on. Gives how many were open. */
export async function endSessions(
  deps: IdentityReads,
  which: SessionsToEnd,
  at: number,
  session?: ClientSession,
): Promise<number> {
  const ended = await sessionModel(deps.connection).updateMany(
    { ...filterOf(which), endedAt: null },
    { $set: { endedAt: new Date(at) } },
    session === undefined ? {} : { session },
  )
  return ended.modifiedCount
}

function filterOf(which: SessionsToEnd): Record<string, unknown> {
  if ('certSha256' in which) return { certSha256: which.certSha256 }
  if ('session' in which) return { person: which.person, _id: which.session }
  return which.except === undefined ? { person: which.person } : { person: which.person, _id: { $ne: which.except } }
}
