import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { drawnCoefficientOf, type EvaluationPlan } from '#shared/scoring/plan.ts'
import { MiniSeal } from '../../ui/mini-seal.tsx'
import { useTender } from '../notices/use-tender.ts'
import { stageOf, useCoefficient } from './use-coefficient.ts'

/** A small live panel for the hall and a tender's pages: who committed, who revealed, what was drawn. Nothing where no coefficient is drawn. */
export function CoefficientPanel({
  tender,
  plan,
}: {
  readonly tender: string
  readonly plan: Pick<EvaluationPlan, 'price'> | undefined
}) {
  return drawnCoefficientOf(plan) === undefined ? null : <Panel tender={tender} />
}

/** The same for a page that does not know the notice's plan. The tender must be published. */
export function CoefficientPanelOf({ tender }: { readonly tender: string }) {
  return <CoefficientPanel tender={tender} plan={useTender(tender).data?.notice?.evaluation.plan} />
}

function Panel({ tender }: { readonly tender: string }) {
  const { t } = useTranslation('coefficient')
  const { data } = useCoefficient(tender)
  if (data == null) return null
  const drawn = data.lots === null ? undefined : [...new Set(data.lots.map(({ coefficient }) => coefficient))].join(' · ')
  return (
    <section className="card" aria-labelledby="coefficient-panel">
      <header>
        <h2 id="coefficient-panel">{t('panel.title')}</h2>
        <Link className="t13" to={`/coefficients/${tender}`}>
          {t('panel.more')}
        </Link>
      </header>
      <div className="in stack-12">
        <p className="t13 ink2">{drawn === undefined ? t(`panel.${data.state}`) : t('panel.drawn', { drawn })}</p>
        <ul className="stack-4">
          {data.contributors.map((one) => {
            const stage = stageOf(one)
            return (
              <li key={one.of} className="row t13">
                <MiniSeal state={one.r !== null ? 'open' : stage === 'committed' ? 'shut' : 'gone'} />
                <span className="grow">{one.name ?? t('platformName')}</span>
                <span className="ink3">{t(`panel.stage.${stage}`)}</span>
              </li>
            )
          })}
        </ul>
      </div>
    </section>
  )
}
