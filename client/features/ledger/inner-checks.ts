import { actSchema, maxListActBytes } from '#shared/acts/act.ts'
import { parseDrawBundle, verifyDraw } from '#shared/draw/verify-draw.ts'
import { parseCommitteeActs } from '#shared/evaluation/committee-acts.ts'
import { verifyCommitteeActs } from '#shared/evaluation/verify-committee-acts.ts'
import { verifyCms } from '#shared/pki/cms-signature.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { parseCanonical } from '#shared/primitives/canonical-json.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import type { Check } from '#shared/sealed-bid/opening/checks.ts'
import { checkBundle } from './check-bundle.ts'
import { checkPdf } from './check-pdf.ts'
import type { Checked, CheckGroup, VerifyCheck } from './checked.ts'
import { judgeCertificate, type VerifyTrust } from './trust.ts'

/** What was found of one thing inside another: how much was checked, and what did not hold. */
export interface InnerFindings {
  readonly checked: number
  readonly faults: readonly { readonly subject: string; readonly why: string }[]
}

/** One row for everything of a kind: how many of how many hold, and each that does not. */
export function innerRow(group: CheckGroup, name: string, findings: readonly InnerFindings[]): VerifyCheck {
  const faults = findings.flatMap((one) => one.faults)
  const good = findings.filter((one) => one.faults.length === 0).length
  return {
    group,
    name,
    state: faults.length === 0 ? 'pass' : 'fail',
    fact: `${good} / ${findings.length}`,
    ...(faults.length === 0 ? {} : { why: faults[0]?.why, subjects: faults }),
  }
}

/** Draws again from the bundle of a draw. */
export function findInDraw(bytes: Bytes, trust: VerifyTrust): Promise<InnerFindings> {
  return found(trust, (isRevocationChecked) =>
    verifyDraw(parseDrawBundle(bytes), {
      logKeys: trust.logKeys,
      certificates: { trust: trust.material, isRevocationChecked },
    }),
  )
}

/** Checks what a committee signed. */
export function findInCommittee(bytes: Bytes, trust: VerifyTrust): Promise<InnerFindings> {
  return found(trust, (isRevocationChecked) =>
    verifyCommitteeActs(parseCommitteeActs(bytes), { logKeys: trust.logKeys, trust: trust.material, isRevocationChecked }),
  )
}

/** Checks a whole opening. */
export async function findInOpening(bytes: Bytes, trust: VerifyTrust): Promise<InnerFindings> {
  return readable(async () => faultsOf((await checkBundle(bytes, trust, () => undefined)).checks))
}

/** Checks the signatures of a PDF. `now`: milliseconds since 1970. */
export async function findInPdf(bytes: Bytes, trust: VerifyTrust, now: number): Promise<InnerFindings> {
  return readable(async () => faultsOf((await checkPdf(bytes, trust, now)).checks))
}

/** Checks an act's signature and its signer's certificate at the time it names. */
export async function findInAct(act: Bytes, p7s: Bytes, trust: VerifyTrust): Promise<InnerFindings> {
  return readable(async () => {
    const { at, actor } = actSchema.parse(parseCanonical(act, maxListActBytes))
    const { signer, chain } = await verifyCms({ content: act, p7s })
    if (signer.sha256 !== actor.certSha256)
      return { checked: 1, faults: [{ subject: '', why: 'signed with another certificate than the act names' }] }
    return faultsOf(await judgeCertificate({ leaf: signer, chain, trust, at: millisOf(at), usage: 'sign' }))
  })
}

async function found(
  trust: VerifyTrust,
  verify: (isRevocationChecked: boolean) => Promise<{ readonly checks: readonly Check<string>[] }>,
): Promise<InnerFindings> {
  return readable(async () => {
    const strict = await verify(trust.material.revocation.length > 0)
    // Lists that do not reach back to a signature say nothing of it.
    const isListless = strict.checks.some(
      ({ verdict, why }) => verdict === 'fail' && why?.startsWith('revocation-unknown') === true,
    )
    const { checks } = isListless ? await verify(false) : strict
    const faults = checks.filter(({ verdict }) => verdict === 'fail')
    return {
      checked: checks.length,
      faults: faults.map(({ name, subject, why }) => ({ subject: subject ?? '', why: `${name}: ${why ?? ''}` })),
    }
  })
}

function faultsOf(checks: readonly VerifyCheck[]): InnerFindings {
  const faults = checks.filter(({ state }) => state === 'fail')
  return { checked: checks.length, faults: faults.map(({ name, why }) => ({ subject: '', why: `${name}: ${why ?? ''}` })) }
}

/** What cannot even be read does not hold. */
async function readable(work: () => Promise<InnerFindings>): Promise<InnerFindings> {
  try {
    return await work()
  } catch (error) {
    return { checked: 0, faults: [{ subject: '', why: error instanceof Error ? error.message.slice(0, 300) : String(error) }] }
  }
}

/** The bundle of a draw, or what a committee signed, by itself. */
export async function checkInner(
  kind: 'draw' | 'committee',
  bytes: Bytes,
  trust: VerifyTrust,
): Promise<Pick<Checked, 'kind' | 'facts' | 'checks'>> {
  const said = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>
  const findings = await (kind === 'draw' ? findInDraw : findInCommittee)(bytes, trust)
  const row = innerRow('recomputed', `${kind}-again`, [findings])
  return {
    kind,
    facts: ['platform', 'tender', 'draw'].flatMap((key) => {
      const value = said[key]
      return typeof value === 'string' ? [{ key, value, isDigest: key === 'draw' }] : []
    }),
    checks: [{ ...row, fact: String(findings.checked) }],
  }
}
