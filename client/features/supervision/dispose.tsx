import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { disposeAlert } from '#shared/contracts/supervision.ts'
import { type AlertStep, alertLifecycle, alertSteps } from '#shared/lifecycle/alert.ts'
import { nextState } from '#shared/lifecycle/table.ts'
import { ActStamp } from '../../ui/act-stamp.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { KeyProblem } from '../identity/key-problem.tsx'
import { useMay } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import type { Alert } from './use-alerts.ts'

/** What was done with the alert, and the steps that may follow, each a signed act with its reason. */
export function Dispose({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation('supervision')
  const mayDispose = useMay('disposeAlert')
  const [asked, setAsked] = useState<AlertStep>()
  const steps = alertSteps.filter((step) => nextState(alertLifecycle, alert.state, step) !== undefined)
  return (
    <aside className="stack-16">
      <Card title={t('disposition')}>
        {alert.dispositions.length === 0 && <p className="ink3 t14">{t('untouched')}</p>}
        <ol className="evidence-list">
          {alert.dispositions.map(({ step, reason, at, actSha256 }) => (
            <li key={actSha256}>
              <ActStamp who={t(`step.${step}.done`)} what={reason} at={at} digest={actSha256} />
            </li>
          ))}
        </ol>
        {mayDispose && steps.length > 0 && (
          <div className="stack-16">
            {steps.map((step, index) => (
              <Button key={step} look={index === 0 ? 'primary' : 'line'} isBlock onClick={() => setAsked(step)}>
                {t(`step.${step}.do`)}
              </Button>
            ))}
          </div>
        )}
        <p className="t12 ink3">{t('signedNote')}</p>
      </Card>
      {asked !== undefined && <DisposeDialog alert={alert} step={asked} onClose={() => setAsked(undefined)} />}
    </aside>
  )
}

function DisposeDialog({ alert, step, onClose }: DisposeDialogProps) {
  const { t } = useTranslation('supervision')
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const deed = useDeed(async () => {
    const { id, version } = alert
    try {
      await performAct(disposeAlert, {
        params: { alert: id },
        subject: { alert: id, version },
        body: { step, reason: reason.trim() },
      })
    } finally {
      // Somebody else may have been faster: what stands now is shown either way.
      await client.invalidateQueries({ queryKey: ['alerts'] })
    }
    onClose()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() !== '') deed.run(undefined)
  }
  return (
    <Dialog title={t(`step.${step}.question`)} onClose={onClose}>
      <form className="stack-16" onSubmit={submit} noValidate>
        <Field label={t('reason')} help={t('reasonHelp')} isRequired>
          {(control) => (
            <TextArea {...control} rows={5} maxLength={4000} value={reason} onChange={({ target }) => setReason(target.value)} />
          )}
        </Field>
        {deed.error !== undefined && <KeyProblem error={deed.error} />}
        <div className="row flow">
          <Button onClick={onClose}>{t('notNow')}</Button>
          <Button type="submit" look="primary" disabled={reason.trim() === ''} isBusy={deed.isPending}>
            {t(`step.${step}.do`)}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface DisposeDialogProps {
  readonly alert: Alert
  readonly step: AlertStep
  readonly onClose: () => void
}
