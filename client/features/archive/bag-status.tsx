import { useTranslation } from 'react-i18next'
import { isAwardOver } from '#shared/lifecycle/award.ts'
import type { TenderState } from '#shared/lifecycle/tender.ts'
import { StatusLine } from '../../ui/status-line.tsx'
import { type Bag, isInterim } from './bag-view.ts'
import { useLotStates } from './use-bags.ts'

/** How far the archive is: written whole, being written, or what it still waits for. */
export function BagStatus({ tender, newest }: BagStatusProps) {
  const { t } = useTranslation('archive')
  if (newest !== undefined && !isInterim(newest))
    return (
      <StatusLine tone="ok" icon="box" head={t('status.whole.head', { number: newest.number })}>
        {t('status.whole.do')}
      </StatusLine>
    )
  const isEnded = tender.state === 'failed' || tender.state === 'terminated'
  if (isEnded)
    return (
      <StatusLine tone="blue" icon="clock" head={t('status.writing.head')}>
        {t('status.writing.do')}
      </StatusLine>
    )
  return <WaitsFor tender={tender} newest={newest} />
}

function WaitsFor({ tender, newest }: BagStatusProps) {
  const { t } = useTranslation('archive')
  const lots = useLotStates(tender.id, newest !== undefined)
  const open = lots.data?.filter(({ state }) => !isAwardOver(state))
  const isWriting = newest !== undefined && lots.data !== undefined && lots.data.length > 0 && open?.length === 0
  if (isWriting)
    return (
      <StatusLine tone="blue" icon="clock" head={t('status.writing.head')}>
        {t('status.writing.do')}
      </StatusLine>
    )
  return (
    <StatusLine
      icon="clock"
      head={newest === undefined ? t('status.none.head') : t('status.interim.head', { number: newest.number })}
    >
      <p>{t(newest === undefined ? 'status.none.do' : 'status.interim.do')}</p>
      <p>{t('status.missing')}</p>
      <ul className="waits">
        {newest === undefined && <li>{t('status.wait.record')}</li>}
        {(newest === undefined || lots.data?.length === 0) && <li>{t('status.wait.report')}</li>}
        {open?.map(({ lot, name }) => (
          <li key={lot}>{t('status.wait.lot', { name })}</li>
        ))}
      </ul>
    </StatusLine>
  )
}

interface BagStatusProps {
  readonly tender: { readonly id: string; readonly state: TenderState }
  readonly newest: Bag | undefined
}
