import { useTranslation } from 'react-i18next'
import { instantOf } from '#shared/primitives/instant.ts'
import type { Vault } from '../../crypto/vault.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CheckRow } from '../../ui/check-row.tsx'
import { Meter } from '../../ui/meter.tsx'
import { Tag } from '../../ui/tag.tsx'
import { type Job, rehearseBid } from './job.ts'
import type { MyBid } from './my-bids.ts'

const NAMES = ['stored', 'key', 'opened'] as const

/** 试解密: what the platform stores is read back and opened here, as far as keys are left. */
export function RehearsalCard({
  vault,
  bid,
  job,
}: {
  readonly vault: Vault
  readonly bid: MyBid
  readonly job: Job | undefined
}) {
  const { t } = useTranslation('bids')
  const isRunning = job?.phase === 'rehearsing'
  const { rehearsal } = bid
  const checks = job?.bid?.id === bid.id ? job.checks : undefined
  const bar = job?.bars.rehearse
  return (
    <Card
      title={t('rehearsal.title')}
      extra={
        rehearsal !== undefined && (
          <Tag tone={rehearsal.isPassed ? 'ok' : 'bad'} icon={rehearsal.isPassed ? 'check' : 'cross-circle'}>
            {t(rehearsal.isPassed ? (rehearsal.isWhole ? 'rehearsal.passed' : 'rehearsal.half') : 'rehearsal.failed', {
              at: beijingText(instantOf(rehearsal.at), 'minute').slice(5),
            })}
          </Tag>
        )
      }
    >
      <div className="stack-12" aria-live="polite">
        {isRunning && (
          <>
            <p className="t13">{t('rehearsal.running')}</p>
            <Meter
              value={bar === undefined || bar.totalBytes === 0 ? 0 : bar.doneBytes / bar.totalBytes}
              label={t('rehearsal.title')}
            />
          </>
        )}
        {checks !== undefined &&
          NAMES.map((name) => {
            const own = checks.filter((check) => check.name === name)
            const fault = own.find(({ verdict }) => verdict === 'fail')
            const state = fault !== undefined ? 'fail' : own.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'unchecked'
            return <CheckRow key={name} state={state} name={t(`rehearsal.${name}.name`)} why={t(`rehearsal.${name}.${state}`)} />
          })}
        {checks === undefined && !isRunning && (
          <p className="t13 ink3">{t(rehearsal === undefined ? 'rehearsal.explain' : 'rehearsal.later')}</p>
        )}
        <div className="row between">
          <span className="t12 ink3">{t('rehearsal.renewal')}</span>
          <Button size="sm" isBusy={isRunning} onClick={() => void rehearseBid(vault, bid)}>
            {t(rehearsal === undefined ? 'rehearsal.run' : 'rehearsal.again')}
          </Button>
        </div>
      </div>
    </Card>
  )
}
