import type { FormEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '#shared/contracts/client.ts'
import { queries } from '../../platform/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { KeyProblem } from '../identity/key-problem.tsx'
import { useDeed } from '../identity/use-deed.ts'
import type { Award, AwardTender } from './use-awards.ts'

/** What every dialog of an act needs. `award` is what the signer saw when the dialog was opened, whatever happens meanwhile. */
export interface ActProps {
  readonly award: Award
  readonly tender: AwardTender
  readonly onClose: () => void
  /** The act was done; `after` is the award as it made it, on top of whatever others did since the dialog was opened. */
  readonly onDone: (after: Award) => void
}

/** Refusals that say that somebody else was faster, or time was: pressing again is of no use. */
const overtaken: ReadonlySet<string> = new Set([
  'state-changed',
  'award-wrong-step',
  'act-wrong-subject',
  'already-acted',
  'record-changed',
  'award-held',
  'award-suspended',
  'award-in-re-review',
  'evaluation-wrong-step',
])

/** An act of legal effect: a question, what it says, and the button that signs it. What went wrong stays in the dialog with what was typed. */
export function ActDialog({ title, action, isReady = true, isWide = false, onClose, onDone, work, children }: ActDialogProps) {
  const { t } = useTranslation('awards')
  const deed = useDeed(async () => {
    try {
      onDone(await work())
    } catch (error) {
      if (isOvertaken(error)) void queries.invalidateQueries({ queryKey: ['awards'] })
      throw error
    }
  })
  const isOver = isOvertaken(deed.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady && !isOver) deed.run(undefined)
  }
  return (
    <Dialog title={title} isWide={isWide} onClose={onClose}>
      <form className="act-form stack-16" onSubmit={submit} noValidate>
        {children}
        {deed.error !== undefined && <KeyProblem error={deed.error} />}
        {isOver && (
          <p className="t14" role="status">
            {t('act.overtaken')}
          </p>
        )}
        <div className="row flow" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t(isOver ? 'act.see' : 'act.notNow')}</Button>
          {!isOver && (
            <Button type="submit" look="primary" disabled={!isReady} isBusy={deed.isPending}>
              {action}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  )
}

interface ActDialogProps {
  /** A question. */
  readonly title: string
  /** Its answer. */
  readonly action: string
  readonly isReady?: boolean
  readonly isWide?: boolean
  readonly onClose: () => void
  readonly onDone: ActProps['onDone']
  /** Signs and sends. */
  readonly work: () => Promise<Award>
  readonly children: ReactNode
}

function isOvertaken(error: unknown): boolean {
  return error instanceof ProblemError && overtaken.has(error.problem.code)
}
