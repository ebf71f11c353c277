import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listObjectionsContract, listQuestionsContract } from '#shared/contracts/notices/questions.ts'
import { api } from '../../../platform/api.ts'
import { useServerNow } from '../../../platform/server-time.ts'
import { ActStamp } from '../../../ui/act-stamp.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { SectionHead } from '../../../ui/section-head.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { questionId } from '../change-address.ts'
import type { ShownState } from '../tender-state.ts'
import type { Tender } from '../use-tender.ts'
import { AskQuestion } from './ask-question.tsx'
import { FileObjection } from './file-objection.tsx'
import { LookUpQuestion } from './look-up-question.tsx'
import { usePlace } from './use-place.ts'

/** Questions with their answers, the same for everybody at the same time; asking without a name; objections. */
export function QuestionsTab({ tender, state }: { readonly tender: Tender; readonly state: ShownState }) {
  const { t } = useTranslation('notice')
  const now = useServerNow()
  const params = { tender: tender.id }
  const questions = useQuery({
    queryKey: ['tender', tender.id, 'questions'],
    queryFn: async () => (await api.call(listQuestionsContract, { params })).questions,
  })
  const objections = useQuery({
    queryKey: ['tender', tender.id, 'objections'],
    queryFn: async () => (await api.call(listObjectionsContract, { params })).objections,
  })
  usePlace(questions.isSuccess)
  const isOpen = state === 'bidding'
  const canAsk = isOpen && tender.questionsUntil !== null && Date.parse(tender.questionsUntil) > now
  const canObject = isOpen && tender.objectionsUntil !== null && Date.parse(tender.objectionsUntil) > now
  return (
    <>
      <section className="blk">
        <SectionHead title={t('questions.title')} note={t('questions.note')} />
        {questions.isPending && <PageLoading what={t('questions.loading')} />}
        {questions.isError && <ProblemState error={questions.error} onRetry={() => void questions.refetch()} />}
        {questions.data?.length === 0 && (
          <EmptyState title={t('questions.none')}>
            <p>{t(canAsk ? 'questions.noneDo' : 'questions.over')}</p>
          </EmptyState>
        )}
        <ol className="qa">
          {questions.data?.map((question) => (
            <li key={question.id} id={questionId(question.id)} tabIndex={-1}>
              <p className="q">{question.question}</p>
              <p className="a">{question.answer}</p>
              <div className="row flow">
                {question.affectsBids && <Tag tone="warn">{t('questions.affects')}</Tag>}
                <ActStamp
                  who={(tender.agency ?? tender.tenderer).name}
                  what={t('questions.answered')}
                  at={question.answeredAt}
                  digest={question.actSha256}
                />
              </div>
            </li>
          ))}
        </ol>
      </section>
      <section className="blk" id="ask">
        <SectionHead title={t('ask.title')} note={t('ask.note')} />
        {canAsk ? <AskQuestion tender={tender} /> : <p className="t14 ink3">{t('ask.closed')}</p>}
        <LookUpQuestion tender={tender.id} />
      </section>
      <section className="blk" id="object">
        <SectionHead title={t('objections.title')} note={t('objections.note')} />
        {objections.isError && <ProblemState error={objections.error} onRetry={() => void objections.refetch()} />}
        {objections.data?.length === 0 && <p className="t14 ink3">{t('objections.none')}</p>}
        <ol className="qa">
          {objections.data?.map((objection) => (
            <li key={objection.id}>
              <p className="q">{objection.text}</p>
              <p className="t12 ink3">
                {objection.by?.name} <DateTime at={objection.filedAt} />
              </p>
              {objection.answer === null ? (
                <Tag tone={objection.isOverdue ? 'bad' : 'blue'}>
                  {t(objection.isOverdue ? 'objections.overdue' : 'objections.due')}{' '}
                  <DateTime at={objection.answerDueAt} precision="minute" />
                </Tag>
              ) : (
                <>
                  <p className="a">{objection.answer.text}</p>
                  <ActStamp
                    who={(tender.agency ?? tender.tenderer).name}
                    what={t('objections.answered')}
                    at={objection.answer.at}
                    digest={objection.answer.actSha256}
                  />
                </>
              )}
            </li>
          ))}
        </ol>
        {canObject ? <FileObjection tender={tender} /> : <p className="t14 ink3">{t('objections.closed')}</p>}
      </section>
    </>
  )
}
