import { useTranslation } from 'react-i18next'
import { earliestAfter, type Period } from '#shared/calendar/period.ts'
import { findCategory } from '#shared/catalogue/catalogue.ts'
import type { PeriodName, StatutoryPeriod } from '#shared/catalogue/clocks.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { useServerNow } from '../../../platform/server-time.ts'
import { ClosesIn } from '../../../ui/clock.tsx'
import { Rail, type RailRow } from '../../../ui/rail.tsx'
import { SectionHead } from '../../../ui/section-head.tsx'
import { useCatalogueLabels } from '../../catalogue/labels.ts'
import { type Tender, useNoticeActs } from '../use-tender.ts'
import { noticeOfAct } from './notice-act.ts'

const DAY_MS = 86_400_000

/** The statutory periods of a tender, reckoned here by the same rules as at the server, with the article beside each. */
export function StatutoryRail({ tender }: { readonly tender: Tender }) {
  const { t } = useTranslation('notice')
  const { say } = useCatalogueLabels()
  const now = useServerNow()
  const acts = useNoticeActs(tender.id).data ?? []
  const pack = rulePack(tender.rulePack)
  const clockName = findCategory(tender.category)?.clock ?? null
  const { publishedAt, deadlineAt, documentsUntil, objectionsUntil } = tender
  if (clockName === null || publishedAt === null || deadlineAt === null || documentsUntil === null) return null
  const clock = pack.clocks[clockName]
  const least = ({ unit, count }: Period) => t(`rail.${unit}`, { count })
  const lasting = (from: string, to: string) => {
    const span = Date.parse(to) - Date.parse(from)
    if (span >= DAY_MS) return t('rail.calendar-days', { count: Math.floor(span / DAY_MS) })
    return span >= 3_600_000
      ? t('rail.hours', { count: Math.floor(span / 3_600_000) })
      : t('rail.seconds', { count: Math.floor(span / 1000) })
  }
  const row = (key: string, name: PeriodName, startAt: string, endAt: string, title: string): RailRow => {
    const period: StatutoryPeriod = clock.periods[name]
    const earliest = earliestAfter(pack.calendar, Date.parse(startAt), period.applied)
    const isKept = Date.parse(endAt) >= earliest
    return {
      key,
      title,
      note: t('rail.atLeast', { period: least(period.applied) }),
      startAt,
      endAt,
      minimum: { at: instantOf(earliest), label: t('rail.tick', { period: least(period.applied) }) },
      verdict: { tone: isKept ? 'ok' : 'bad', text: lasting(startAt, endAt) },
      law: say(period.article),
    }
  }
  const amendments = acts.flatMap((act, index) => {
    const amends = act.kind === 'amendment' ? noticeOfAct(act)?.amends : undefined
    return amends?.affectsBids === true ? [{ at: act.at, number: index }] : []
  })
  const objection = clock.periods['objection-to-documents']
  const rows: RailRow[] = [
    row('deadline', 'issue-to-deadline', publishedAt, deadlineAt, t('rail.issue-to-deadline')),
    row('documents', 'documents-available', publishedAt, documentsUntil, t('rail.documents-available')),
    ...amendments.map(({ at, number }) =>
      row(`amendment-${number}`, 'clarification-to-deadline', at, deadlineAt, t('rail.clarification-to-deadline', { number })),
    ),
  ]
  if (objectionsUntil !== null) {
    const isRunning = Date.parse(objectionsUntil) > now
    rows.push({
      key: 'objections',
      title: t('rail.objection-to-documents'),
      note: t(`rail.${clock.objections.counted}`, { period: least(objection.applied) }),
      startAt: publishedAt,
      endAt: objectionsUntil,
      isRunning,
      verdict: {
        tone: isRunning ? 'blue' : 'ok',
        text: isRunning ? <ClosesIn until={objectionsUntil} hasIcon={false} /> : t('rail.over'),
      },
      law: say(objection.article),
    })
  }
  return (
    <section className="blk">
      <SectionHead title={t('rail.title')} note={t(pack.isShortened ? 'rail.shortened' : 'rail.note')} />
      <Rail rows={rows} startAt={publishedAt} endAt={deadlineAt} footnote={t(pack.isShortened ? 'rail.footDemo' : 'rail.foot')} />
    </section>
  )
}
