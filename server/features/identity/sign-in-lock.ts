import { createHmac } from 'node:crypto'
import { hex, utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { IdentityDeps } from './deps.ts'
import { signInAttemptModel } from './sign-in-attempt.model.ts'

/** Attempts are counted over this long. */
const windowMs = 15 * 60_000
/**
 * Attempts by password within the window: against one account from one address, from one address against all, against one account from
 * everywhere. The first is low; the last is high, so that nobody can lock a colleague out from elsewhere with a few wrong words.
 */
const mostAttempts = { pair: 5, address: 30, account: 100 } as const

type LockDeps = Pick<IdentityDeps, 'connection' | 'keys'>

/** Who tries, from where. */
export interface SignInAttempt {
  readonly account: string
  readonly address: string
  /** Milliseconds. */
  readonly at: number
}

/**
 * Counts an attempt **before** its password is judged, so that a thousand at once are a thousand counted. Throws `sign-in-locked`.
 * Certificate login, submission and reveal never come here.
 */
export async function countAttempt(deps: LockDeps, attempt: SignInAttempt): Promise<void> {
  for (const [kind, id] of Object.entries(idsOf(deps, attempt))) {
    const { count, until } = await increment(deps, id, attempt.at)
    if (count > mostAttempts[kind as keyof typeof mostAttempts])
      throw new DomainProblem('sign-in-locked', { retryAfterSeconds: Math.max(1, Math.ceil((until - attempt.at) / 1000)) })
  }
}

/** A right password takes its attempts off again; those against other accounts from the same address stay. */
export async function forgetAttempts(deps: LockDeps, attempt: SignInAttempt): Promise<void> {
  const ids = idsOf(deps, attempt)
  const attempts = signInAttemptModel(deps.connection)
  await attempts.deleteOne({ _id: ids.pair })
  await attempts.updateMany({ _id: { $in: [ids.address, ids.account] }, count: { $gt: 0 } }, { $inc: { count: -1 } })
}

async function increment(deps: LockDeps, id: string, at: number): Promise<{ count: number; until: number }> {
  const attempts = signInAttemptModel(deps.connection)
  const until = new Date(at + windowMs)
  const running = await attempts
    .findOneAndUpdate({ _id: id, until: { $gt: new Date(at) } }, { $inc: { count: 1 } }, { returnDocument: 'after' })
    .lean()
  if (running !== null) return { count: running.count, until: running.until.getTime() }
  const renewed = await attempts.updateOne({ _id: id, until: { $lte: new Date(at) } }, { $set: { count: 1, until } })
  if (renewed.matchedCount === 1) return { count: 1, until: until.getTime() }
  try {
    await attempts.create({ _id: id, count: 1, until })
    return { count: 1, until: until.getTime() }
  } catch (error) {
    if ((error as { code?: number }).code !== 11_000) throw error
    return increment(deps, id, at)
  }
}

/** Names under a key outside the database, so that a dump does not tell who tried from where. */
function idsOf(deps: LockDeps, { account, address }: SignInAttempt): Record<keyof typeof mostAttempts, string> {
  const secret = deps.keys.secret('sign-in-attempts')
  const name = (kind: string, ...parts: string[]) =>
    hex(
      new Uint8Array(
        createHmac('sha256', secret)
          .update(utf8(JSON.stringify([kind, ...parts])))
          .digest(),
      ),
    )
  return { pair: name('pair', account, address), address: name('address', address), account: name('account', account) }
}
