import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ClosesIn } from '../../ui/clock.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { Tone } from '../../ui/tone.ts'
import { type CustodyDraw, useCustodyDraws } from './use-custody-draws.ts'
import { drawOf, type Seat, type SeatTask, taskOf, useSeats } from './use-seats.ts'
import '../identity/identity.css'

const tones = {
  accept: 'warn',
  ready: 'warn',
  open: 'blue',
  draw: 'blue',
  keep: 'ok',
  destroy: 'plain',
  wait: 'ok',
  none: 'plain',
} as const satisfies Record<SeatTask, Tone>
const due: readonly SeatTask[] = ['open', 'draw', 'ready', 'accept', 'destroy']

/** A custodian's desk: one for many tenders. What is asked now stands first. */
export function CustodyPage() {
  const { t } = useTranslation('custody')
  const { data: seats, error, refetch } = useSeats()
  const { data: draws } = useCustodyDraws()
  if (error !== null) return <ProblemState isWholePage error={error} onRetry={() => void refetch()} />
  if (seats === undefined) return <PageLoading what={t('loading')} />
  const asked = due.flatMap((task) => seats.filter((seat) => taskOf(seat, draws) === task))
  const waiting = seats.filter((seat) => ['wait', 'keep'].includes(taskOf(seat, draws)))
  const over = seats.filter((seat) => taskOf(seat, draws) === 'none')
  return (
    <div className="stack-24">
      <PageTitle title={t('title')} />
      <header className="stack-4">
        <h1 className="t22 ink1">{t('title')}</h1>
        <p className="t14 ink3">{t('lead')}</p>
      </header>
      <StatusLine
        tone={asked.length === 0 ? 'ok' : 'warn'}
        isSlim
        head={asked.length === 0 ? t('nothingDue') : t('due', { count: asked.length })}
      />
      {seats.length === 0 && (
        <EmptyState title={t('none')}>
          <p>{t('noneNext')}</p>
        </EmptyState>
      )}
      <Seats title={t('group.due')} seats={asked} draws={draws} />
      <Seats title={t('group.waiting')} seats={waiting} draws={draws} />
      <Seats title={t('group.over')} seats={over} draws={draws} />
    </div>
  )
}

function Seats({
  title,
  seats,
  draws = [],
}: {
  readonly title: string
  readonly seats: readonly Seat[]
  readonly draws?: readonly CustodyDraw[] | undefined
}) {
  const { t } = useTranslation('custody')
  if (seats.length === 0) return null
  return (
    <section>
      <SectionHead title={title} />
      <ul className="entries">
        {seats.map((seat) => {
          const task = taskOf(seat, draws)
          const draw = drawOf(seat, draws)
          return (
            <li key={`${seat.tender}-${seat.i}`} className="row flow between">
              <div className="grow">
                <p className="row flow">
                  <Link className="b" to={`/work/custody/${seat.tender}`}>
                    {seat.title}
                  </Link>
                  <Tag tone={tones[task]}>{t(`task.${task}`)}</Tag>
                  {seat.isSuspended && <Tag tone="warn">{t('suspended')}</Tag>}
                </p>
                <p className="t13 ink3">
                  <span className="mono">{seat.code}</span> ·{' '}
                  {t('seat', { i: seat.i, n: seat.openingPolicy.n, k: seat.openingPolicy.k })} · {t('deadline')}{' '}
                  <DateTime at={seat.deadlineAt} precision="minute" />
                </p>
              </div>
              {draw === undefined ? (
                <ClosesIn until={seat.deadlineAt} hasIcon />
              ) : (
                <p className="t13 ink3">
                  {t(`drawTask.${draw.task ?? 'none'}`)} {draw.until !== null && <ClosesIn until={draw.until} hasIcon />}
                </p>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
