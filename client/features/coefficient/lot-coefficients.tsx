import { useTranslation } from 'react-i18next'
import { useTender } from '../notices/use-tender.ts'
import type { Coefficient } from './use-coefficient.ts'

/** The values of the notice, and of each lot the one that was drawn. */
export function LotCoefficients({ coefficient }: { readonly coefficient: Coefficient }) {
  const { t } = useTranslation('coefficient')
  const lots = useTender(coefficient.tender).data?.lots ?? []
  return (
    <section className="card" aria-labelledby="coefficient-lots">
      <header>
        <h2 id="coefficient-lots">{t('lots.title')}</h2>
        <span className="t13 ink3">{t('lots.note')}</span>
      </header>
      <ul className="in stack-12">
        {lots.map(({ id, name }) => {
          const drawn = coefficient.lots?.find(({ lot }) => lot === id)?.coefficient
          return (
            <li key={id}>
              <p className="t13 ink2">{name}</p>
              <p className="coefficient-values">
                {coefficient.values.map((value) => (
                  <span key={value} className={value === drawn ? 'on' : ''} aria-current={value === drawn ? 'true' : undefined}>
                    {value}
                  </span>
                ))}
              </p>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
