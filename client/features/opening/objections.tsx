import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { answerOpeningObjection, objectAtOpening } from '#shared/contracts/opening-hall.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import type { HallObjection, HallOpening } from './hall-state.ts'
import type { Part } from './part.ts'
import { performAct } from './perform-act.ts'
import { subjectOf } from './stage-facts.ts'
import { useAct } from './use-act.ts'

/** 提出异议: always in sight, never behind the chat. Who cannot object now is told who can, and when. */
export function ObjectionButton({
  opening,
  part,
  isBlock = false,
}: {
  readonly opening: HallOpening | undefined
  readonly part: Part
  readonly isBlock?: boolean
}) {
  const { t } = useTranslation('opening')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="line" isBlock={isBlock} onClick={() => setOpen(true)} aria-haspopup="dialog">
        <Icon name="flag" />
        {t('objection.raise')}
      </Button>
      {isOpen && <ObjectionDialog opening={opening} part={part} onClose={() => setOpen(false)} />}
    </>
  )
}

function ObjectionDialog({
  opening,
  part,
  onClose,
}: {
  readonly opening: HallOpening | undefined
  readonly part: Part
  readonly onClose: () => void
}) {
  const { t } = useTranslation('opening')
  const { pathname } = useLocation()
  const [text, setText] = useState('')
  const act = useAct()
  const list = opening?.list
  const canObject = part === 'bidder' && opening?.state === 'published' && list != null
  const object = async () => {
    if (opening === undefined || list == null) return
    const isDone = await act.run(() =>
      performAct(objectAtOpening, {
        params: { tender: opening.tender },
        subject: subjectOf(opening, list),
        body: { text },
      }),
    )
    if (isDone) onClose()
  }
  return (
    <Dialog
      title={t('objection.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('objection.close')}</Button>
          {part === 'spectator' && (
            <ButtonLink look="primary" to={`/sign-in?next=${encodeURIComponent(pathname)}`}>
              {t('objection.signIn')}
            </ButtonLink>
          )}
          {canObject && (
            <Button look="primary" isBusy={act.isBusy} disabled={text.trim() === ''} onClick={() => void object()}>
              {t('objection.sign')}
            </Button>
          )}
        </>
      }
    >
      {canObject ? (
        <Field label={t('objection.text')} help={t('objection.help')} isRequired>
          {(control) => <TextArea {...control} value={text} maxLength={4000} onChange={(event) => setText(event.target.value)} />}
        </Field>
      ) : (
        <p>
          {t(
            part === 'bidder' ? `objection.when.${opening === undefined ? 'before' : whenOf(opening)}` : `objection.who.${part}`,
          )}
        </p>
      )}
      {act.error !== null && <ProblemState error={act.error} />}
    </Dialog>
  )
}

function whenOf({ state }: HallOpening): 'before' | 'after' {
  return state === 'signing' || state === 'recorded' || state === 'failed' || state === 'terminated' ? 'after' : 'before'
}

/** Objections as they stand on the chain, each with its answer or the host's place to give one; and the way to raise one. */
export function Objections({
  opening,
  objections,
  part,
}: {
  readonly opening: HallOpening | undefined
  readonly objections: readonly HallObjection[]
  readonly part: Part
}) {
  const { t } = useTranslation('opening')
  const nameOf = (party: string) => opening?.seals.find(({ bidder }) => bidder?.party === party)?.bidder?.name ?? t('role.bidder')
  return (
    <section className="card" aria-labelledby="objections-title">
      <header>
        <h2 id="objections-title" className="grow">
          {t('objection.heading')}
        </h2>
        <span className="t13 ink3">{t('objection.count', { count: objections.length })}</span>
      </header>
      <div className="in stack-12">
        <p className="t13 ink3">{t('objection.note')}</p>
        {objections.map((objection) => (
          <div className="said t13" key={objection.objection}>
            <p className="t12 ink3">
              {nameOf(objection.party)} · {beijingText(objection.at).slice(11)}
            </p>
            <p className="pre">{objection.text}</p>
            {objection.answer !== undefined ? (
              <p className="answer pre">
                <span className="t12 ink3">{t('objection.answered', { at: beijingText(objection.answer.at).slice(11) })}</span>
                <br />
                {objection.answer.text}
              </p>
            ) : part === 'host' && opening !== undefined && (opening.state === 'published' || opening.state === 'signing') ? (
              <Answer opening={opening} objection={objection.objection} />
            ) : (
              <p className="t12 ink3">{t('objection.unanswered')}</p>
            )}
          </div>
        ))}
        <ObjectionButton opening={opening} part={part} isBlock />
      </div>
    </section>
  )
}

function Answer({ opening, objection }: { readonly opening: HallOpening; readonly objection: string }) {
  const { t } = useTranslation('opening')
  const [text, setText] = useState('')
  const act = useAct()
  const answer = () =>
    act.run(() =>
      performAct(answerOpeningObjection, {
        params: { tender: opening.tender },
        subject: subjectOf(opening),
        body: { objection, text },
      }),
    )
  return (
    <div className="stack">
      <Field label={t('objection.answer')}>
        {(control) => (
          <TextArea {...control} rows={2} value={text} maxLength={4000} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      <Button size="sm" isBusy={act.isBusy} disabled={text.trim() === ''} onClick={() => void answer()}>
        {t('objection.signAnswer')}
      </Button>
      {act.error !== null && <ProblemState error={act.error} />}
    </div>
  )
}
