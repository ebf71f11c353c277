import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { KeyProblem } from './key-problem.tsx'
import { useDeed } from './use-deed.ts'

/** Asks, before something is signed, whether and why. The reason is shown to whom it concerns. Closes itself when it is done. */
export function ReasonDialog({ title, action, isOptional = false, children, onClose, work }: ReasonDialogProps) {
  const { t } = useTranslation('identity')
  const [reason, setReason] = useState('')
  const [isMissing, setMissing] = useState(false)
  const deed = useDeed(async (text: string) => {
    await work(text)
    onClose()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const text = reason.trim()
    setMissing(text === '' && !isOptional)
    if (text !== '' || isOptional) deed.run(text)
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack-16" onSubmit={submit} noValidate>
        {children}
        <Field
          label={t('reason.label')}
          isRequired={!isOptional}
          help={t('reason.help')}
          error={isMissing ? t('reason.missing') : undefined}
        >
          {(control) => <Input {...control} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        {deed.error !== undefined && <KeyProblem error={deed.error} />}
        <div className="row flow" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('reason.close')}</Button>
          <Button type="submit" look="primary" isBusy={deed.isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface ReasonDialogProps {
  /** A question. */
  readonly title: string
  /** The answer that does it. */
  readonly action: string
  readonly isOptional?: boolean
  readonly children?: ReactNode
  readonly onClose: () => void
  /** Signs and sends; what it throws is shown and the dialog stays. */
  readonly work: (reason: string) => Promise<unknown>
}
