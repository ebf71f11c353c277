import { Button, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
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
      <Button type={look === 'danger' ? 'default' : look} danger={look === 'danger'} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal
        open={isOpen}
        title={question}
        onCancel={close}
        onOk={() => void act()}
        okText={label}
        cancelText={t('deed.notNow')}
        okButtonProps={{ disabled: !isReady, danger: look === 'danger' }}
        confirmLoading={deed.isPending}
        destroyOnHidden
      >
        <div className="stack-12">
          {children !== undefined && <div className="t14">{children}</div>}
          {needsReason && (
            <label className="field">
              <span className="lab">{t('deed.reason')}</span>
              <Input.TextArea
                value={reason}
                rows={isLine ? 2 : 4}
                maxLength={isLine ? 200 : 2000}
                showCount
                onChange={(event) => setReason(isLine ? event.target.value.replace(/\n/g, ' ') : event.target.value)}
              />
            </label>
          )}
          {typed !== undefined && (
            <label className="field">
              <span className="lab">{t('deed.type', { word: typed })}</span>
              <Input value={word} onChange={(event) => setWord(event.target.value)} />
            </label>
          )}
          {deed.error !== undefined && <ProblemState error={deed.error} />}
        </div>
      </Modal>
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
