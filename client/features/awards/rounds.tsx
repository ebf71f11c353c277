import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { startTenderContract } from '#shared/contracts/notices/tenders.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useActor, useMay } from '../identity/session.ts'
import { useDeed } from '../identity/use-deed.ts'
import { type Round, useRounds } from './round-links.tsx'
import type { Award, AwardTender } from './use-awards.ts'

/** Lots that ended without an award: the rounds that follow, and those that can be tendered again now. For those who run the tender. */
export function Rounds({ tender, awards }: { readonly tender: AwardTender; readonly awards: readonly Award[] }) {
  const { t } = useTranslation('awards')
  const actor = useActor()
  const isRunning = actor !== undefined && [tender.tenderer.party, tender.agency?.party].includes(actor.party)
  const rounds = useRounds(tender.id)
  const going = new Set(awards.filter(({ state }) => state !== 'failed').map(({ lot }) => lot))
  const failed = tender.lots.filter(({ id }) => !going.has(id))
  if (!isRunning || rounds.data === undefined || failed.length === 0) return null
  const later = rounds.data.filter(({ round, state }) => round > tender.round && state !== 'failed' && state !== 'terminated')
  const free = failed.filter(({ id }) => !later.some(({ lots }) => lots.includes(id)))
  return (
    <StatusLine tone="warn" head={t(going.size === 0 ? 'rounds.failed' : 'rounds.some')}>
      {free.length === 0 ? t('rounds.later') : t(going.size === 0 ? 'rounds.startDo' : 'rounds.again')}{' '}
      {later.map((round) => (
        <LaterLink key={round.tender} round={round} />
      ))}
      {free.length > 0 && (
        <StartRound key={free.map(({ id }) => id).join()} tender={tender} lots={free} isMain={going.size === 0} />
      )}
    </StatusLine>
  )
}

function LaterLink({ round }: { readonly round: Round }) {
  const { t } = useTranslation('awards')
  return <Link to={`/work/tenders/${round.tender}`}>{t('rounds.nth', { round: round.round })}</Link>
}

/** Begins the next round, with all of the lots that are free or some of them. */
function StartRound({ tender, lots, isMain }: StartRoundProps) {
  const { t } = useTranslation('awards')
  const mayStart = useMay('startTender')
  const navigate = useNavigate()
  const [chosen, setChosen] = useState<readonly string[]>(lots.map(({ id }) => id))
  const start = useDeed(async () => {
    const next = await api.call(startTenderContract, { body: { project: tender.project, lots: [...chosen] } })
    await navigate(`/work/tenders/${next.id}/edit`)
  })
  if (!mayStart) return null
  return (
    <div className="stack-4">
      {lots.length > 1 && (
        <fieldset>
          <legend className="lab">{t('rounds.choose')}</legend>
          {lots.map(({ id, name }) => (
            <Checkbox
              key={id}
              checked={chosen.includes(id)}
              onChange={({ target }) => setChosen(target.checked ? [...chosen, id] : chosen.filter((lot) => lot !== id))}
            >
              {name}
            </Checkbox>
          ))}
        </fieldset>
      )}
      <p>
        <Button
          look={isMain ? 'primary' : 'plain'}
          size="sm"
          disabled={chosen.length === 0}
          isBusy={start.isPending}
          onClick={() => start.run(undefined)}
        >
          {t('rounds.start')}
        </Button>
      </p>
      {start.error !== undefined && <ProblemState error={start.error} />}
    </div>
  )
}

interface StartRoundProps {
  readonly tender: AwardTender
  readonly lots: AwardTender['lots']
  /** Whether this is what the page is for: where other lots go on, theirs is. */
  readonly isMain: boolean
}
