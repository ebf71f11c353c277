import type { VerifiedAct } from '#shared/acts/act.ts'
import { type AlertStep, alertLifecycle } from '#shared/lifecycle/alert.ts'
import { nextState } from '#shared/lifecycle/table.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { type AlertRecord, alertModel, type Disposition } from './alert.model.ts'
import type { SupervisionDeps } from './deps.ts'
import { readAlert } from './present-alert.ts'

/**
 * The regulator takes the next step with an alert, by a signed act that gives its reason. Throws `alert-wrong-state` where the step does not
 * follow, `act-wrong-subject` when the signer saw another version, `state-changed`.
 */
export async function disposeAlert(
  deps: SupervisionDeps,
  {
    act,
    at,
  }: {
    readonly act: VerifiedAct<
      { readonly alert: string; readonly version: number },
      { readonly step: AlertStep; readonly reason: string }
    >
    readonly at: number
  },
): Promise<AlertRecord> {
  const { step, reason } = act.body
  return inTransaction(deps.connection, async (session) => {
    const alert = await readAlert(deps, act.subject.alert, session)
    if (act.subject.version !== alert.version) throw new DomainProblem('act-wrong-subject', { version: alert.version })
    const state = nextState(alertLifecycle, alert.state, step)
    if (state === undefined) throw new DomainProblem('alert-wrong-state', { state: alert.state, step })
    const { person, party } = act.by
    const now = instantOf(at)
    const disposition: Disposition = { step, reason, person, party, at: now, actSha256: act.sha256 }
    const set = { state, version: alert.version + 1, dispositions: [...alert.dispositions, disposition] }
    await appendEvent(deps, session, {
      type: 'alert.disposed',
      subject: { alert: alert._id, tender: alert.tender, lot: alert.lot },
      at: now,
      act,
      facts: { step, state },
    })
    const { matchedCount } = await alertModel(deps.connection).updateOne(
      { _id: alert._id, version: alert.version },
      { $set: set },
      { session },
    )
    if (matchedCount === 0) throw new DomainProblem('state-changed')
    return { ...alert, ...set }
  })
}
