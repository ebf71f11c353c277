import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { type Draw, useSpecialityName } from './use-draw.ts'

/** Most squares of one speciality: a pool of thousands is a field, not a page. */
const MOST = 240

/** The pool before its order is known: a square for everybody who may be drawn, all alike. While the numbers come in they are stirred. */
export function DrawField({ draw }: { readonly draw: Draw }) {
  const { t } = useTranslation('experts')
  const nameOf = useSpecialityName()
  return (
    <section aria-label={t('field.title')}>
      <div className={`draw-ranks draw-field ${draw.state === 'revealing' ? 'stirred' : ''}`}>
        {draw.pool.strata.map(({ name, seats, size }) => (
          <section className="card" key={name} aria-labelledby={`field-${name}`}>
            <header>
              <h3 id={`field-${name}`}>{nameOf(name)}</h3>
              <span className="t13 ink3">{t('ranks.seats', { count: seats, size })}</span>
            </header>
            <div className="squares" aria-hidden="true">
              {Array.from({ length: Math.min(size, MOST) }, (_, place) => (
                // Every place is like every other: its number is its name.
                <i key={`${name} ${place.toString()}`} style={{ '--n': (place * 7) % 24 } as CSSProperties} />
              ))}
            </div>
            {size > MOST && <p className="t12 ink3 rest">{t('field.more', { count: size - MOST })}</p>}
          </section>
        ))}
      </div>
      <p className="t13 ink3 draw-rule">{t('field.note')}</p>
    </section>
  )
}
