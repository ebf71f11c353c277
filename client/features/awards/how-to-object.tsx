import { awardPeriods } from '#shared/catalogue/award-clocks.ts'
import type { StatutoryPeriod } from '#shared/catalogue/clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { useCatalogueLabels } from '../catalogue/labels.ts'
import type { Award, AwardTender } from './use-awards.ts'
import { useWords } from './use-words.ts'

/** How a bidder objects and complains, with the periods of the rule pack and their articles (A2, A6); while one of the two is open. */
export function HowToObject({ award, tender }: { readonly award: Award; readonly tender: AwardTender }) {
  const t = useWords(award)
  const now = useServerNow()
  const { say } = useCatalogueLabels()
  const isOpenToQueries = award.queryUntil !== null && now < Date.parse(award.queryUntil)
  const isObjecting = award.state === 'publicity' || award.state === 'objected' || isOpenToQueries
  const isComplaining =
    award.procedure === 'procurement' ? award.objections.length > 0 : award.state === 'deciding' || award.state === 'awarded'
  if (!isObjecting && !isComplaining) return null
  const periods = awardPeriods(rulePack(tender.rulePack), tender.category)
  const told = (period: StatutoryPeriod | null) =>
    period === null
      ? ''
      : t('how.within', {
          period: t(`how.${period.applied.unit}`, { count: period.applied.count }),
          article: say(period.article),
        })
  return (
    <section className="blk award-part how no-print" aria-labelledby={`how-${award.lot}`}>
      <SectionHead id={`how-${award.lot}`} title={t('how.title')} />
      <ol className="stack-4 t14">
        {isObjecting && (
          <li>
            {t('how.object')} {told(periods[award.procedure === 'procurement' ? 'query' : 'objection-reply'])}
          </li>
        )}
        <li>
          {t('how.complain')} {told(periods.complaint)}
        </li>
        <li>{t('how.sign')}</li>
      </ol>
      <p>
        <ButtonLink to={`/work/awards/${award.tender}`} look="line">
          {t('how.go')}
        </ButtonLink>
      </p>
    </section>
  )
}
