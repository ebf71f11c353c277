import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askBidder, judgeExplanation } from '#shared/contracts/evaluation.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { Field, Select, TextArea } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { AskCorrection, correctionOf, emptyCorrection } from './ask-correction.tsx'
import { CorrectionSteps } from './correction-steps.tsx'
import { memberAct } from './member-act.ts'
import { SureButton } from './sure-button.tsx'
import type { Desk, Question } from './use-evaluation.ts'
import { openLots } from './what-next.ts'

/** States in which the chair may ask bidders. */
const ASKING: ReadonlySet<Desk['state']> = new Set(['preliminary', 'inquiring', 'pricing'])

/** Clarifications, corrections and low-price inquiries: what was asked, what was answered, what is to be judged (X7, X11, X12). */
export function Questions({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  const mayAsk = desk.seat !== null && desk.seat === desk.chair && ASKING.has(desk.state)
  if (desk.questions.length === 0 && !mayAsk) return null
  return (
    <Card title={t('questions.title')} extra={<span className="t13 ink3">{t('questions.note')}</span>}>
      <div className="stack-16">
        {desk.questions.length > 0 && (
          <ul className="entries">
            {desk.questions.map((question) => (
              <li key={question.id} className="stack">
                <QuestionText question={question} bidder={bidderOf(desk, question)} />
                {(desk.state === 'inquiring' || desk.state === 'pricing') &&
                  desk.seat !== null &&
                  question.kind === 'low-price' &&
                  question.isClosed &&
                  question.isAccepted === null && <Judge desk={desk} question={question} />}
              </li>
            ))}
          </ul>
        )}
        {mayAsk && <Ask desk={desk} />}
      </div>
    </Card>
  )
}

function bidderOf(desk: Desk, { lot, bid }: Question): string {
  return desk.lots.find((each) => each.lot === lot)?.bids.find((each) => each.bid === bid)?.bidder ?? ''
}

/** A question with its answer. */
export function QuestionText({ question, bidder }: { readonly question: Question; readonly bidder?: string }) {
  const { t } = useTranslation('evaluation')
  const { kind, text, answer, answerBy, isClosed, isAccepted, correction } = question
  return (
    <>
      <p className="row flow">
        <Tag tone="blue">{t(`questions.kind.${kind}`)}</Tag>
        {bidder !== undefined && <b>{bidder}</b>}
        {isAccepted !== null && (
          <Tag tone={isAccepted ? 'ok' : 'bad'}>{t(isAccepted ? 'questions.accepted' : 'questions.refused')}</Tag>
        )}
        {!isClosed && (
          <span className="t13">
            {t('questions.answerIn')} <ClosesIn until={answerBy} />
          </span>
        )}
      </p>
      <p>{text}</p>
      {correction !== null && <CorrectionSteps correction={correction} />}
      {answer === null ? (
        <p className="t13 ink3">{t(isClosed ? 'questions.silent' : 'questions.waiting')}</p>
      ) : (
        <blockquote className="t14">
          {answer.text}
          {answer.isConfirmed !== null && (
            <Tag tone={answer.isConfirmed ? 'ok' : 'bad'}>
              {t(answer.isConfirmed ? 'questions.confirmed' : 'questions.notConfirmed')}
            </Tag>
          )}
        </blockquote>
      )}
    </>
  )
}

function Judge({ desk, question }: { readonly desk: Desk; readonly question: Question }) {
  const { t } = useTranslation('evaluation')
  const [isAccepted, setAccepted] = useState<boolean>()
  const [reason, setReason] = useState('')
  const judge = useDeed(() =>
    memberAct(judgeExplanation, desk, { question: question.id, isAccepted: isAccepted === true, reason: reason.trim() }).then(
      () => true,
    ),
  )
  if (judge.result === true || question.ownJudgement !== null) return <Tag tone="ok">{t('judge.given')}</Tag>
  return (
    <fieldset className="stack">
      <legend className="b">{t('judge.title')}</legend>
      <div className="row flow">
        {([true, false] as const).map((each) => (
          <label key={String(each)} className="tickbox">
            <input type="radio" name={`judge ${question.id}`} checked={isAccepted === each} onChange={() => setAccepted(each)} />
            <span>{t(each ? 'judge.accept' : 'judge.refuse')}</span>
          </label>
        ))}
      </div>
      <Field label={t('judge.reason')} isRequired>
        {(control) => (
          <TextArea {...control} rows={2} maxLength={1000} value={reason} onChange={({ target }) => setReason(target.value)} />
        )}
      </Field>
      {judge.error !== undefined && <ProblemState error={judge.error} />}
      <div>
        <SureButton
          label={t('judge.give')}
          question={t('judge.question')}
          isDisabled={isAccepted === undefined || reason.trim() === ''}
          isBusy={judge.isPending}
          onSure={() => judge.run(undefined)}
        >
          {t('judge.consequence')}
        </SureButton>
      </div>
    </fieldset>
  )
}

/** The chair alone asks; the question goes to the bidder through the platform, without a name of the committee. */
function Ask({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  const lots = openLots(desk)
  const bids = lots.flatMap((lot) =>
    lot.bids.map((bid) => ({ value: `${lot.lot} ${bid.bid}`, label: `${lot.name} · ${bid.bidder ?? ''}` })),
  )
  const [to, setTo] = useState(bids[0]?.value ?? '')
  const [text, setText] = useState('')
  const [correction, setCorrection] = useState<ReturnType<typeof emptyCorrection>>()
  const ask = useDeed(async () => {
    const [lot = '', bid = ''] = to.split(' ')
    await memberAct(askBidder, desk, {
      lot,
      bid,
      text: text.trim(),
      correction: correction === undefined ? null : correctionOf(correction),
    })
    setText('')
    setCorrection(undefined)
    return true
  })
  return (
    <section className="stack-12" aria-label={t('ask.title')}>
      <h3>{t('ask.title')}</h3>
      <p className="t13 ink3">{t('ask.lead')}</p>
      <Field label={t('ask.to')}>
        {(control) => <Select {...control} options={bids} value={to} onChange={({ target }) => setTo(target.value)} />}
      </Field>
      <Field label={t('ask.text')} isRequired>
        {(control) => (
          <TextArea {...control} rows={3} maxLength={4000} value={text} onChange={({ target }) => setText(target.value)} />
        )}
      </Field>
      {correction === undefined ? (
        <p>
          <Button size="sm" onClick={() => setCorrection(emptyCorrection())}>
            {t('ask.withCorrection')}
          </Button>
        </p>
      ) : (
        <AskCorrection value={correction} onChange={setCorrection} />
      )}
      {ask.error !== undefined && <ProblemState error={ask.error} />}
      <div>
        <Button look="primary" disabled={text.trim() === ''} isBusy={ask.isPending} onClick={() => ask.run(undefined)}>
          {t('ask.send')}
        </Button>
      </div>
    </section>
  )
}
