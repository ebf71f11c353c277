import { type FormEvent, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { categories, subjectKinds } from '#shared/catalogue/categories.ts'
import { methods } from '#shared/catalogue/methods.ts'
import { provinces } from '#shared/catalogue/regions.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { useCatalogueLabels } from '../catalogue/labels.ts'
import { type FilterName, typedYuan, withFilters } from './search-state.ts'

const industries = 'ABCDEFGHIJKLMNOPQRST'.split('')
const texts: readonly FilterName[] = [
  'code',
  'category',
  'kind',
  'industry',
  'method',
  'dateKind',
  'dateFrom',
  'dateTo',
  'tenderer',
  'agency',
]

/** The whole filter set. Loaded when it is first opened; applied all at once. */
export function FilterPanel({ search, onApply, onClose }: FilterPanelProps) {
  const { t } = useTranslation('search')
  const labels = useCatalogueLabels()
  const form = useId()
  const any = { value: '', label: t('filter.any') }
  const value = (name: FilterName) => ({ name, defaultValue: search.get(name) ?? '' })
  const region = search.get('region') ?? ''
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const changes: Partial<Record<FilterName, string>> = Object.fromEntries(texts.map((name) => [name, text(name)]))
    const place = text('place')
    onApply(
      withFilters(search, {
        ...changes,
        region: place === '' ? text('province') : place,
        budgetFrom: typedYuan(text('budgetFrom')),
        budgetTo: typedYuan(text('budgetTo')),
      }),
    )
  }
  return (
    <Dialog
      title={t('filter.title')}
      onClose={onClose}
      isDrawer
      footer={
        <>
          <Button type="reset" form={form}>
            {t('filter.reset')}
          </Button>
          <Button type="submit" form={form} look="primary">
            {t('filter.apply')}
          </Button>
        </>
      }
    >
      <form id={form} className="filters stack-16" onSubmit={apply}>
        <Field label={t('search.name.code')}>{(control) => <Input {...control} {...value('code')} maxLength={40} />}</Field>
        <div className="pair">
          <Field label={t('search.name.category')}>
            {(control) => (
              <Select
                {...control}
                {...value('category')}
                options={[any, ...categories.map(({ id }) => ({ value: id, label: labels.category(id) }))]}
              />
            )}
          </Field>
          <Field label={t('search.name.kind')}>
            {(control) => (
              <Select
                {...control}
                {...value('kind')}
                options={[any, ...subjectKinds.map((kind) => ({ value: kind, label: labels.kind(kind) }))]}
              />
            )}
          </Field>
        </div>
        <div className="pair">
          <Field label={t('search.name.industry')}>
            {(control) => (
              <Select
                {...control}
                {...value('industry')}
                options={[any, ...industries.map((letter) => ({ value: letter, label: `${letter} ${t(`industry.${letter}`)}` }))]}
              />
            )}
          </Field>
          <Field label={t('search.name.method')}>
            {(control) => (
              <Select
                {...control}
                {...value('method')}
                options={[any, ...methods.map(({ id }) => ({ value: id, label: labels.method(id) }))]}
              />
            )}
          </Field>
        </div>
        <div className="pair">
          <Field label={t('filter.province')}>
            {(control) => (
              <Select
                {...control}
                name="province"
                defaultValue={region.slice(0, 2)}
                options={[any, ...provinces.map((province) => ({ value: province.code, label: labels.say(province) }))]}
              />
            )}
          </Field>
          <Field label={t('filter.place')} help={t('filter.placeHelp')}>
            {(control) => (
              <Input
                {...control}
                name="place"
                defaultValue={region.length > 2 ? region : ''}
                inputMode="numeric"
                pattern="(\d\d){1,3}"
                maxLength={6}
              />
            )}
          </Field>
        </div>
        <div className="pair">
          <Field label={t('filter.budgetFrom')}>
            {(control) => <Input {...control} {...value('budgetFrom')} inputMode="decimal" pattern="[\d,，.¥ ]*" />}
          </Field>
          <Field label={t('filter.budgetTo')}>
            {(control) => <Input {...control} {...value('budgetTo')} inputMode="decimal" pattern="[\d,，.¥ ]*" />}
          </Field>
        </div>
        <Field label={t('filter.dateKind')}>
          {(control) => (
            <Select
              {...control}
              {...value('dateKind')}
              options={[
                { value: '', label: t('search.dateKind.published') },
                { value: 'deadline', label: t('search.dateKind.deadline') },
              ]}
            />
          )}
        </Field>
        <div className="pair">
          <Field label={t('filter.dateFrom')}>{(control) => <Input {...control} {...value('dateFrom')} type="date" />}</Field>
          <Field label={t('filter.dateTo')}>{(control) => <Input {...control} {...value('dateTo')} type="date" />}</Field>
        </div>
        <Field label={t('search.name.tenderer')}>
          {(control) => <Input {...control} {...value('tenderer')} maxLength={100} />}
        </Field>
        <Field label={t('search.name.agency')}>{(control) => <Input {...control} {...value('agency')} maxLength={100} />}</Field>
      </form>
    </Dialog>
  )
}

interface FilterPanelProps {
  readonly search: URLSearchParams
  readonly onApply: (next: URLSearchParams) => void
  readonly onClose: () => void
}
