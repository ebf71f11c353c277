import { useTranslation } from 'react-i18next'
import { Card } from '../../../ui/card.tsx'
import { Tag } from '../../../ui/tag.tsx'
import type { DeskTender } from '../reading.ts'

const tones = { asked: 'blue', accepted: 'ok', declined: 'warn' } as const

/** Who keeps the keys: every seat, and whether it has been taken (no notice is filed without all acceptances). */
export function Seats({ tender }: { readonly tender: DeskTender }) {
  const { t } = useTranslation('projects')
  const { desk, openingPolicy } = tender
  const seats = desk?.seats ?? []
  const policy = openingPolicy ?? desk?.draft?.openingPolicy
  if (seats.length === 0 || policy === undefined) return null
  return (
    <Card title={t('seats.title')} extra={<span className="t13 ink3">{t('seats.threshold', { k: policy.k, n: policy.n })}</span>}>
      <ol className="stack">
        {seats.map(({ i, name, state }) => (
          <li key={i} className="row between flow">
            <span>
              {i}. {name}
            </span>
            <Tag tone={tones[state]}>{t(`seats.${state}`)}</Tag>
          </li>
        ))}
      </ol>
    </Card>
  )
}
