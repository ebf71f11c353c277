import { useTranslation } from 'react-i18next'
import { takeCoefficientStep } from '#shared/coefficient/custodian-duty.ts'
import { withLogs } from '#shared/draw/custodian-duty.ts'
import type { CustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { trustOf } from '../../crypto/keys.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { OpenKey } from '../custody/custody-key-panel.tsx'
import { CustodyProblem } from '../custody/custody-problem.tsx'
import { updateCustody, useCustodyKey } from '../custody/custody-store.ts'
import { type Seat, useSeats } from '../custody/use-seats.ts'
import { platformFacts } from '../identity/platform-facts.ts'
import { signedInPerson } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import type { Coefficient } from './use-coefficient.ts'

/** What a coefficient asks of a custodian now. */
function dueOf({ state, confirmations, wanted }: Coefficient, i: number): 'confirm' | 'give' | undefined {
  if (state === 'confirming') return confirmations.some((one) => one.i === i) ? undefined : 'confirm'
  return state === 'revealing' && wanted.length > 0 ? 'give' : undefined
}

/** The seats of whoever is signed in, and what the coefficient asks of each. */
export function CustodianPart({ coefficient }: { readonly coefficient: Coefficient }) {
  const seats = useSeats().data ?? []
  return seats
    .filter(({ tender, seat }) => tender === coefficient.tender && seat === 'accepted')
    .map((seat) => <SeatPart key={seat.i} seat={seat} coefficient={coefficient} />)
}

function SeatPart({ seat, coefficient }: { readonly seat: Seat; readonly coefficient: Coefficient }) {
  const { t } = useTranslation('coefficient')
  const custody = useCustodyKey(seat.tender, seat.i)
  const due = dueOf(coefficient, seat.i)
  const purpose = t('custodian.purpose')
  const take = useDeed(async (file: CustodyFile) => {
    const person = await signedInPerson(purpose)
    const material = trustOf(await platformFacts())
    // A custodian goes by the clock of its own device, never by the platform's.
    const step = await takeCoefficientStep({
      person,
      custody: file,
      now: Date.now(),
      trust: { material, isRevocationChecked: true },
    })
    await updateCustody(withLogs(file, step.logs), purpose)
    return step
  })
  const { result } = take
  if (due === undefined && result === undefined) return null
  return (
    <Card title={t('custodian.title')}>
      <div className="stack-12">
        {due !== undefined && <p>{t(`custodian.text.${due}`)}</p>}
        {due !== undefined &&
          (custody === undefined ? (
            <OpenKey seat={seat} />
          ) : (
            <div>
              <Button look="primary" isBusy={take.isPending} onClick={() => take.run(custody)}>
                {t(`custodian.${due}`)}
              </Button>
            </div>
          ))}
        {take.error !== undefined && <CustodyProblem error={take.error} />}
        {result !== undefined && result.done !== 'nothing' && (
          <StatusLine tone="ok" isSlim head={t(`custodian.done.${result.done}`, { count: result.of.length })} />
        )}
        {result !== undefined && result.unreadable.length > 0 && (
          <StatusLine tone="bad" isSlim head={t('custodian.unreadable', { count: result.unreadable.length })} />
        )}
        {result?.refusal !== undefined && (
          <StatusLine tone="warn" isSlim head={t(`custodian.refusal.${result.refusal}`)}>
            {result.why}
          </StatusLine>
        )}
      </div>
    </Card>
  )
}
