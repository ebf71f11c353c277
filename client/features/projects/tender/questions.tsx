import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { answerQuestionContract, listOpenQuestionsContract, listQuestionsContract } from '#shared/contracts/notices/questions.ts'
import { api } from '../../../platform/api.ts'
import { Card } from '../../../ui/card.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { EmptyState, ProblemState } from '../../../ui/page-state.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { performAct } from '../../identity/signing.ts'
import { useDeed } from '../../identity/use-deed.ts'
import type { DeskTender } from '../reading.ts'

/** Anonymous questions: those that wait for an answer (only for who answers), and what everybody was answered. */
export function Questions({ tender, isOwn }: { readonly tender: DeskTender; readonly isOwn: boolean }) {
  const { t } = useTranslation('projects')
  const params = { tender: tender.id }
  const open = useQuery({
    queryKey: ['open-questions', tender.id],
    queryFn: () => api.call(listOpenQuestionsContract, { params }),
    enabled: isOwn,
  })
  const answered = useQuery({
    queryKey: ['questions', tender.id],
    queryFn: () => api.call(listQuestionsContract, { params }),
  })
  const isEmpty = (open.data?.questions.length ?? 0) === 0 && (answered.data?.questions.length ?? 0) === 0
  return (
    <Card title={t('questions.title')}>
      <div className="stack-16">
        {(open.error ?? answered.error) !== null && <ProblemState error={open.error ?? answered.error} />}
        {isEmpty && !answered.isPending && <EmptyState title={t('questions.empty')} />}
        {open.data?.questions.map(({ id, text }) => (
          <Answering key={id} tender={tender.id} question={id} text={text} />
        ))}
        {answered.data?.questions.map((item) => (
          <article key={item.id} className="stack-4">
            <p className="b">{item.question}</p>
            <p className="pre">{item.answer}</p>
            <p className="t12 ink3">
              <DateTime at={item.answeredAt} /> {item.affectsBids && <Tag tone="warn">{t('questions.affects')}</Tag>}
            </p>
          </article>
        ))}
      </div>
    </Card>
  )
}

function Answering({ tender, question, text }: { readonly tender: string; readonly question: string; readonly text: string }) {
  const { t } = useTranslation('projects')
  const [wording, setWording] = useState(text)
  const [answer, setAnswer] = useState('')
  const [affectsBids, setAffects] = useState(false)
  const deed = useDeed(() =>
    performAct(answerQuestionContract, {
      params: { tender },
      subject: { tender, question },
      body: { question: wording, answer, affectsBids },
    }),
  )
  return (
    <article className="stack-12">
      <label className="field">
        <span className="lab">{t('questions.wording')}</span>
        <Input.TextArea value={wording} rows={2} maxLength={4000} onChange={(event) => setWording(event.target.value)} />
      </label>
      <label className="field">
        <span className="lab">{t('questions.answer')}</span>
        <Input.TextArea value={answer} rows={3} maxLength={8000} onChange={(event) => setAnswer(event.target.value)} />
      </label>
      <Checkbox checked={affectsBids} onChange={(event) => setAffects(event.target.checked)}>
        {t('questions.affectsHint')}
      </Checkbox>
      {deed.error !== undefined && <ProblemState error={deed.error} />}
      <Button disabled={answer.trim() === ''} loading={deed.isPending} onClick={() => deed.run(undefined)}>
        {t('questions.send')}
      </Button>
    </article>
  )
}
