import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SubjectiveCriterion } from '#shared/scoring/plan.ts'
import { parsePoints } from '#shared/scoring/points.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input, TextArea } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { bandOf, givenTo, maximumOf, pointsFault, type ScoredBid, type Scores, tidyPoints } from './score-view.ts'

type BidScores = Scores[string]

/** The sheet of one bid: one criterion open at a time, with its bands, points and reason. */
export function ScoreSheet({
  scored,
  scores,
  onGive,
  onNext,
}: {
  readonly scored: ScoredBid
  readonly scores: BidScores
  readonly onGive: (criterion: string, points: string, reason: string) => void
  /** Goes on to the next bid; absent at the last. */
  readonly onNext: (() => void) | undefined
}) {
  const { t } = useTranslation('evaluation')
  const { bid, criteria, isBlind } = scored
  const done = (criterion: SubjectiveCriterion) => {
    const points = scores[criterion.id]?.points ?? ''
    return points !== '' && pointsFault(criterion, points) === undefined
  }
  const [open, setOpen] = useState(() =>
    Math.max(
      0,
      criteria.findIndex((criterion) => !done(criterion)),
    ),
  )
  const count = criteria.filter(done).length
  return (
    <section className="sheet" aria-label={t('sheet.title')}>
      <header className="row between flow">
        <span>
          <b className="t16 ink1">{isBlind ? t('score.blindName', { name: bid.bid }) : bid.bidder}</b>{' '}
          <span className="t13 ink3">{t('sheet.of', { maximum: maximumOf(criteria), done: count, all: criteria.length })}</span>
        </span>
        <span className="t13 ink3">{t('sheet.given', { points: givenTo({ [bid.bid]: scores }, scored) })}</span>
      </header>
      {isBlind && (
        <p className="t12 ink3 sheet-note">
          <Icon name="eye-off" size={14} /> {t('sheet.blind')}
        </p>
      )}
      <ol>
        {criteria.map((criterion, index) => {
          const given = scores[criterion.id] ?? { points: '', reason: '' }
          const isDone = done(criterion)
          return (
            <li key={criterion.id} className={index === open ? 'open' : ''}>
              <button type="button" className="sheet-row" aria-expanded={index === open} onClick={() => setOpen(index)}>
                <span className={isDone ? 'ok' : 'ink3'}>
                  <Icon name={isDone ? 'check-circle' : 'minus'} />
                </span>
                <b className="grow">{criterion.name}</b>
                <span className="t13 ink3">
                  {isDone ? <b className="t16 ink1">{tidyPoints(given.points)}</b> : t('sheet.open')} / {criterion.maximum}
                </span>
              </button>
              {index === open && (
                <OpenCriterion
                  criterion={criterion}
                  given={given}
                  onGive={(points, reason) => onGive(criterion.id, points, reason)}
                />
              )}
            </li>
          )
        })}
      </ol>
      <footer className="row flow between">
        <span className="t13 ink3">{t('sheet.later')}</span>
        {open < criteria.length - 1 ? (
          <Button look="line" onClick={() => setOpen(open + 1)}>
            {t('sheet.next')}
          </Button>
        ) : (
          onNext !== undefined && (
            <Button look="line" onClick={onNext}>
              {t('sheet.nextBid')}
            </Button>
          )
        )}
      </footer>
    </section>
  )
}

function OpenCriterion({
  criterion,
  given: { points, reason },
  onGive,
}: {
  readonly criterion: SubjectiveCriterion
  readonly given: { readonly points: string; readonly reason: string }
  readonly onGive: (points: string, reason: string) => void
}) {
  const { t } = useTranslation('evaluation')
  const fault = pointsFault(criterion, points)
  const band = bandOf(criterion, points)
  const { maximum, step, bands } = criterion
  return (
    <div className="sheet-open stack-12">
      <p className="t13 ink3">{t('sheet.scale', { maximum, step })}</p>
      {bands.length > 0 && (
        <table className="bands">
          <caption className="sr">{t('sheet.bands')}</caption>
          <tbody>
            {bands.map(({ name, from, to, text }) => (
              <tr key={name} className={name === band ? 'on' : ''} aria-current={name === band || undefined}>
                <th scope="row">{name}</th>
                <td className="nowrap">{t('sheet.range', { from, to })}</td>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="points">
        <input
          type="range"
          aria-label={t('sheet.slider', { name: criterion.name })}
          min={0}
          // A scale of steps: the slider counts them, so that no decimal is ever rounded.
          max={Number(parsePoints(maximum) / parsePoints(step))}
          value={points === '' || fault !== undefined ? 0 : Number(parsePoints(tidyPoints(points)) / parsePoints(step))}
          aria-valuetext={points === '' ? t('sheet.open') : points}
          onChange={({ target }) => onGive(ofSteps(step, target.valueAsNumber), reason)}
        />
        <Field
          label={t('sheet.points', { name: criterion.name })}
          error={fault === undefined ? undefined : t(`sheet.fault.${fault}`, { maximum, step })}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              className="points-input"
              value={points}
              onChange={({ target }) => onGive(target.value.normalize('NFKC').trim(), reason)}
              onBlur={() => tidyPoints(points) !== points && onGive(tidyPoints(points), reason)}
            />
          )}
        </Field>
      </div>
      <Field label={t('sheet.reason')}>
        {(control) => (
          <TextArea
            {...control}
            rows={3}
            maxLength={1000}
            value={reason}
            onChange={({ target }) => onGive(points, target.value)}
          />
        )}
      </Field>
    </div>
  )
}

function ofSteps(step: string, count: number): string {
  const units = parsePoints(step) * BigInt(count)
  const digits = units.toString().padStart(5, '0')
  return tidyPoints(`${digits.slice(0, -4)}.${digits.slice(-4)}`)
}
