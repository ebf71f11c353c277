import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

/** A modal dialog: the browser keeps the focus in and gives it back; Escape closes. The title of an irrevocable act is a question. */
export function Dialog({ title, onClose, isOpen = true, footer, children, isWide = false, isDrawer = false }: DialogProps) {
  const { t } = useTranslation()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    if (shown === null) return
    if (isOpen && !shown.open) shown.showModal()
    if (!isOpen && shown.open) shown.close()
  }, [isOpen])
  return (
    <dialog
      ref={dialog}
      className={`dialog ${isWide ? 'wide' : ''} ${isDrawer ? 'side' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      {isOpen && (
        <>
          <header>
            <h2 id={id}>{title}</h2>
            <button type="button" className="btn ghost" onClick={onClose} aria-label={t('ui.dialog.close')}>
              <Icon name="cross" />
            </button>
          </header>
          <div className="in">{children}</div>
          {footer !== undefined && <footer>{footer}</footer>}
        </>
      )}
    </dialog>
  )
}

interface DialogProps {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly isOpen?: boolean
  /** Buttons that answer the title, the primary one last. */
  readonly footer?: ReactNode
  readonly isWide?: boolean
  /** At the right edge, as high as the page. */
  readonly isDrawer?: boolean
  readonly children: ReactNode
}
