import { useState } from 'react'
import { assertNever } from '#shared/primitives/assert.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { Button } from '../../ui/button.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import type { ActProps } from './act-dialog.tsx'
import { type AwardTask, tasksOf } from './award-tasks.ts'
import { ComplaintDialog } from './complaint-dialog.tsx'
import { DraftDialog, SignDialog } from './contract-dialogs.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import { LotAward } from './lot-award.tsx'
import { OwnResultCard } from './own-result.tsx'
import { FileContractDialog, HandOverDialog, PublishResultDialog } from './procurement-dialogs.tsx'
import { PublishDialog } from './publish-dialog.tsx'
import { ReReviewDialog } from './re-review-dialog.tsx'
import { ReportDialog } from './report-dialog.tsx'
import { AnswerDialog, ComplainDialog, FailDialog, ObjectDialog } from './text-acts.tsx'
import type { Award, AwardTender } from './use-awards.ts'
import { useViewer } from './use-viewer.ts'
import { useWords } from './use-words.ts'

/** What is done about one objection or complaint stands beside it, not among the lot's own buttons. */
const beside: readonly AwardTask[] = ['answerAwardObjection', 'decideComplaint']

/** What is never the next thing to do. */
const seldom: readonly AwardTask[] = ['failAward', 'orderReReview', 'objectToCandidates', 'complainOfAward']

/** An act being prepared: on the award as it was seen, on one objection or complaint where it is about one. */
interface Preparing {
  readonly task: AwardTask
  readonly award: Award
  readonly about: string
}

/** The award of a lot at the desk of whoever has a part in it: what can be done now, and everything that is known. */
export function LotDesk({ award, tender }: { readonly award: Award; readonly tender: AwardTender }) {
  const t = useWords(award)
  const viewer = useViewer(award, tender)
  const [preparing, setPreparing] = useState<Preparing>()
  const [done, setDone] = useState<Pick<Preparing, 'task'> & { readonly version: number }>()
  const tasks = tasksOf(award, tender, viewer, useServerNow())
  const begin = (task: AwardTask, about = '') => {
    setDone(undefined)
    setPreparing({ task, award, about })
  }
  const own = tasks.filter((task) => !beside.includes(task))
  const main = own.find((task) => !seldom.includes(task))
  const isParty = viewer.isRunning || viewer.isRegulator || award.winner?.party === viewer.party
  return (
    <>
      <LotAward
        award={award}
        tender={tender}
        isParty={isParty}
        isReportReader={viewer.isRunning || viewer.isRegulator}
        isDesk
        actions={
          <>
            {done !== undefined && award.version <= done.version && (
              <StatusLine isSlim tone="ok" head={t(`done.${done.task}`)}>
                {t('done.recorded')}
              </StatusLine>
            )}
            {own.length > 0 && (
              <div className="row flow award-acts">
                {own.map((task) => (
                  <Button key={task} look={task === main ? 'primary' : 'plain'} onClick={() => begin(task)}>
                    {t(`task.${task}`)}
                  </Button>
                ))}
              </div>
            )}
            {viewer.isBidder && <OwnResultCard award={award} tender={tender} />}
          </>
        }
        objectionAction={({ id, answer }) =>
          answer === null &&
          tasks.includes('answerAwardObjection') && (
            <p>
              <Button look="primary" size="sm" onClick={() => begin('answerAwardObjection', id)}>
                {t('task.answerAwardObjection')}
              </Button>
            </p>
          )
        }
        complaintAction={({ id, state }) =>
          (state === 'filed' || state === 'accepted') &&
          tasks.includes('decideComplaint') && (
            <p>
              <Button look="primary" size="sm" onClick={() => begin('decideComplaint', id)}>
                {t('task.decideComplaint')}
              </Button>
            </p>
          )
        }
      />
      {preparing !== undefined && (
        <Act
          task={preparing.task}
          about={preparing.about}
          award={preparing.award}
          tender={tender}
          onClose={() => setPreparing(undefined)}
          onDone={({ version }) => {
            setPreparing(undefined)
            setDone({ task: preparing.task, version })
          }}
        />
      )}
    </>
  )
}

function Act({ task, about, ...props }: ActProps & { readonly task: AwardTask; readonly about: string }) {
  switch (task) {
    case 'publishCandidates':
      return <PublishDialog {...props} />
    case 'answerAwardObjection':
      return <AnswerDialog {...props} objection={about} />
    case 'handOverReport':
      return <HandOverDialog {...props} />
    case 'publishResult':
      return <PublishResultDialog {...props} />
    case 'fileContract':
      return <FileContractDialog {...props} />
    case 'reportToRegulator':
      return <ReportDialog {...props} />
    case 'decideAward':
      return <DecideDialog {...props} />
    case 'draftContract':
      return <DraftDialog {...props} />
    case 'signContract':
      return <SignDialog {...props} />
    case 'orderReReview':
      return <ReReviewDialog {...props} />
    case 'failAward':
      return <FailDialog {...props} />
    case 'objectToCandidates':
      return <ObjectDialog {...props} />
    case 'complainOfAward':
      return <ComplainDialog {...props} />
    case 'decideComplaint':
      return <ComplaintDialog {...props} complaint={about} />
    default:
      return assertNever(task)
  }
}
