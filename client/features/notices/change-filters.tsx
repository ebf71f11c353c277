import { useTranslation } from 'react-i18next'
import { categories } from '#shared/catalogue/categories.ts'
import { provinces } from '#shared/catalogue/regions.ts'
import { Field, Input, Select } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useCatalogueLabels } from '../catalogue/labels.ts'

/** The filters that stand in the address, by the names of the contract. */
export const changeFilters = ['q', 'category', 'region', 'dateFrom', 'dateTo'] as const

/** What the list is narrowed by, at once; and the same as a feed. */
export function ChangeFilters({ search, onChange }: ChangeFiltersProps) {
  const { t } = useTranslation('changes')
  const labels = useCatalogueLabels()
  const any = { value: '', label: t('any') }
  const value = (name: (typeof changeFilters)[number]) => search.get(name) ?? ''
  const feed = new URLSearchParams({ channel: 'changes' })
  for (const name of ['category', 'region'] as const) if (value(name) !== '') feed.set(name, value(name))
  return (
    <section className="card">
      <div className="in stack-12">
        <Field label={t('category')}>
          {(control) => (
            <Select
              {...control}
              value={value('category')}
              onChange={({ target }) => onChange({ category: target.value })}
              options={[any, ...categories.map(({ id }) => ({ value: id, label: labels.category(id) }))]}
            />
          )}
        </Field>
        <Field label={t('province')}>
          {(control) => (
            <Select
              {...control}
              value={value('region').slice(0, 2)}
              onChange={({ target }) => onChange({ region: target.value })}
              options={[any, ...provinces.map((province) => ({ value: province.code, label: labels.say(province) }))]}
            />
          )}
        </Field>
        {(['dateFrom', 'dateTo'] as const).map((name) => (
          <Field key={name} label={t(name)}>
            {(control) => (
              <Input {...control} type="date" value={value(name)} onChange={({ target }) => onChange({ [name]: target.value })} />
            )}
          </Field>
        ))}
        <a className="row" href={`/api/notices.atom?${feed}`}>
          <Icon name="atom" /> {t('atom')}
        </a>
      </div>
    </section>
  )
}

interface ChangeFiltersProps {
  readonly search: URLSearchParams
  readonly onChange: (values: Readonly<Record<string, string>>) => void
}
