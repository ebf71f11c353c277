import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type Instant, millisOf } from '#shared/primitives/instant.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Clock } from '../../ui/clock.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Seal } from '../../ui/seal.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { wallAddress } from './hall-address.ts'
import type { HallTender } from './hall-state.ts'
import { hallSteps } from './hall-steps.ts'
import { StepList } from './step-list.tsx'

/** A hall whose opening has not begun: when it does, what will happen, and that until then nobody knows who bids. */
export function BeforeOpening({ tender, onBegin }: { readonly tender: HallTender; readonly onBegin: () => void }) {
  const { t } = useTranslation('opening')
  const { deadlineAt, openingPolicy } = tender
  const now = useServerNow()
  const isDue = deadlineAt !== null && millisOf(deadlineAt as Instant) <= now
  const isOver = tender.state === 'terminated' || tender.state === 'failed'
  useAskAgain(isDue && !isOver, onBegin)
  return (
    <div className="hall before">
      <div className="full stack-12">
        {tender.isSuspended && (
          <StatusLine tone="warn" isSlim head={t('before.suspended.head')}>
            {t('before.suspended.do')}
          </StatusLine>
        )}
        {isOver && (
          <StatusLine isSlim head={t(`before.${tender.state === 'failed' ? 'failed' : 'terminated'}.head`)}>
            {t(`before.${tender.state === 'failed' ? 'failed' : 'terminated'}.do`)}
          </StatusLine>
        )}
      </div>
      <section className="next-opening">
        <Seal size={96} isDrained={isOver} />
        <div>
          <h2 className="t22">{t(isOver ? 'before.noOpening' : isDue ? 'before.closing' : 'before.title')}</h2>
          {deadlineAt !== null && !isOver && (
            <>
              <Clock until={deadlineAt} label={t('bar.untilOpening')}>
                {t('before.soon')}
              </Clock>
              <p className="t14 ink3">
                <DateTime at={deadlineAt} hasZone /> · {t('before.byServer')}
              </p>
            </>
          )}
          <p className="t14" style={{ marginTop: 12 }}>
            {t('before.nobodyKnows')}
          </p>
          {openingPolicy !== null && (
            <p className="t14">
              {t(openingPolicy.kind === 'both' ? 'before.bothKeys' : 'before.custodiansOnly', {
                k: openingPolicy.k,
                n: openingPolicy.n,
              })}
            </p>
          )}
          <p className="row flow" style={{ marginTop: 16 }}>
            <ButtonLink look="primary" to={`/tenders/${tender.id}`}>
              {t('links.notice')}
            </ButtonLink>
            <ButtonLink to={wallAddress(tender.id)}>{t('links.wall')}</ButtonLink>
          </p>
        </div>
      </section>
      <StepList steps={hallSteps(undefined, [], tender)} />
    </div>
  )
}

/** Asks again every few seconds whether the opening has begun, spread so that a full hall does not ask at once. */
function useAskAgain(isWaiting: boolean, ask: () => void): void {
  const latest = useRef(ask)
  latest.current = ask
  useEffect(() => {
    if (!isWaiting) return
    const timer = setInterval(() => latest.current(), 2000 + Math.random() * 2000)
    return () => clearInterval(timer)
  }, [isWaiting])
}
