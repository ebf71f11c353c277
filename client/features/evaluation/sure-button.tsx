import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'

/** A button for what cannot be taken back: the question first, then what follows from it. */
export function SureButton({ label, question, isDisabled = false, isBusy = false, onSure, children }: SureButtonProps) {
  const { t } = useTranslation('evaluation')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="primary" disabled={isDisabled} isBusy={isBusy} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog
        title={question}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{t('sure.notYet')}</Button>
            <Button
              look="primary"
              onClick={() => {
                setOpen(false)
                onSure()
              }}
            >
              {t('sure.sign')}
            </Button>
          </>
        }
      >
        {children}
      </Dialog>
    </>
  )
}

interface SureButtonProps {
  readonly label: string
  readonly question: string
  readonly isDisabled?: boolean
  readonly isBusy?: boolean
  readonly onSure: () => void
  /** What follows. */
  readonly children: ReactNode
}
