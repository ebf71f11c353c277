import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { answerInvitation, listInvitations } from '#shared/contracts/experts-draw.ts'
import { api } from '../../platform/api.ts'
import { queries } from '../../platform/queries.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Clock } from '../../ui/clock.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Tag } from '../../ui/tag.tsx'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { useSpecialityName } from './use-draw.ts'

type Invitation = ResultOf<typeof listInvitations>['items'][number]
type Answer = 'accept' | 'conflict' | 'unavailable'

/** Nobody can be told by message that somebody is called: the page asks. */
const ASK_EVERY_MS = 15_000

/** Calls to sit on a committee: what for, until when to answer, and what follows. Works on a phone. */
export function Invitations() {
  const { t } = useTranslation('experts')
  const asked = useQuery({
    queryKey: ['invitations'],
    queryFn: () => api.call(listInvitations, {}),
    refetchInterval: ASK_EVERY_MS,
  })
  if (asked.error !== null) return <ProblemState error={asked.error} onRetry={() => void asked.refetch()} />
  if (asked.data === undefined) return <PageLoading what={t('invitation.loading')} />
  const { items, lockedDraws } = asked.data
  return (
    <Card title={t('invitation.title')} extra={<span className="t13 ink3">{t('invitation.note')}</span>}>
      <div className="stack-16">
        {lockedDraws > 0 && <StatusLine isSlim tone="warn" head={t('invitation.locked', { count: lockedDraws })} />}
        {items.length === 0 && (
          <EmptyState title={t('invitation.none')}>
            <p>{t('invitation.noneText')}</p>
          </EmptyState>
        )}
        <ul className="stack-16">
          {items.map((invitation) => (
            <li key={invitation.seat}>
              <OneInvitation invitation={invitation} />
            </li>
          ))}
        </ul>
      </div>
    </Card>
  )
}

function OneInvitation({ invitation }: { readonly invitation: Invitation }) {
  const { t } = useTranslation('experts')
  const nameOf = useSpecialityName()
  const { draw, tender, seat, token, title, evaluationAt, speciality, state, until } = invitation
  const [chosen, setChosen] = useState<Answer>()
  const give = useDeed(async (answer: Answer) => {
    await performAct(answerInvitation, { params: { draw }, subject: { tender, draw, seat }, body: { answer, token } })
    await queries.invalidateQueries({ queryKey: ['invitations'] })
    return answer
  })
  const isAccepted = state === 'accepted'
  return (
    <article className="invitation stack-12" aria-label={title}>
      <div className="row flow between">
        <div className="stack-4">
          <h3>{title}</h3>
          <p className="t13 ink3">
            {nameOf(speciality)} · {t('invitation.evaluation')} <DateTime at={evaluationAt} precision="minute" hasZone />
          </p>
        </div>
        {isAccepted ? (
          <Tag tone="ok">{t('invitation.accepted')}</Tag>
        ) : (
          <Clock until={until} label={t('invitation.left')}>
            {t('invitation.over')}
          </Clock>
        )}
      </div>
      <p className="t14">{t(isAccepted ? 'invitation.acceptedText' : 'invitation.text')}</p>
      {give.error !== undefined && <ProblemState error={give.error} />}
      <div className="row flow invitation-answers">
        {isAccepted ? (
          <>
            <ButtonLink look="primary" to={`/work/evaluations/${tender}`}>
              {t('invitation.toEvaluation')}
            </ButtonLink>
            <Button onClick={() => setChosen('conflict')}>{t('invitation.lateConflict')}</Button>
          </>
        ) : (
          <>
            <Button look="primary" isBusy={give.isPending} onClick={() => setChosen('accept')}>
              {t('invitation.accept')}
            </Button>
            <Button isBusy={give.isPending} onClick={() => setChosen('unavailable')}>
              {t('invitation.unavailable')}
            </Button>
            <Button isBusy={give.isPending} onClick={() => setChosen('conflict')}>
              {t('invitation.conflict')}
            </Button>
          </>
        )}
      </div>
      <Dialog
        title={chosen === undefined ? '' : t(`invitation.question.${chosen}`)}
        isOpen={chosen !== undefined}
        onClose={() => setChosen(undefined)}
        footer={
          <>
            <Button onClick={() => setChosen(undefined)}>{t('invitation.notYet')}</Button>
            <Button
              look="primary"
              onClick={() => {
                setChosen(undefined)
                if (chosen !== undefined) give.run(chosen)
              }}
            >
              {t('invitation.sign')}
            </Button>
          </>
        }
      >
        <p>{chosen === undefined ? '' : t(`invitation.consequence.${chosen}`)}</p>
      </Dialog>
    </article>
  )
}
