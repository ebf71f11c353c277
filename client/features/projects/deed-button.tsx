import { Button as DeskButton } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input, TextArea } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import type { Deed } from '../identity/use-deed.ts'

/**
 * A button of legal effect: a dialog titled as a question, whose buttons answer it, with a reason where the act carries one, and a word
 * to type where nothing takes it back.
 */
export function DeedButton({
  label,
  question,
  children,
  deed,
  needsReason = false,
  isLine = false,
  typed,
  look = 'default',
  onDone,
}: DeedButtonProps) {
  const { t } = useTranslation('projects')
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [word, setWord] = useState('')
  const most = isLine ? 200 : 2000
  const isReady = (!needsReason || reason.trim() !== '') && (typed === undefined || word.trim() === typed)
  const close = () => {
    setOpen(false)
    deed.reset()
  }
  const act = async () => {
    const done = await deed.runAsync(reason.trim())
    if (done === undefined) return
    setOpen(false)
    setReason('')
    setWord('')
    onDone?.()
  }
  return (
    <>
      <DeskButton type={look === 'danger' ? 'default' : look} danger={look === 'danger'} onClick={() => setOpen(true)}>
        {label}
      </DeskButton>
      <Dialog
        title={question}
        isOpen={isOpen}
        onClose={close}
        footer={
          <>
            <Button onClick={close}>{t('deed.notNow')}</Button>
            <Button
              {...(look === 'danger' ? { className: 'danger' } : { look: 'primary' })}
              disabled={!isReady}
              isBusy={deed.isPending}
              onClick={() => void act()}
            >
              {label}
            </Button>
          </>
        }
      >
        <div className="stack-12">
          {children !== undefined && <div className="t14">{children}</div>}
          {needsReason && (
            <Field label={t('deed.reason')} isRequired help={t('deed.length', { used: reason.length, most })}>
              {(control) => (
                <TextArea
                  {...control}
                  value={reason}
                  rows={isLine ? 2 : 4}
                  maxLength={most}
                  onChange={({ target }) => setReason(isLine ? target.value.replace(/\n/g, ' ') : target.value)}
                />
              )}
            </Field>
          )}
          {typed !== undefined && (
            <Field label={t('deed.type', { word: typed })} isRequired>
              {(control) => <Input {...control} value={word} onChange={({ target }) => setWord(target.value)} />}
            </Field>
          )}
          {deed.error !== undefined && <ProblemState error={deed.error} />}
        </div>
      </Dialog>
    </>
  )
}

interface DeedButtonProps {
  readonly label: string
  readonly question: string
  /** What follows from it. */
  readonly children?: ReactNode
  /** Takes the reason given; empty where none is asked. */
  readonly deed: Deed<string, unknown>
  readonly needsReason?: boolean
  /** The act takes one line of at most 200 characters as its reason. */
  readonly isLine?: boolean
  /** A word that must be typed: for what cannot be taken back. */
  readonly typed?: string
  readonly look?: 'default' | 'primary' | 'danger'
  readonly onDone?: () => void
}
