import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { answerObjectionContract, listObjectionsContract } from '#shared/contracts/notices/questions.ts'
import { api } from '../../../platform/api.ts'
import { Card } from '../../../ui/card.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { EmptyState, ProblemState } from '../../../ui/page-state.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { performAct } from '../../identity/signing.ts'
import { useDeed } from '../../identity/use-deed.ts'
import { DeedButton } from '../deed-button.tsx'
import type { DeskTender } from '../reading.ts'

/** Objections to the documents (N5, G10): who objected is told to those concerned only; the answer is due in the statutory time. */
export function Objections({ tender, isOwn }: { readonly tender: DeskTender; readonly isOwn: boolean }) {
  const { t } = useTranslation('projects')
  const list = useQuery({
    queryKey: ['objections', tender.id],
    queryFn: () => api.call(listObjectionsContract, { params: { tender: tender.id } }),
  })
  const objections = list.data?.objections ?? []
  return (
    <Card title={t('objections.title')}>
      <div className="stack-16">
        {list.isError && <ProblemState error={list.error} />}
        {list.isSuccess && objections.length === 0 && <EmptyState title={t('objections.empty')} />}
        {objections.map((objection) => (
          <article key={objection.id} className="stack-4">
            <p className="pre b">{objection.text}</p>
            <p className="t12 ink3">
              {objection.by?.name} <DateTime at={objection.filedAt} />
            </p>
            {objection.answer === null ? (
              <p className="row flow">
                <Tag tone={objection.isOverdue ? 'bad' : 'warn'}>
                  {t(objection.isOverdue ? 'objections.overdue' : 'objections.due')}{' '}
                  <DateTime at={objection.answerDueAt} precision="minute" />
                </Tag>
                {isOwn && <AnswerObjection tender={tender.id} objection={objection.id} />}
              </p>
            ) : (
              <p className="pre">{objection.answer.text}</p>
            )}
          </article>
        ))}
      </div>
    </Card>
  )
}

function AnswerObjection({ tender, objection }: { readonly tender: string; readonly objection: string }) {
  const { t } = useTranslation('projects')
  const deed = useDeed((answer: string) =>
    performAct(answerObjectionContract, { params: { tender }, subject: { tender, objection }, body: { answer } }),
  )
  return (
    <DeedButton look="primary" label={t('objections.answer')} question={t('objections.answerQuestion')} deed={deed} needsReason>
      {t('objections.answerText')}
    </DeedButton>
  )
}
