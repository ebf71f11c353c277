import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { isAwardOver, isResultPublic } from '#shared/lifecycle/award.ts'
import { Breadcrumb } from '../../ui/breadcrumb.tsx'
import { Button } from '../../ui/button.tsx'
import { PageLoading } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { AwardsProblem } from './awards-problem.tsx'
import { CommitteeActs } from './committee-acts.tsx'
import { LotAward, useLot } from './lot-award.tsx'
import { RoundLinks } from './round-links.tsx'
import { type Award, type AwardTender, useAwards, useAwardTender } from './use-awards.ts'
import './awards.css'

/** The publicity of the candidates, objections, result, contract: for everybody (A1–A8). */
export function AwardPage() {
  const { t } = useTranslation('awards')
  const { tender: id = '' } = useParams()
  const tender = useAwardTender(id)
  const awards = useAwards(id)
  const error = tender.error ?? awards.error
  if (error !== null)
    return (
      <div className="wrap alone">
        <AwardsProblem
          tender={id}
          error={error}
          onRetry={() => {
            void tender.refetch()
            void awards.refetch()
          }}
        />
      </div>
    )
  if (tender.data === undefined || awards.data === undefined) return <PageLoading what={t('loading')} />
  return <Page tender={tender.data} awards={awards.data} />
}

function Page({ tender, awards }: { readonly tender: AwardTender; readonly awards: readonly Award[] }) {
  const { t } = useTranslation('awards')
  const { award, tabs } = useLot(awards)
  return (
    <article className="wrap awards">
      <PageTitle title={`${t('title')} ${tender.title}`} />
      <Breadcrumb
        items={[
          { to: '/tenders', title: t('crumb') },
          { to: `/tenders/${tender.id}`, title: tender.title },
        ]}
      />
      <header className="stack-4 award-head">
        <p className="t14 ink3">{t('title')}</p>
        <h1 className="ink1">{tender.title}</h1>
        <p className="row flow g16 t14 ink3">
          <span className="mono">{tender.code}</span>
          <span>{tender.tenderer.name}</span>
          {tender.agency !== null && <span>{tender.agency.name}</span>}
          <Link className="no-print" to={`/tenders/${tender.id}`}>
            {t('toNotice')}
          </Link>
          <Link className="no-print" to={`/openings/${tender.id}`}>
            {t('toRecord')}
          </Link>
          <Link className="no-print" to={`/work/awards/${tender.id}`}>
            {t('toDesk')}
          </Link>
          <Button size="sm" className="no-print" onClick={() => print()}>
            {t('print')}
          </Button>
        </p>
      </header>
      <RoundLinks tender={tender} />
      {tabs}
      {award !== undefined && <LotAward key={award.lot} award={award} tender={tender} />}
      {awards.every(({ state }) => isResultPublic(state) || isAwardOver(state)) && (
        <CommitteeActs tender={tender.id} code={tender.code} />
      )}
    </article>
  )
}
