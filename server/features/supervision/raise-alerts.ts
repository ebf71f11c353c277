import type { ClientSession } from 'mongoose'
import { assessLot, type Market } from '#shared/alerts/assess-lot.ts'
import type { Indication } from '#shared/alerts/indicator.ts'
import type { Ratio } from '#shared/alerts/ratio.ts'
import { isYuan, parseYuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import { appendEvent, type SequencedEvent } from '../ledger/index.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { type OpeningBid, readOpeningBids } from '../opening/index.ts'
import { type AlertBid, type AlertRecord, alertModel, type LotFigures, lotFiguresModel } from './alert.model.ts'
import type { SupervisionDeps } from './deps.ts'

/**
 * Assesses the prices of every lot an opening has just shown, keeps the figures for later comparison, and raises an alert where an indicator
 * finds something. In the transaction of the reaction; a lot assessed before is left alone. Before publication nobody, the platform
 * included, knows a price.
 */
export async function raiseAlerts(
  deps: SupervisionDeps,
  session: ClientSession,
  event: Pick<SequencedEvent, 'log' | 'index' | 'c' | 'at'>,
  tenderId: string,
): Promise<void> {
  const tender = await readPublishedTender(deps, tenderId, session)
  const bids = await readOpeningBids(deps, tenderId, session)
  for (const lot of tender.lots) await assess(deps, session, { event, tender, lot, bids: pricedBids(tender, lot.id, bids) })
}

interface Assessed {
  readonly event: Pick<SequencedEvent, 'log' | 'index' | 'c' | 'at'>
  readonly tender: PublishedTender
  readonly lot: PublishedTender['lots'][number]
  readonly bids: readonly AlertBid[]
}

async function assess(deps: SupervisionDeps, session: ClientSession, { event, tender, lot, bids }: Assessed): Promise<void> {
  const figures = lotFiguresModel(deps.connection)
  const _id = tender._id + lot.id
  if (bids.length === 0 || (await figures.exists({ _id }).session(session)) !== null) return
  const market = `${tender.tendererParty} ${tender.category} ${tender.evaluation?.method ?? ''}`
  const { indications, strength } = assessLot(
    {
      bids: bids.map(({ number, party, price }) => ({ number, party, price: parseYuan(price) })),
      ceiling: parseYuan(lot.ceilingPrice),
      isAverageBid: isAverageBid(tender),
    },
    marketOf(await figures.find({ market }).session(session).lean<LotFigures[]>()),
  )
  await figures.create([{ _id, market, isAlerted: strength !== null, values: valuesOf(indications) }], { session })
  if (strength === null) return
  const alert: AlertRecord = {
    _id: randomId(deps.random),
    version: 1,
    tender: tender._id,
    lot: lot.id,
    code: tender.code,
    title: tender.title,
    lotName: lot.name,
    raisedAt: new Date(event.at),
    state: 'new',
    strength,
    event: { log: event.log, index: event.index, commitment: event.c },
    ceiling: lot.ceilingPrice,
    bids,
    indications: indications.map(({ exact: _, ...shown }) => shown),
    dispositions: [],
  }
  await alertModel(deps.connection).create([alert], { session })
  // Not on the tender's chain: an alert is the regulator's alone, and the committee must not be moved by it.
  await appendEvent(deps, session, {
    type: 'alert.raised',
    subject: { alert: alert._id, tender: tender._id, lot: lot.id },
    at: event.at,
    facts: { indicators: indications.filter(({ verdict }) => verdict === 'notable').map(({ id }) => id), strength },
  })
}

/** Bids of a lot that opened with a price. A price that lies in an envelope opened later is not there yet. */
function pricedBids(tender: PublishedTender, lot: string, bids: readonly OpeningBid[]): AlertBid[] {
  const field =
    tender.evaluation?.plan?.price.field ??
    tender.envelopes.flatMap(({ fields }) => fields).find(({ type }) => type === 'price')?.name
  return bids.flatMap(({ _id, lot: of, number, state, identity, fields }) => {
    const price = field === undefined ? undefined : fields?.[field]
    if (of !== lot || state !== 'opened' || identity === null || price === undefined || !isYuan(price)) return []
    return [{ number, manifestSha256: _id, party: identity.party, name: identity.name, price }]
  })
}

/** Whether the price nearest to a mean wins (合理均价): there screens of spread and gap say little. */
function isAverageBid({ evaluation }: Pick<PublishedTender, 'evaluation'>): boolean {
  const formula = evaluation?.plan?.price.formula
  return formula?.kind === 'benchmark' && formula.of === 'mean'
}

function valuesOf(indications: readonly Indication[]): LotFigures['values'] {
  return Object.fromEntries(
    indications.flatMap(({ id, exact }) =>
      exact === null ? [] : [[id, [exact.numerator.toString(), exact.denominator.toString()] as const]],
    ),
  )
}

function marketOf(lots: readonly LotFigures[]): Market {
  const of = (id: string): Ratio[] =>
    lots.flatMap(({ values }) => {
      const value = values[id]
      return value === undefined ? [] : [{ numerator: BigInt(value[0]), denominator: BigInt(value[1]) }]
    })
  return { P01: of('P01'), P04: of('P04') }
}
