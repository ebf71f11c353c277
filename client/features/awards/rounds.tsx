import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { startTenderContract } from '#shared/contracts/notices/tenders.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useActor, useMay } from '../identity/session.ts'
import { useDeed } from '../identity/use-deed.ts'
import { useProject } from '../projects/reading.ts'
import type { AwardTender } from './use-awards.ts'

/** Of a tender that failed: the round that follows it, or the button that begins one with the same lots. For those who run it. */
export function Rounds({ tender }: { readonly tender: AwardTender }) {
  const { t } = useTranslation('awards')
  const actor = useActor()
  const isRunning = actor !== undefined && [tender.tenderer.party, tender.agency?.party].includes(actor.party)
  const mayStart = useMay('startTender')
  const isShown = isRunning && tender.state === 'failed'
  const project = useProject(isShown ? tender.project : '')
  const navigate = useNavigate()
  const lots = tender.lots.map(({ id }) => id)
  const start = useDeed(async () => {
    const next = await api.call(startTenderContract, { body: { project: tender.project, lots } })
    await navigate(`/work/tenders/${next.id}/edit`)
  })
  if (!isShown || project.data === undefined) return null
  const later = project.data.rounds.filter((round) => round.round > tender.round && round.lots.some((lot) => lots.includes(lot)))
  return (
    <StatusLine
      tone="warn"
      head={t('rounds.failed')}
      action={
        later.length === 0 && mayStart ? (
          <Button look="primary" isBusy={start.isPending} onClick={() => start.run(undefined)}>
            {t('rounds.start')}
          </Button>
        ) : undefined
      }
    >
      {later.length === 0 ? t('rounds.startDo') : t('rounds.later')}{' '}
      {later.map((round) => (
        <Link key={round.tender} to={`/work/tenders/${round.tender}`}>
          {t('rounds.nth', { round: round.round })}
        </Link>
      ))}
      {start.error !== undefined && <ProblemState error={start.error} />}
    </StatusLine>
  )
}
