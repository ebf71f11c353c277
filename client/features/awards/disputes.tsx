import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../platform/server-time.ts'
import { DateTime } from '../../ui/date-time.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { Tag } from '../../ui/tag.tsx'
import type { Tone } from '../../ui/tone.ts'
import type { Award } from './use-awards.ts'
import { useWords } from './use-words.ts'

type Objection = Award['objections'][number]
type Complaint = Award['complaints'][number]

/** Objections with their answers (A2): who objected is told to those concerned only. `actionOf` adds what the reader can do about one. */
export function Objections({
  award,
  actionOf,
}: {
  readonly award: Award
  readonly actionOf?: ((objection: Objection) => ReactNode) | undefined
}) {
  const t = useWords(award)
  const now = useServerNow()
  if (award.objections.length === 0) return null
  return (
    <section className="blk award-part" aria-labelledby={`objections-${award.lot}`}>
      <SectionHead
        id={`objections-${award.lot}`}
        title={t('objections.title')}
        note={t('objections.count', { count: award.objections.length })}
      />
      <ol className="disputes">
        {award.objections.map((objection, index) => {
          const { id, text, at, by, answer, answerBy } = objection
          return (
            <li key={id} className="dispute">
              <article aria-labelledby={`objection-${id}`}>
                <header className="row flow between">
                  <h3 id={`objection-${id}`} className="t14 b">
                    {t('objections.nth', { number: index + 1 })}
                  </h3>
                  {answer === null ? (
                    <Tag tone={Date.parse(answerBy) <= now ? 'bad' : 'warn'} icon="clock">
                      {t(Date.parse(answerBy) <= now ? 'objections.overdue' : 'objections.due')}{' '}
                      <DateTime at={answerBy} precision="month-minute" />
                    </Tag>
                  ) : (
                    <Tag tone="ok">{t('objections.answered')}</Tag>
                  )}
                </header>
                <p className="pre">{text}</p>
                <p className="t12 ink3">
                  {by ?? t('objections.unnamed')} · <DateTime at={at} />
                </p>
                {answer !== null && (
                  <div className="answer">
                    <p className="t12 ink3">
                      {t('objections.answer')} · <DateTime at={answer.at} />
                    </p>
                    <p className="pre">{answer.text}</p>
                  </div>
                )}
                {actionOf?.(objection)}
              </article>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

const tones: Record<Complaint['state'], Tone> = {
  filed: 'warn',
  accepted: 'warn',
  refused: 'plain',
  dismissed: 'plain',
  upheld: 'bad',
}

/** Complaints to the regulator and their own clocks (A6): the outcome for everybody, the words for those concerned. */
export function Complaints({
  award,
  actionOf,
}: {
  readonly award: Award
  readonly actionOf?: ((complaint: Complaint) => ReactNode) | undefined
}) {
  const { t } = useTranslation('awards')
  const now = useServerNow()
  if (award.complaints.length === 0) return null
  return (
    <section className="blk award-part" aria-labelledby={`complaints-${award.lot}`}>
      <SectionHead id={`complaints-${award.lot}`} title={t('complaints.title')} note={t('complaints.note')} />
      <ol className="disputes">
        {award.complaints.map((complaint, index) => {
          const { id, at, state, acceptBy, decideBy, holdEndsAt, text, finding } = complaint
          const due = state === 'filed' ? (acceptBy ?? decideBy) : state === 'accepted' ? decideBy : null
          return (
            <li key={id} className="dispute">
              <article aria-labelledby={`complaint-${id}`}>
                <header className="row flow between">
                  <h3 id={`complaint-${id}`} className="t14 b">
                    {t('complaints.nth', { number: index + 1 })}
                  </h3>
                  <span className="row flow">
                    <Tag tone={tones[state]}>{t(`complaints.state.${state}`)}</Tag>
                    {state === 'accepted' && holdEndsAt !== null && (
                      <Tag>
                        {t('complaints.holdEnds')} <DateTime at={holdEndsAt} precision="month-minute" />
                      </Tag>
                    )}
                    {due !== null && (
                      <Tag tone={Date.parse(due) <= now ? 'bad' : 'plain'} icon="clock">
                        {t(state === 'filed' && acceptBy !== null ? 'complaints.acceptBy' : 'complaints.decideBy')}{' '}
                        <DateTime at={due} precision="month-minute" />
                      </Tag>
                    )}
                  </span>
                </header>
                {text !== null && <p className="pre">{text}</p>}
                <p className="t12 ink3">
                  {t('complaints.filedAt')} <DateTime at={at} />
                </p>
                {finding !== null && (
                  <div className="answer">
                    <p className="t12 ink3">{t('complaints.finding')}</p>
                    <p className="pre">{finding}</p>
                  </div>
                )}
                {actionOf?.(complaint)}
              </article>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
