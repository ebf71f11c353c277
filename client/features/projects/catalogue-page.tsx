import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { moneyText } from '../../ui/money.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useCatalogue } from './reading.ts'
import './projects.css'

/** The trading catalogue as this platform applies it: categories, ways of trading, thresholds, and every period with its article. */
export function CataloguePage() {
  const { t, i18n } = useTranslation('projects')
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const catalogue = useCatalogue()
  if (catalogue.isPending) return <PageLoading what={t('catalogue.loading')} />
  if (catalogue.isError) return <ProblemState isWholePage error={catalogue.error} onRetry={() => void catalogue.refetch()} />
  const { categories, clocks, rulePackLabel, calendar } = catalogue.data
  const periodText = ({ unit, count }: { readonly unit: string; readonly count: number }) => t(`unit.${unit}`, { count })
  return (
    <div className="stack-16">
      <PageTitle title={t('catalogue.title')} />
      <h1 className="t22 ink1">{t('catalogue.title')}</h1>
      <p className="ink3">
        {t('catalogue.rulePack')} <b className="ink1">{rulePackLabel[language]}</b>
      </p>
      {Object.entries(clocks).map(([name, clock]) => (
        <Card key={name} title={clock.label[language]}>
          <Table
            label={clock.label[language]}
            keyOf={([period]) => period}
            rows={Object.entries(clock.periods)}
            columns={[
              { key: 'period', title: t('catalogue.period'), isHead: true, cell: ([period]) => t(`period.${period}`) },
              { key: 'statutory', title: t('catalogue.statutory'), cell: ([, { statutory }]) => periodText(statutory) },
              { key: 'applied', title: t('catalogue.applied'), cell: ([, { applied }]) => periodText(applied) },
              {
                key: 'article',
                title: t('catalogue.article'),
                cell: ([, { article }]) => (
                  <>
                    {article[language]} <span className="t12 ink3">{article.id}</span>
                  </>
                ),
              },
            ]}
          />
        </Card>
      ))}
      {categories.map((category) => (
        <Card
          key={category.id}
          title={category.label[language]}
          extra={<span className="t13 ink3">{category.regulator[language]}</span>}
        >
          <div className="stack-12">
            <p className="chips">
              {category.methods.map(({ id, label, isOpen }) => (
                <Tag key={id} tone={isOpen ? 'ok' : 'plain'}>
                  {label[language]}
                  {!isOpen && ` · ${t('catalogue.notOpen')}`}
                </Tag>
              ))}
            </p>
            {category.thresholds.length > 0 && (
              <ul className="stack t14">
                {category.thresholds.map(({ kind, amount, article }) => (
                  <li key={kind}>
                    {t('catalogue.threshold', { kind: t(`kind.${kind}`), amount: moneyText(amount) })}{' '}
                    <span className="t12 ink3">{article[language]}</span>
                  </li>
                ))}
              </ul>
            )}
          </div>
        </Card>
      ))}
      <Card title={calendar.label[language]}>
        <ul className="stack">
          {calendar.years.map(({ year, isProvisional, source }) => (
            <li key={year}>
              {year} · {isProvisional ? t('catalogue.provisional') : source}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
}
