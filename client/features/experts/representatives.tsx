import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nameRepresentatives } from '#shared/contracts/experts-draw.ts'
import { listRepresentativeChoice } from '#shared/contracts/experts-tasks.ts'
import { api } from '../../platform/api.ts'
import { Card } from '../../ui/card.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { useMay } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from '../projects/deed-button.tsx'
import type { Draw } from './use-draw.ts'

/** The tenderer's own members of the committee, who are not drawn: named by tenderer or agency, and as secret as the rest (X1, X3). */
export function Representatives({ draw }: { readonly draw: Draw }) {
  // The texts of the dialog, too: a choice must not wait for them.
  const { t } = useTranslation(['experts', 'projects'])
  const mayName = useMay('nameRepresentatives')
  const { representatives } = draw.pool.rules.committee
  const isAsked = mayName && representatives > 0 && ['calling', 'filled', 'closed'].includes(draw.state)
  const choice = useQuery({
    queryKey: ['draws', draw.tender, 'representatives', draw.draw],
    queryFn: () => api.call(listRepresentativeChoice, { params: { draw: draw.draw } }),
    enabled: isAsked,
  })
  if (!isAsked) return null
  if (choice.error !== null) return <ProblemState error={choice.error} onRetry={() => void choice.refetch()} />
  if (choice.data === undefined) return <PageLoading what={t('representatives.loading')} />
  const { count, items } = choice.data
  return (
    <Card title={t('representatives.title')} extra={<span className="t13 ink3">{t('representatives.note')}</span>}>
      {count === 0 ? (
        <p className="ok">{t('representatives.done', { count: representatives })}</p>
      ) : items.length === 0 ? (
        <EmptyState title={t('representatives.nobody')}>
          <p>{t('representatives.nobodyText')}</p>
        </EmptyState>
      ) : (
        <Choice draw={draw} count={count} items={items} />
      )}
    </Card>
  )
}

function Choice({
  draw: { draw, tender },
  count,
  items,
}: {
  readonly draw: Draw
  readonly count: number
  readonly items: readonly { readonly person: string; readonly name: string }[]
}) {
  const { t } = useTranslation('experts')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const name = useDeed(() =>
    performAct(nameRepresentatives, { params: { draw }, subject: { tender, draw }, body: { persons: [...chosen] } }).then(
      () => true,
    ),
  )
  return (
    <div className="stack-12">
      <fieldset className="person-choice">
        <legend className="b">{t('representatives.choose', { count })}</legend>
        {items.map(({ person, name: of }) => (
          <label key={person} className="tickbox">
            <input
              type="checkbox"
              checked={chosen.includes(person)}
              disabled={!chosen.includes(person) && chosen.length >= count}
              onChange={({ target }) =>
                setChosen(target.checked ? [...chosen, person] : chosen.filter((each) => each !== person))
              }
            />
            <span>
              {of} <span className="mono t12 ink3">{person.slice(0, 8)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {chosen.length === count && (
        <div>
          <DeedButton label={t('representatives.name')} question={t('representatives.question')} deed={name} look="primary">
            {t('representatives.text')}
          </DeedButton>
        </div>
      )}
    </div>
  )
}
