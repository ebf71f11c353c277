import type { Client } from '#shared/contracts/client.ts'
import { parseCommitteeActs } from '#shared/evaluation/committee-acts.ts'
import type { CommitteeCheckName } from '#shared/evaluation/committee-facts.ts'
import { type CommitteeVerdict, verifyCommitteeActs } from '#shared/evaluation/verify-committee-acts.ts'
import type { CheckState } from '../../ui/check-row.tsx'
import { platformTrust } from '../ledger/trust.ts'

/** One line of the checks: everything of that name together. */
export interface CommitteeCheck {
  readonly name: CommitteeCheckName
  readonly state: Exclude<CheckState, 'running'>
  /** How many things were checked under this name. */
  readonly count: number
  /** What the first that did not pass says. */
  readonly why: string | undefined
}

/**
 * Checks here what a committee signed: chain, signatures, seats, locked sheets and report, by the platform's word on its anchors and log keys.
 * Throws ProblemError, TypeError off line, and what `parseCommitteeActs` throws.
 */
export async function checkCommittee(client: Client, bytes: Uint8Array): Promise<readonly CommitteeCheck[]> {
  const bundle = parseCommitteeActs(bytes)
  const { material, logKeys } = await platformTrust(client)
  const verify = (isRevocationChecked: boolean) => verifyCommitteeActs(bundle, { logKeys, trust: material, isRevocationChecked })
  const strict = await verify(material.revocation.length > 0)
  // Lists that do not reach back to a signature say nothing of it.
  const isListless = strict.checks.some(
    ({ verdict, why }) => verdict === 'fail' && why?.startsWith('revocation-unknown') === true,
  )
  return grouped((isListless ? await verify(false) : strict).checks)
}

function grouped(checks: CommitteeVerdict['checks']): CommitteeCheck[] {
  return [...new Set(checks.map(({ name }) => name))].map((name) => {
    const own = checks.filter((check) => check.name === name)
    const bad = own.find(({ verdict }) => verdict === 'fail') ?? own.find(({ verdict }) => verdict === 'not-checked')
    const state = bad === undefined ? 'pass' : bad.verdict === 'fail' ? 'fail' : 'unchecked'
    return { name, state, count: own.length, why: bad?.why }
  })
}
