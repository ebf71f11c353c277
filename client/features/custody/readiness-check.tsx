import { useTranslation } from 'react-i18next'
import { confirmSeat } from '#shared/sealed-bid/client/hold-seat.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { signedInPerson } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { CustodyProblem } from './custody-problem.tsx'
import { useCustodyKey } from './custody-store.ts'
import type { Seat } from './use-seats.ts'

/** Before the deadline: opens a fresh test envelope with the kept key and says so by a signed act. */
export function ReadinessCheck({ seat }: { readonly seat: Seat }) {
  const { t } = useTranslation('custody')
  const custody = useCustodyKey(seat.tender, seat.i)
  const check = useDeed(async () => {
    if (custody !== undefined) await confirmSeat(await signedInPerson(t('purpose.ready')), custody)
  })
  const isAsked = seat.readinessAskedAt !== null && seat.readyAt === null
  return (
    <Card title={t('ready.title')}>
      <div className="stack-16">
        {seat.readyAt === null ? (
          <StatusLine tone={isAsked ? 'warn' : 'plain'} isSlim head={t(isAsked ? 'ready.asked' : 'ready.notAsked')} />
        ) : (
          <StatusLine tone="ok" isSlim head={t('ready.done')}>
            <DateTime at={seat.readyAt} precision="minute" />
          </StatusLine>
        )}
        <p className="t13 ink3">{t('ready.lead')}</p>
        {check.error !== undefined && <CustodyProblem error={check.error} />}
        <Button
          look={isAsked ? 'primary' : 'plain'}
          isBusy={check.isPending}
          disabled={custody === undefined}
          onClick={() => check.run(undefined)}
        >
          {t(custody === undefined ? 'ready.openFirst' : 'ready.check')}
        </Button>
      </div>
    </Card>
  )
}
