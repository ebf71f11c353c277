import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Breadcrumb } from '../../ui/breadcrumb.tsx'
import { PageLoading } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { DepositsCard } from '../deposits/deposits-card.tsx'
import { useMay } from '../identity/session.ts'
import { AwardsProblem } from './awards-problem.tsx'
import { useLot } from './lot-award.tsx'
import { LotDesk } from './lot-desk.tsx'
import { RoundLinks } from './round-links.tsx'
import { Rounds } from './rounds.tsx'
import { type Award, type AwardTender, useAwards, useAwardTender } from './use-awards.ts'
import './awards.css'

/** Publicity, award and contract of a tender at the desk of tenderer, agency, bidder or regulator. */
export function DeskPage() {
  const { t } = useTranslation('awards')
  const { tender: id = '' } = useParams()
  const tender = useAwardTender(id)
  const awards = useAwards(id)
  const error = tender.error ?? awards.error
  if (error !== null)
    return (
      <AwardsProblem
        tender={id}
        error={error}
        onRetry={() => {
          void tender.refetch()
          void awards.refetch()
        }}
      />
    )
  if (tender.data === undefined || awards.data === undefined) return <PageLoading what={t('loading')} />
  return <Desk tender={tender.data} awards={awards.data} />
}

function Desk({ tender, awards }: { readonly tender: AwardTender; readonly awards: readonly Award[] }) {
  const { t } = useTranslation('awards')
  const { award, tabs } = useLot(awards)
  const hasList = useMay('listDeskTenders')
  const seesDeposits = useMay('getDeposits')
  return (
    <div className="stack-16">
      <PageTitle title={`${t('title')} ${tender.title}`} />
      <Breadcrumb
        items={[hasList ? { to: '/work/awards', title: t('desks.title') } : { to: '/work/bids', title: t('desks.bids') }]}
      />
      <header className="stack-4">
        <h1 className="t22 ink1">{tender.title}</h1>
        <p className="row flow g16 t13 ink3">
          <span className="mono">{tender.code}</span>
          <Link to={`/awards/${tender.id}`}>{t('toPublic')}</Link>
          <Link to={`/tenders/${tender.id}`}>{t('toNotice')}</Link>
          <Link to={`/openings/${tender.id}`}>{t('toRecord')}</Link>
        </p>
      </header>
      {tabs}
      <RoundLinks tender={tender} />
      <Rounds tender={tender} awards={awards} />
      {award !== undefined && <LotDesk key={award.lot} award={award} tender={tender} />}
      {award !== undefined && seesDeposits && <DepositsCard key={`deposits ${award.lot}`} tender={tender.id} lot={award.lot} />}
    </div>
  )
}
