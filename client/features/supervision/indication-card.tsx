import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import type { Indication } from './use-alerts.ts'

const icons = { applies: 'warning', 'ruled-out': 'check-circle', unknown: 'minus-circle' } as const

/** How one value was computed: formula, inputs, threshold, population; what else would explain it, and what would refute it. */
export function IndicationCard({ indication, isQuiet = false }: { readonly indication: Indication; readonly isQuiet?: boolean }) {
  const { t } = useTranslation('supervision')
  const { id, formula, value, threshold, inputs, verdict, cause, explanations, strength, bids } = indication
  const body = (
    <>
      <KeyValueList
        items={[
          { key: 'formula', label: t('formula'), value: <code className="mono">{formula}</code> },
          {
            key: 'value',
            label: t('value'),
            value: value === null ? t(`cause.${cause ?? 'too-few-bids'}`) : <b className="mono">{value}</b>,
          },
          { key: 'threshold', label: t('threshold'), value: <span>{t(`indicator.${id}.threshold`, { threshold })}</span> },
          { key: 'strength', label: t('column.strength'), value: t(`strength.${strength}`) },
          ...(bids.length === 0 ? [] : [{ key: 'bids', label: t('concerned'), value: bids.join('、') }]),
          ...inputs.map(({ name, value: given }) => ({
            key: `input-${name}`,
            label: <span className="mono">{name}</span>,
            value: <span className="mono">{given}</span>,
          })),
        ]}
      />
      {verdict === 'notable' && (
        <>
          <h3 className="t14">{t('explanations')}</h3>
          <ul className="evidence-list">
            {explanations.map(({ name, state }) => (
              <li className="row" key={name}>
                <Icon name={icons[state]} />
                <span>
                  {t(`explanation.${name}`)}：{t(`explained.${state}`)}
                </span>
              </li>
            ))}
          </ul>
          <p className="t14">
            <b>{t('refute')}</b> {t(`indicator.${id}.refute`)}
          </p>
        </>
      )}
    </>
  )
  if (isQuiet)
    return (
      <details>
        <summary>
          {id} {t(`indicator.${id}.name`)} · {t(`verdict.${verdict}`)}
        </summary>
        {body}
      </details>
    )
  return (
    <Card title={`${id} ${t(`indicator.${id}.name`)}`} extra={<span className="t12 ink3">{t('howComputed')}</span>}>
      {body}
    </Card>
  )
}
