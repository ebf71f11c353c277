import { hash, verify } from '@node-rs/argon2'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

/** Argon2id (the library's default variant; RFC 9106) at 19 MiB, two passes, one lane: what OWASP recommends as the least. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Distinct characters a password has at least. */
const leastDistinct = 5

let decoy: Promise<string> | undefined

/** Hashes a new password for storage. Throws `password-unsuitable` when it contains the account or repeats a few characters. */
export async function hashPassword(password: string, account: string): Promise<string> {
  const isMonotonous = new Set(password).size < leastDistinct
  if (isMonotonous || password.toLowerCase().includes(account)) throw new DomainProblem('password-unsuitable')
  return hash(password, parameters)
}

/** Whether a password fits its hash. Without a hash it works as long and says no: an account that does not exist answers no faster. */
export async function isPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hash('no account has this password', parameters)
  const fits = await verify(passwordHash ?? (await decoy), password)
  return fits && passwordHash !== undefined
}
