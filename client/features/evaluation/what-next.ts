import type { Tone } from '../../ui/tone.ts'
import type { Desk } from './use-evaluation.ts'

/** What a member is to do now: key of its sentences, and what stands in them. */
export interface WhatNext {
  readonly key:
    | 'undertake'
    | 'elect'
    | 'waitQualification'
    | 'waitSeated'
    | 'review'
    | 'waitReview'
    | 'inquiry'
    | 'judge'
    | 'score'
    | 'waitPrices'
    | 'priceReview'
    | 'waitPriceReview'
    | 'waitScores'
    | 'explain'
    | 'waitExplained'
    | 'sign'
    | 'reReview'
    | 'waitReReviewed'
    | 'waitSigned'
    | 'completed'
    | 'failed'
    | 'terminated'
    | 'watching'
  readonly tone: Tone
  readonly facts: Readonly<Record<string, number>>
}

/** Lots that are still evaluated. */
export function openLots(desk: Pick<Desk, 'lots'>): Desk['lots'] {
  return desk.lots.filter(({ isFailed }) => !isFailed)
}

/** Own scores that stand out and are not explained yet. */
export function ownAbnormal(desk: Desk) {
  return desk.lots.flatMap((lot) =>
    (lot.result?.abnormal ?? [])
      .filter((flag) => flag.seat === desk.seat)
      .filter(
        ({ seat, bid, criterion }) =>
          !lot.explanations.some((each) => each.seat === seat && each.bid === bid && each.criterion === criterion),
      )
      .map((flag) => ({ ...flag, lot: lot.lot })),
  )
}

/** Own flagged scores of the lot that is re-reviewed, which may be corrected once more until one has concluded (X13). */
export function ownToCorrect(desk: Desk) {
  const { reReview, round, seat } = desk
  if (desk.state !== 're-reviewing' || reReview === null || seat === null) return []
  const isConcluded = reReview.conclusions.some((each) => each.seat === seat)
  if (isConcluded || reReview.ground !== 'abnormal-score') return ownAbnormal(desk)
  return desk.lots.flatMap((lot) =>
    (lot.result?.abnormal ?? [])
      .filter((flag) => flag.seat === seat && lot.lot === reReview.lot)
      .filter(
        ({ bid, criterion }) =>
          !lot.explanations.some(
            (each) => each.seat === seat && each.bid === bid && each.criterion === criterion && each.round === round,
          ),
      )
      .map((flag) => ({ ...flag, lot: lot.lot })),
  )
}

/** Finds what the member at this desk is to do, or what is waited for. */
export function whatNext(desk: Desk): WhatNext {
  const say = (key: WhatNext['key'], tone: Tone = 'plain', facts: WhatNext['facts'] = {}): WhatNext => ({ key, tone, facts })
  if (desk.state === 'completed' || desk.state === 'failed' || desk.state === 'terminated')
    return say(desk.state, desk.state === 'completed' ? 'ok' : 'warn')
  if (desk.seat === null) return say('watching')
  const own = desk.seats.find(({ seat }) => seat === desk.seat)
  const lots = openLots(desk)
  const missing = (of: (seat: Desk['seats'][number]) => boolean) =>
    desk.seats.filter((seat) => !seat.isVacant && !of(seat)).length
  switch (desk.state) {
    case 'seated':
      if (own?.hasUndertaken !== true) return say('undertake', 'warn')
      if (desk.chair === null && !desk.chairVotes.some(({ seat }) => seat === desk.seat)) return say('elect', 'warn')
      if (own.hasUndertaken && desk.chair !== null && desk.lots.some(({ isToQualify }) => isToQualify))
        return say('waitQualification')
      return say('waitSeated', 'plain', { count: missing(({ hasUndertaken }) => hasUndertaken) })
    case 'preliminary': {
      const left = lots.filter(({ lot }) => own?.reviewed.includes(lot) !== true).length
      if (left > 0) return say('review', 'warn', { count: left })
      return say('waitReview', 'plain', { count: missing(({ reviewed }) => lots.every(({ lot }) => reviewed.includes(lot))) })
    }
    case 'inquiring':
    case 'pricing': {
      const toJudge = desk.questions.filter(
        ({ kind, isClosed, isAccepted, ownJudgement }) =>
          kind === 'low-price' && isClosed && isAccepted === null && ownJudgement === null,
      )
      if (toJudge.length > 0) return say('judge', 'warn', { count: toJudge.length })
      if (desk.state === 'inquiring') return say('inquiry')
      return desk.seat === desk.chair ? say('priceReview', 'warn') : say('waitPriceReview')
    }
    case 'scoring': {
      const left = lots.filter(({ lot }) => own?.locked.includes(lot) !== true).length
      if (left > 0) return say('score', 'warn', { count: left })
      return say('waitScores', 'plain', { count: missing(({ locked }) => lots.every(({ lot }) => locked.includes(lot))) })
    }
    case 'awaiting-prices':
      return say('waitPrices')
    case 'totalled': {
      const { length } = ownAbnormal(desk)
      return length > 0 ? say('explain', 'warn', { count: length }) : say('waitExplained')
    }
    case 're-reviewing': {
      const { conclusions = [] } = desk.reReview ?? {}
      const isConcluded = (seat: number | null) => conclusions.some((each) => each.seat === seat)
      if (!isConcluded(desk.seat)) return say('reReview', 'warn')
      const { length } = ownAbnormal(desk)
      if (length > 0) return say('explain', 'warn', { count: length })
      return say('waitReReviewed', 'plain', { count: missing(({ seat }) => isConcluded(seat)) })
    }
    case 'signing':
    case 're-signing':
      return own?.hasSigned === true
        ? say('waitSigned', 'plain', { count: missing(({ hasSigned }) => hasSigned) })
        : say('sign', 'warn')
  }
}
