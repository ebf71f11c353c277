import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { instantOf } from '#shared/primitives/instant.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { ClosesIn } from '../../ui/clock.tsx'
import { MiniSeal } from '../../ui/mini-seal.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { type ShownState, sealsOfState, shownState, type TenderRow } from './tender-state.ts'

/** How many openings stand on the thread; the rest are on the day's page. */
const SHOWN = 6

/** Today's openings on a thread: what is over, what is live, what is still sealed. */
export function OpeningThread({ openings, error }: OpeningThreadProps) {
  const { t } = useTranslation('notices')
  const now = useServerNow()
  // Those over give way to those to come.
  const over = openings?.filter((tender) => ['opened', 'failed', 'terminated'].includes(shownState(tender, now))) ?? []
  const rest = openings?.filter((tender) => !over.includes(tender)) ?? []
  const shown = [...over.slice(-Math.max(1, SHOWN - rest.length)), ...rest].slice(0, SHOWN)
  return (
    <section className="today wrap" aria-labelledby="today">
      <SectionHead
        id="today"
        title={t('today.title')}
        note={beijingText(instantOf(now), 'month-date')}
        extra={
          <Link className="t14" to="/openings">
            {t('today.all')}
          </Link>
        }
      />
      {error !== null && <ProblemState error={error} />}
      {error === null && openings?.length === 0 && <p className="t14 ink3 none">{t('today.none')}</p>}
      <ol className="thread">
        {shown.map((tender) => (
          <Bead key={tender.id} tender={tender} state={shownState(tender, now)} />
        ))}
      </ol>
    </section>
  )
}

interface OpeningThreadProps {
  readonly openings: readonly TenderRow[] | undefined
  readonly error: Error | null
}

function Bead({ tender, state }: { readonly tender: TenderRow; readonly state: ShownState }) {
  const { t } = useTranslation('notices')
  const isLive = state === 'opening' || state === 'closed'
  const isOver = state === 'opened' || state === 'failed' || state === 'terminated'
  return (
    <li className={isOver ? 'over' : isLive ? 'on' : ''}>
      <div className="tm">
        <time dateTime={tender.deadlineAt}>{beijingText(tender.deadlineAt, 'time')}</time>
        {isLive && (
          <span className="tag blue">
            <span className="live" />
            {t('today.live')}
          </span>
        )}
      </div>
      <span className="bead">
        <MiniSeal {...sealsOfState[state]} size={28} />
      </span>
      <div>
        <Link className="t" to={isOver || isLive ? `/openings/${tender.id}` : `/tenders/${tender.id}`}>
          {tender.title}
        </Link>
        <div className="st">
          {state === 'bidding' ? (
            <>
              <ClosesIn until={tender.deadlineAt} hasIcon={false} /> {t('today.later')}
            </>
          ) : (
            t(`today.${state}`)
          )}
        </div>
      </div>
    </li>
  )
}
