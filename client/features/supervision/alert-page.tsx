import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Breadcrumb } from '../../ui/breadcrumb.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Icon } from '../../ui/icon.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Dispose } from './dispose.tsx'
import { IndicationCard } from './indication-card.tsx'
import { LinePlot } from './line-plot.tsx'
import { AlertStateTag } from './state-tag.tsx'
import { type Alert, useAlert } from './use-alerts.ts'
import './supervision.css'

/** One clue: the sentence, the prices, how each value was computed, what else would explain it, what would refute it, what was done. */
export function AlertPage() {
  const { t } = useTranslation('supervision')
  const { alert: id = '' } = useParams()
  const alert = useAlert(id)
  if (alert.isPending) return <PageLoading what={t('loadingOne')} />
  if (alert.isError) return <ProblemState isWholePage error={alert.error} onRetry={() => void alert.refetch()} />
  return <Evidence alert={alert.data} />
}

function Evidence({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation('supervision')
  const notable = alert.indications.filter(({ verdict }) => verdict === 'notable')
  const others = alert.indications.filter(({ verdict }) => verdict !== 'notable')
  return (
    <div className="stack-16">
      <PageTitle title={`${t('one')} ${alert.title}`} />
      <Breadcrumb items={[{ to: '/work/alerts', title: t('title') }]} />
      <header className="stack-16">
        <h1 className="t22 ink1">
          {alert.title} · {alert.lotName}
        </h1>
        <p className="row flow t12">
          <AlertStateTag state={alert.state} />
          <Tag tone="plain" icon="info">
            {t('notVerdict')}
          </Tag>
          <span className="ink3">
            {alert.code} · {t('raised')} <DateTime at={alert.raisedAt} />
          </span>
        </p>
      </header>
      <div className="evidence">
        <div className="stack-16">
          <section className="evidence-sentence stack-16" aria-label={t('sentence')}>
            {notable.map(({ id, value, population, inputs }) => (
              <p className="t18" key={id}>
                {t(`indicator.${id}.sentence`, {
                  value: value ?? '—',
                  n: inputs.find(({ name }) => name === 'n')?.value ?? alert.bids.length,
                })}{' '}
                <span className="ink3 t14">
                  {population.percentile === null
                    ? t('population.none', { size: population.size })
                    : t('population.market', { size: population.size, percentile: population.percentile })}
                </span>
              </p>
            ))}
            <p className="row flow t14">
              <Icon name="scales" />
              <span>{t('clause')}</span>
            </p>
            <p className="t14 ink3">{t(`family.${alert.strength}`)}</p>
          </section>
          <Card title={t('prices')} extra={<Link to={`/openings/${alert.tender}`}>{t('toOpening')}</Link>}>
            <LinePlot bids={alert.bids} ceiling={alert.ceiling} marked={new Set(notable.flatMap(({ bids }) => bids))} />
          </Card>
          {notable.map((indication) => (
            <IndicationCard key={indication.id} indication={indication} />
          ))}
          <Card title={t('othersTitle')}>
            <p className="ink3 t14">{t('othersLead')}</p>
            {others.map((indication) => (
              <IndicationCard key={indication.id} indication={indication} isQuiet />
            ))}
          </Card>
        </div>
        <Dispose alert={alert} />
      </div>
    </div>
  )
}
