import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listTendersContract } from '#shared/contracts/notices/public-list.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { api } from '../../platform/api.ts'
import { serverNow } from '../../platform/server-time.ts'
import { useStore } from '../../platform/store.ts'
import { beijingDay } from '../../ui/beijing-time.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { forgetSearch, markSeen, type SavedSearch, savedSearches, saveSearch } from './saved-searches.ts'
import { filtersOf, filterText } from './search-state.ts'

const nowInstant = () => instantOf(serverNow())

/** Searches followed in this browser: each says how many tenders are new since it was last looked at. */
export function SavedSearches({ search }: { readonly search: URLSearchParams }) {
  const { t } = useTranslation('search')
  const saved = useStore(savedSearches)
  const [name, setName] = useState('')
  const filters = filterText(search)
  const isSaved = saved.some((one) => one.filters === filters)
  const save = (event: FormEvent) => {
    event.preventDefault()
    saveSearch({ name: name.trim() === '' ? t('saved.unnamed') : name.trim(), filters, seenAt: nowInstant() })
    setName('')
  }
  return (
    <Card title={t('saved.title')}>
      {saved.length === 0 && <p className="t13 ink3">{t('saved.none')}</p>}
      <ul className="saved">
        {saved.map((one) => (
          <SavedItem key={one.filters} saved={one} />
        ))}
      </ul>
      {!isSaved && (
        <form onSubmit={save} className="stack">
          <Field label={t('saved.name')}>
            {(control) => <Input {...control} value={name} maxLength={40} onChange={({ target }) => setName(target.value)} />}
          </Field>
          <Button type="submit" isBlock>
            <Icon name="star" /> {t('saved.save')}
          </Button>
        </form>
      )}
      <p className="t12 ink3 note">{t('saved.note')}</p>
    </Card>
  )
}

function SavedItem({ saved }: { readonly saved: SavedSearch }) {
  const { t } = useTranslation('search')
  const fresh = useQuery({
    queryKey: ['tenders', 'fresh', saved.filters, saved.seenAt],
    queryFn: async () => {
      const filters = new URLSearchParams(saved.filters)
      const day = beijingDay(saved.seenAt)
      const from = filters.get('dateKind') === 'deadline' ? {} : { dateFrom: day }
      const query = { ...filtersOf(filters), ...from, sort: 'newest', limit: 100 } as const
      const { tenders } = await api.call(listTendersContract, { query })
      return tenders.filter(({ publishedAt }) => publishedAt > saved.seenAt).length
    },
    refetchInterval: 60_000,
  }).data
  const address = new URLSearchParams(saved.filters)
  address.set('since', saved.seenAt)
  return (
    <li>
      <Link to={`/tenders?${address}`} onClick={() => markSeen(saved.filters, nowInstant())}>
        {saved.name}
      </Link>
      {fresh !== undefined && fresh > 0 && <span className="tag blue">{t('saved.fresh', { count: fresh })}</span>}
      <button
        type="button"
        className="btn ghost sm"
        onClick={() => forgetSearch(saved.filters)}
        aria-label={t('saved.forget', { name: saved.name })}
      >
        <Icon name="cross" size={14} />
      </button>
    </li>
  )
}
