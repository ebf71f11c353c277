import { useTranslation } from 'react-i18next'
import type { ResultOf } from '#shared/contracts/contract.ts'
import type { getOpening } from '#shared/contracts/opening-reading.ts'
import { isPublishedOpening } from '#shared/lifecycle/opening.ts'
import { ButtonLink } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import type { Tender } from '../use-tender.ts'

type Stage = NonNullable<ResultOf<typeof getOpening>['laterStages']>[number]

/** Envelopes that open after the first opening: whether they are still shut, the hall they open in, and its own record. */
export function LaterRecords({
  tender,
  stages,
}: {
  readonly tender: Pick<Tender, 'id' | 'code'>
  readonly stages: readonly Stage[]
}) {
  // A stage that ended with its tender has no hall to go to and no record.
  const shown = stages.filter(({ state }) => state !== 'failed' && state !== 'terminated')
  return shown.map((stage) => <LaterRecord key={stage.stage} tender={tender} stage={stage} />)
}

function LaterRecord({
  tender: { id, code },
  stage: { stage, state },
}: {
  readonly tender: Pick<Tender, 'id' | 'code'>
  readonly stage: Stage
}) {
  const { t } = useTranslation('notice')
  const where = state === null ? 'sealed' : state === 'recorded' ? 'recorded' : isPublishedOpening(state) ? 'shown' : 'opening'
  return (
    <div className="gap stack">
      <StatusLine
        isSlim
        tone={where === 'opening' ? 'warn' : 'plain'}
        icon={where === 'sealed' ? 'lock' : 'unlock'}
        head={t(`record.later.${where}.head`)}
        action={
          <ButtonLink size="sm" to={`/openings/${id}/${stage}`}>
            {t('record.later.hall')}
          </ButtonLink>
        }
      >
        {t(`record.later.${where}.do`)}
      </StatusLine>
      {where === 'recorded' && (
        <div className="row flow g16 t14 no-print">
          <a className="btn sm" href={`/api/openings/${id}/record.pdf?stage=${stage}`} download={`${code}-${stage}.pdf`}>
            <Icon name="download" /> {t('record.later.pdf')}
          </a>
          <a className="btn sm" href={`/api/openings/${id}/record?stage=${stage}`} download={`${code}-${stage}.json`}>
            <Icon name="download" /> {t('record.later.json')}
          </a>
        </div>
      )}
    </div>
  )
}
