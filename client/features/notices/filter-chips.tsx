import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { provinces } from '#shared/catalogue/regions.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { serverNow } from '../../platform/server-time.ts'
import { beijingDay } from '../../ui/beijing-time.ts'
import { Icon } from '../../ui/icon.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useCatalogueLabels } from '../catalogue/labels.ts'
import { type FilterName, narrowing, withFilters, withoutFilters } from './search-state.ts'

const DAY_MS = 86_400_000
const spans = [
  { key: 'today', days: 1 },
  { key: 'three', days: 3 },
  { key: 'ten', days: 10 },
  { key: 'month', days: 30 },
] as const

/** Quick spans of days, and each filter in force with the way to take it off. */
export function FilterChips({ search }: { readonly search: URLSearchParams }) {
  const { t } = useTranslation('search')
  const labels = useCatalogueLabels()
  const now = serverNow()
  const today = beijingDay(instantOf(now))
  const provinceOf = (code: string) => {
    const province = provinces.find((one) => one.code === code)
    return province === undefined ? code : labels.say(province)
  }
  const say = (name: FilterName, value: string) => {
    switch (name) {
      case 'category':
        return labels.category(value)
      case 'method':
        return labels.method(value)
      case 'kind':
        return t(`kind.${value}`, { ns: 'common' })
      case 'industry':
        return value.length === 1 ? t(`industry.${value}`) : value
      case 'region':
        return value.length === 2 ? provinceOf(value) : value
      case 'budgetFrom':
      case 'budgetTo':
        return moneyText(value)
      default:
        return value
    }
  }
  const inForce = narrowing(search)
  return (
    <div className="chip-rows">
      <nav className="chips" aria-label={t('search.spans')}>
        {spans.map(({ key, days }) => {
          const dateFrom = beijingDay(instantOf(now - (days - 1) * DAY_MS))
          const isOn = search.get('dateFrom') === dateFrom && search.get('dateTo') === today
          const next = withFilters(search, isOn ? { dateFrom: '', dateTo: '' } : { dateFrom, dateTo: today })
          return (
            <Link key={key} className="chip" to={{ search: next.toString() }} aria-current={isOn ? 'true' : undefined}>
              {t(`search.span.${key}`)}
            </Link>
          )
        })}
      </nav>
      {inForce.length > 0 && (
        <ul className="chips in-force" aria-label={t('search.inForce')}>
          {inForce.map(({ name, value }) => (
            <li key={name}>
              <Link className="chip on" to={{ search: withFilters(search, { [name]: '' }).toString() }}>
                <span>
                  {name === 'dateFrom' || name === 'dateTo'
                    ? `${t(`search.dateKind.${search.get('dateKind') === 'deadline' ? 'deadline' : 'published'}`)} `
                    : ''}
                  {t(`search.name.${name}`)} {say(name, value)}
                </span>
                <Icon name="cross" size={14} />
                <span className="sr">{t('search.takeOff')}</span>
              </Link>
            </li>
          ))}
          <li>
            <Link className="t13" to={{ search: withoutFilters(search).toString() }}>
              {t('search.clear')}
            </Link>
          </li>
        </ul>
      )}
    </div>
  )
}
