import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useServerNow } from '../../platform/server-time.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Clock } from '../../ui/clock.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Seal } from '../../ui/seal.tsx'
import { shownState, type TenderRow } from './tender-state.ts'

/** The tender that opens next, with its seal and its clock. At the deadline the list is read again. */
export function NextOpening({ open }: { readonly open: readonly TenderRow[] | undefined }) {
  const { t } = useTranslation('notices')
  const now = useServerNow()
  const next = open?.find((tender) => shownState(tender, now) === 'bidding')
  const hasPassed = open?.some((tender) => !tender.isSuspended && Date.parse(tender.deadlineAt) <= now) === true
  const client = useQueryClient()
  useEffect(() => {
    if (hasPassed) void client.invalidateQueries({ queryKey: ['tenders', 'list'] })
  }, [hasPassed, client])
  if (open === undefined) return <div className="next" aria-busy="true" />
  if (next === undefined)
    return (
      <article className="next">
        <div className="cap">
          <h2>{t('next.title')}</h2>
        </div>
        <p className="name none">{t('next.none')}</p>
      </article>
    )
  return (
    <article className="next">
      <div className="cap">
        <h2>{t('next.title')}</h2>
        <span>
          <DateTime at={next.deadlineAt} precision="minute" /> {t('next.closesAndOpens')}
        </span>
      </div>
      <Seal size={96} />
      <div>
        <Clock until={next.deadlineAt} label={t('next.clock', { title: next.title })}>
          {t('next.opening')}
        </Clock>
        <Link className="name" to={`/tenders/${next.id}`}>
          {next.title}
        </Link>
      </div>
      <div className="act">
        <ButtonLink to={`/openings/${next.id}`} look="line">
          {t('next.hall')}
        </ButtonLink>
        <span className="why">{t('next.secret')}</span>
      </div>
    </article>
  )
}
