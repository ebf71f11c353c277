import type { ClientSession } from 'mongoose'
import type { z } from 'zod'
import type { alertView, listAlerts } from '#shared/contracts/supervision.ts'
import type { AlertState } from '#shared/lifecycle/alert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type AlertRecord, alertModel, lotFiguresModel } from './alert.model.ts'
import type { SupervisionReads } from './deps.ts'

type View = z.input<typeof alertView>
type Page = z.input<(typeof listAlerts)['answer']['schema']>

/** An alert by its id. Throws `not-found`. */
export async function readAlert(deps: SupervisionReads, id: string, session?: ClientSession): Promise<AlertRecord> {
  const alert = await alertModel(deps.connection)
    .findById(id)
    .session(session ?? null)
    .lean<AlertRecord>()
  if (alert === null) throw new DomainProblem('not-found')
  return alert
}

/** Alerts, newest first, from behind `after`; with the base rate: of how many assessed lots. Throws `not-found` for an unknown `after`. */
export async function presentAlerts(
  deps: SupervisionReads,
  input: { readonly state?: AlertState | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<Page> {
  const { state, after, limit } = input
  const last = after === undefined ? undefined : await readAlert(deps, after)
  const filter = {
    ...(state === undefined ? {} : { state }),
    ...(last === undefined
      ? {}
      : { $or: [{ raisedAt: { $lt: last.raisedAt } }, { raisedAt: last.raisedAt, _id: { $lt: last._id } }] }),
  }
  const found = await alertModel(deps.connection)
    .find(filter)
    .sort({ raisedAt: -1, _id: -1 })
    .limit(limit + 1)
    .lean<AlertRecord[]>()
  const page = found.slice(0, limit)
  return {
    alerts: page.map(rowOf),
    next: found.length > limit ? (page.at(-1)?._id ?? null) : null,
    lotsAssessed: await lotFiguresModel(deps.connection).countDocuments({}),
    lotsAlerted: await lotFiguresModel(deps.connection).countDocuments({ isAlerted: true }),
  }
}

/** An alert, whole. */
export function presentAlert(alert: AlertRecord): View {
  return {
    ...rowOf(alert),
    version: alert.version,
    event: { ...alert.event },
    ceiling: alert.ceiling as View['ceiling'],
    bids: alert.bids.map((bid) => ({ ...bid, price: bid.price as View['bids'][number]['price'] })),
    indications: alert.indications.map((indication) => ({
      ...indication,
      inputs: [...indication.inputs],
      bids: [...indication.bids],
      explanations: [...indication.explanations],
    })),
    dispositions: alert.dispositions.map((each) => ({ ...each, at: each.at as View['dispositions'][number]['at'] })),
  }
}

function rowOf(alert: AlertRecord): Page['alerts'][number] {
  return {
    id: alert._id,
    tender: alert.tender,
    lot: alert.lot,
    code: alert.code,
    title: alert.title,
    lotName: alert.lotName,
    raisedAt: instantOf(alert.raisedAt.getTime()),
    state: alert.state,
    strength: alert.strength,
    notable: alert.indications.filter(({ verdict }) => verdict === 'notable').map(({ id }) => id),
  }
}
