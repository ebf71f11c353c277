import { useTranslation } from 'react-i18next'
import { Field, Select } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { filterText } from './search-state.ts'

const orders = ['', 'closing', 'newest', 'oldest', 'budget'] as const

/** Order of the list, and taking it away: as a table, as a feed. */
export function SearchTools({ search, onSort }: { readonly search: URLSearchParams; readonly onSort: (sort: string) => void }) {
  const { t } = useTranslation('search')
  const feed = filterText(search, ['category', 'region'])
  return (
    <section className="card">
      <div className="in stack-12">
        <Field label={t('search.sort.label')}>
          {(control) => (
            <Select
              {...control}
              value={search.get('sort') ?? ''}
              onChange={({ target }) => onSort(target.value)}
              options={orders.map((order) => ({ value: order, label: t(`search.sort.${order === '' ? 'usual' : order}`) }))}
            />
          )}
        </Field>
        <a className="row" href={`/api/tenders.csv?${filterText(search)}`} download>
          <Icon name="download" /> {t('search.csv')}
        </a>
        <a className="row" href={`/api/notices.atom${feed === '' ? '' : `?${feed}`}`}>
          <Icon name="atom" /> {t('search.atom')}
        </a>
        <p className="t12 ink3">{t('search.atomNote')}</p>
      </div>
    </section>
  )
}
