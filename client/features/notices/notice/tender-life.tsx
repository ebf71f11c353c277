import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../../platform/server-time.ts'
import { beijingText } from '../../../ui/beijing-time.ts'
import { ClosesIn } from '../../../ui/clock.tsx'
import { type Step, StepLine } from '../../../ui/steps.tsx'
import type { ShownState } from '../tender-state.ts'
import type { Tender } from '../use-tender.ts'

const stages = [
  'registered',
  'published',
  'clarified',
  'bidding',
  'opening',
  'recorded',
  'evaluated',
  'shown',
  'awarded',
  'archived',
] as const

/** How many stages lie behind a tender; the next one is where it stands, if it stands anywhere. */
const behind: Record<ShownState, number> = {
  suspended: 3,
  bidding: 3,
  closed: 4,
  opening: 4,
  opened: 6,
  failed: 4,
  terminated: 3,
}

/** The life of a tender as steps across: what is done, where it stands, what is still to come. */
export function TenderLife({ tender, state }: { readonly tender: Tender; readonly state: ShownState }) {
  const { t } = useTranslation('notice')
  const now = useServerNow()
  const done = behind[state]
  const isStanding = state !== 'opened' && state !== 'failed' && state !== 'terminated'
  const { publishedAt, deadlineAt } = tender
  const whole = publishedAt === null || deadlineAt === null ? undefined : Date.parse(deadlineAt) - Date.parse(publishedAt)
  const progress =
    state === 'bidding' && whole !== undefined && whole > 0 && publishedAt !== null
      ? Math.min(1, Math.max(0, (now - Date.parse(publishedAt)) / whole))
      : undefined
  const changes = tender.noticeHistory.filter(({ kind }) => kind === 'amendment').length
  const note = (stage: (typeof stages)[number]): Step['note'] => {
    switch (stage) {
      case 'published':
        return publishedAt === null ? undefined : beijingText(publishedAt, 'month-date')
      case 'clarified':
        return changes === 0 ? undefined : t('life.changes', { count: changes })
      case 'bidding':
        return state === 'bidding' && deadlineAt !== null ? (
          <>
            {t('life.left')} <ClosesIn until={deadlineAt} hasIcon={false} />
          </>
        ) : undefined
      case 'opening':
        return deadlineAt === null ? undefined : beijingText(deadlineAt, 'month-minute')
      default:
        return undefined
    }
  }
  return (
    <div className="wrap life">
      <StepLine
        label={t('life.label')}
        steps={stages.map((stage, index) => ({
          key: stage,
          title: t(`life.${stage}`),
          note: note(stage),
          state: index < done ? 'done' : index === done && isStanding ? 'now' : 'later',
          ...(index === done && progress !== undefined ? { progress } : {}),
        }))}
      />
    </div>
  )
}
