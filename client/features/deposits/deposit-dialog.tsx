import type { FormEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { KeyProblem } from '../identity/key-problem.tsx'
import { useDeed } from '../identity/use-deed.ts'

/** An act about a deposit: a question, what it says, and the button that signs it. What went wrong stays in the dialog with what was typed. */
export function DepositDialog({ title, action, isReady, isWide = false, onClose, onDone, work, children }: DepositDialogProps) {
  const { t } = useTranslation('deposits')
  const deed = useDeed(async () => {
    await work()
    onDone()
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) deed.run(undefined)
  }
  return (
    <Dialog title={title} isWide={isWide} onClose={onClose}>
      <form className="stack-16" onSubmit={submit} noValidate>
        {children}
        {deed.error !== undefined && <KeyProblem error={deed.error} />}
        <div className="row flow" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('notNow')}</Button>
          <Button type="submit" look="primary" disabled={!isReady} isBusy={deed.isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

interface DepositDialogProps {
  /** A question. */
  readonly title: string
  /** Its answer. */
  readonly action: string
  readonly isReady: boolean
  readonly isWide?: boolean
  readonly onClose: () => void
  readonly onDone: () => void
  /** Signs and sends. */
  readonly work: () => Promise<unknown>
  readonly children: ReactNode
}
