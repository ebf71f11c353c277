import { useTranslation } from 'react-i18next'
import { shortDigest } from '../../ui/digest-chip.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Seal } from '../../ui/seal.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { type Coefficient, stageOf } from './use-coefficient.ts'

/** The contributors, each with its sealed number, and the seed they make together. */
export function Contributors({ coefficient }: { readonly coefficient: Coefficient }) {
  const { t } = useTranslation('coefficient')
  const { contributors, seed } = coefficient
  return (
    <section aria-label={t('contributors.title')}>
      <SectionHead title={t('contributors.title')} note={t('contributors.note')} />
      <div className="draw-parties">
        {contributors.map((one) => {
          const stage = stageOf(one)
          const isFaint = stage === 'waiting' || stage === 'out'
          return (
            <article key={one.of} className="draw-party" data-stage={stage}>
              <div className="h">
                <Seal size={44} isParted={one.r !== null} isDrained={isFaint} />
                <div>
                  <h3>{t(`as.${one.as}`)}</h3>
                  <span>{one.name ?? t('platformName')}</span>
                </div>
              </div>
              <dl>
                <dt>{t('contributors.commitment')}</dt>
                <dd title={one.c ?? undefined}>{one.c === null ? t('contributors.notYet') : shortDigest(one.c)}</dd>
                <dd className="t" />
                <dt>{t('contributors.number')}</dt>
                <dd title={one.r ?? undefined}>
                  {one.r === null ? t(one.c === null ? 'contributors.notYet' : 'contributors.sealed') : shortDigest(one.r)}
                </dd>
                <dd className="t" />
              </dl>
              <p className={`eq ${isFaint ? 'ink3' : ''}`}>
                <Icon name={stage === 'waiting' ? 'clock' : stage === 'out' ? 'minus-circle' : 'check-circle'} />
                {stage === 'out' ? t(`fault.${one.fault ?? 'not-committed'}`) : t(`contributors.stage.${stage}`)}
              </p>
            </article>
          )
        })}
      </div>
      <div className="draw-seed coefficient-seed">
        <b>{t('seed.title')}</b>
        {seed === null ? <span className="t13 ink3">{t('seed.notYet')}</span> : <code title={seed}>{seed}</code>}
      </div>
    </section>
  )
}
