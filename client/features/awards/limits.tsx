import { useTranslation } from 'react-i18next'
import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { limitEffects } from '#shared/lifecycle/award-limits.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { DateTime } from '../../ui/date-time.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useCatalogueLabels } from '../catalogue/labels.ts'
import { runningReReview } from './award-tasks.ts'
import type { Award, AwardTender } from './use-awards.ts'

/** The limits an award stands under now: until when, by which article, and whether the clock acts when one passes or lateness is shown. */
export function Limits({ award, tender }: { readonly award: Award; readonly tender: AwardTender }) {
  const { t } = useTranslation('awards')
  const { say } = useCatalogueLabels()
  const now = useServerNow()
  if (award.limits.length === 0) return null
  const isStanding = runningReReview(award) !== undefined
  const periods = awardPeriods(rulePack(tender.rulePack), tender.category)
  return (
    <section className="blk award-part" aria-labelledby={`limits-${award.lot}`}>
      <SectionHead id={`limits-${award.lot}`} title={t('limits.title')} note={isStanding ? t('limits.standing') : undefined} />
      <ul className="award-limits">
        {award.limits.map(({ name, about, dueAt }) => {
          const isPassed = !isStanding && Date.parse(dueAt) <= now
          const article = periods[name]?.article
          return (
            <li key={`${name} ${about ?? ''}`} className="award-limit">
              <span className="row flow">
                <b className="ink1">{t(`limits.name.${name}`)}</b>
                <Tag tone={isPassed ? 'bad' : 'plain'} icon="clock">
                  {isPassed && `${t('limits.passed')} `}
                  <DateTime at={dueAt} precision="minute" hasZone />
                </Tag>
              </span>
              <span className="t12 ink3">
                {t(`limits.${limitEffects[name]}`)}
                {article !== undefined && ` · ${say(article)}`}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
