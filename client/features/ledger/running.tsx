import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Meter } from '../../ui/meter.tsx'
import { timeLeft } from '../../ui/time-left.ts'
import { sizeText } from '../notices/notice/size-text.ts'
import type { Run } from './use-verification.ts'

/** Before so much has passed nobody is told how long the rest takes, in ms. */
const SOON_MS = 2000

/** How far a verification is, how long it takes still, and how to stop it. Only what is verified is read aloud, not every step of it. */
export function Running({ run, onStop }: { readonly run: Extract<Run, { state: 'running' }>; readonly onStop: () => void }) {
  const { t } = useTranslation('verify')
  const { what, startedAt, progress } = run
  const isBytes = progress?.step === 'read' || progress?.step === 'hash'
  const value = progress === undefined || progress.total === 0 ? undefined : progress.done / progress.total
  const spentMs = performance.now() - startedAt
  const leftMs = value === undefined || value === 0 || spentMs < SOON_MS ? undefined : (spentMs * (1 - value)) / value
  return (
    <div className="running stack-12">
      <p className="t14 ink3" role="status" aria-busy="true">
        {t('running', { what })}
      </p>
      {value !== undefined && progress !== undefined && (
        <>
          <Meter value={value} label={t(`progress.${progress.step}`)} />
          <p className="t13 ink3 row between flow">
            <span>
              {t(`progress.${progress.step}Of`, {
                done: isBytes ? sizeText(progress.done) : progress.done,
                total: isBytes ? sizeText(progress.total) : progress.total,
              })}
            </span>
            {leftMs !== undefined && value < 1 && <span>{t('progress.left', { time: timeLeft(leftMs + 999).text })}</span>}
          </p>
        </>
      )}
      <div>
        <Button onClick={onStop}>{t('stop')}</Button>
      </div>
    </div>
  )
}
