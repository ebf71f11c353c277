import type { Bytes } from '#shared/primitives/bytes.ts'
import { parseOpeningBundle } from '#shared/sealed-bid/opening/bundle.ts'
import type { Check, CheckName } from '#shared/sealed-bid/opening/checks.ts'
import { verifyOpening } from '#shared/sealed-bid/opening/verify-opening.ts'
import type { TaskProgress } from '../../platform/tasks.ts'
import { type Checked, type CheckGroup, NotVerifiable, type VerifyCheck } from './checked.ts'
import type { VerifyTrust } from './trust.ts'

/** Which family each check of an opening belongs to; the order is that of the page. */
const groups: Readonly<Record<CheckName, CheckGroup>> = {
  'list-complete': 'integrity',
  'manifest-fits': 'integrity',
  'facts-match': 'integrity',
  'settlement-on-chain': 'integrity',
  'record-on-chain': 'integrity',
  'notice-signed': 'authenticity',
  'acts-signed': 'authenticity',
  'bid-signed': 'authenticity',
  'deadline-checkpoint': 'time',
  'deadline-timestamp': 'time',
  'entry-in-time': 'time',
  'steps-in-order': 'time',
  'checkpoints-signed': 'ledger',
  'checkpoints-consistent': 'ledger',
  'chain-linked': 'ledger',
  'chain-in-log': 'ledger',
  'notice-on-chain': 'ledger',
  'live-bids': 'recomputed',
  'shares-released': 'recomputed',
  'bid-opens': 'recomputed',
  'cause-proven': 'recomputed',
  'published-fields': 'recomputed',
  'settlement-kept': 'recomputed',
  'stage-kept': 'recomputed',
}

/** Checks that come once for each of the signatures, which is where the time goes. */
const counted: ReadonlySet<CheckName> = new Set(['notice-signed', 'acts-signed', 'bid-signed'])

/** A stranger's check of a whole opening from its bundle (O8, docs/formats/opening.md). Throws NotVerifiable when it is no bundle. */
export async function checkBundle(bytes: Bytes, trust: VerifyTrust, tell: (progress: TaskProgress) => void): Promise<Checked> {
  const bundle = read(bytes)
  const total = bundle.notices.length + bundle.acts.length + bundle.bids.length
  const hasLists = trust.material.revocation.length > 0
  const verify = (isRevocationChecked: boolean) => {
    let done = 0
    tell({ step: 'check', done, total })
    return verifyOpening(bundle, { logKeys: trust.logKeys, trust: trust.material, isRevocationChecked }, ({ name }) => {
      if (!counted.has(name)) return
      done = Math.min(done + 1, total)
      tell({ step: 'check', done, total })
    })
  }
  const strict = await verify(hasLists)
  // Lists that do not reach back to a signature say nothing of it: then revocation is said to be unchecked, and all else is judged anew.
  const isListless = strict.checks.some(
    ({ verdict, why }) => verdict === 'fail' && why?.startsWith('revocation-unknown') === true,
  )
  const verdict = isListless ? await verify(false) : strict
  const checks = grouped(verdict.checks)
  if (!hasLists || isListless)
    checks.push({ group: 'authenticity', name: 'revocation', state: 'unchecked', why: 'no lists of that time' })
  else checks.push({ group: 'authenticity', name: 'revocation', state: 'pass' })
  return {
    kind: 'bundle',
    facts: [
      { key: 'platform', value: bundle.platform },
      { key: 'tender', value: bundle.tender },
      { key: 'bids', value: String(bundle.bids.length) },
      { key: 'events', value: String(bundle.chain.length) },
      { key: 'acts', value: String(bundle.acts.length) },
    ],
    checks,
  }
}

function read(bytes: Bytes) {
  try {
    return parseOpeningBundle(bytes)
  } catch (error) {
    if (error instanceof SyntaxError) throw new NotVerifiable('truncated', error.message)
    throw new NotVerifiable('unknown', error instanceof Error ? error.message.slice(0, 200) : '')
  }
}

/** One row for each name: how many of how many, and each failure with what it is about. */
function grouped(checks: readonly Check[]): VerifyCheck[] {
  const byName = new Map<CheckName, Check[]>()
  for (const check of checks) byName.set(check.name, [...(byName.get(check.name) ?? []), check])
  return (Object.keys(groups) as CheckName[]).flatMap((name) => {
    const own = byName.get(name)
    if (own === undefined) return []
    const failed = own.filter(({ verdict }) => verdict === 'fail')
    const passed = own.filter(({ verdict }) => verdict === 'pass').length
    const state = failed.length > 0 ? 'fail' : passed > 0 ? 'pass' : 'unchecked'
    return [
      {
        group: groups[name],
        name,
        state,
        fact: own.length > 1 ? `${passed} / ${own.length}` : undefined,
        why: failed[0]?.why ?? own.find(({ verdict }) => verdict === 'not-checked')?.why,
        ...(failed.length === 0
          ? {}
          : { subjects: failed.map(({ subject, why }) => ({ subject: subject ?? '', why: why ?? '' })) }),
      } satisfies VerifyCheck,
    ]
  })
}
