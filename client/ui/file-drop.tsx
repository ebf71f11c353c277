import { type DragEvent, type ReactNode, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

/** Takes files dropped or chosen with a button (WCAG 2.5.7). What is chosen again is heard again. */
export function FileDrop({ label, hint, accept, isMultiple = false, isDisabled = false, onFiles }: FileDropProps) {
  const { t } = useTranslation()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])]
    if (files.length > 0 && !isDisabled) onFiles(isMultiple ? files : files.slice(0, 1))
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    // The button inside does the same for whoever does not drag.
    <section
      className={`drop ${isOver ? 'over' : ''}`}
      aria-labelledby={id}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="upload" size={24} />
      <div className="grow">
        <p className="b ink1" id={id}>
          {label}
        </p>
        {hint !== undefined && <div className="t13 ink3">{hint}</div>}
      </div>
      <input
        ref={input}
        type="file"
        className="sr"
        tabIndex={-1}
        aria-labelledby={id}
        accept={accept}
        multiple={isMultiple}
        disabled={isDisabled}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
      <Button look="line" disabled={isDisabled} onClick={() => input.current?.click()}>
        {t(isMultiple ? 'ui.file.chooseSeveral' : 'ui.file.choose')}
      </Button>
    </section>
  )
}

interface FileDropProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** As of `<input accept>`. */
  readonly accept?: string
  readonly isMultiple?: boolean
  readonly isDisabled?: boolean
  readonly onFiles: (files: readonly File[]) => void
}
