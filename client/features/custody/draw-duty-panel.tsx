import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DrawDuty } from '#shared/draw/custodian-duty.ts'
import { namesEscrow, platformEscrow } from '#shared/draw/escrow.ts'
import { isSpentDraw } from '#shared/lifecycle/draw.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { Checkbox } from '../../ui/field.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { type Step, VerticalSteps } from '../../ui/steps.tsx'
import type { Draw } from '../experts/use-draw.ts'
import { OpenKey } from './custody-key-panel.tsx'
import { CustodyProblem } from './custody-problem.tsx'
import { useCustodyKey } from './custody-store.ts'
import { type DrawTask, useDrawDuty } from './use-draw-duty.ts'
import type { Seat } from './use-seats.ts'

/**
 * A custodian in the draw of experts: confirms that what was sealed opens, and opens what is silent. Before anything leaves this page its own
 * client verifies the whole draw and decides; what it keeps back, it says why. Nothing is shown while no draw is under way.
 */
export function DrawDutyPanel({ seat }: { readonly seat: Seat }) {
  const { t } = useTranslation('custody')
  const { tender, i } = seat
  const custody = useCustodyKey(tender, i)
  const { draw, task, wantsNames, isLoading, error, take, isLooking } = useDrawDuty(tender, i)
  const [isAgreed, setAgreed] = useState(false)
  if (error !== null) return <ProblemState error={error} />
  if (isLoading) return <PageLoading what={t('loading')} />
  if (draw === undefined || draw.state === 'proposed' || isSpentDraw(draw.state)) return null
  const isOnlyNames = wantsNames && task?.kind === 'give' && task.of.length === 1
  return (
    <Card
      title={t('draw.title')}
      extra={task?.kind === 'confirm' && draw.stepEndsAt !== null ? <ClosesIn until={draw.stepEndsAt} hasIcon /> : undefined}
    >
      <div className="stack-16">
        <StatusLine
          tone={task === undefined ? 'plain' : 'warn'}
          isSlim
          icon={task === undefined ? 'clock' : 'unlock'}
          head={task === undefined ? t(`draw.waiting.${draw.state}`) : sentenceOf(t, task, draw)}
        >
          {task !== undefined && <p>{t(wantsNames ? 'draw.why.names' : `draw.why.${task.kind}`)}</p>}
        </StatusLine>
        <VerticalSteps label={t('draw.title')} steps={stepsOf(t, draw, i, task)} />
        <p className="t13">
          <Link to={`/draws/${tender}`}>{t('draw.toLive')}</Link>
        </p>
        {task !== undefined &&
          (custody === undefined ? (
            <OpenKey seat={seat} />
          ) : (
            <>
              {wantsNames && (
                <Checkbox checked={isAgreed} onChange={(event) => setAgreed(event.target.checked)}>
                  {t('draw.agree', { k: draw.pool.custody.k })}
                </Checkbox>
              )}
              <div>
                <Button
                  look="primary"
                  size="lg"
                  isBusy={take.isPending}
                  disabled={isOnlyNames && !isAgreed}
                  onClick={() => take.run({ custody, mayGiveNames: wantsNames && isAgreed })}
                >
                  {t(isLooking && take.isPending ? 'step.looking' : `draw.action.${task.kind}`)}
                </Button>
              </div>
              {isLooking && take.isPending && <p className="t13 ink3">{t('step.lookingWhy')}</p>}
            </>
          ))}
        {take.error !== undefined && <CustodyProblem error={take.error} />}
        {take.result !== undefined && !take.isPending && isTold(take.result, task) && <Outcome duty={take.result} draw={draw} />}
      </div>
    </Card>
  )
}

/** What was done is not told any more once something else is asked; what was kept back is. */
function isTold({ done }: DrawDuty, task: DrawTask | undefined): boolean {
  return done === 'nothing' || task === undefined
}

type Translate = ReturnType<typeof useTranslation<'custody'>>['t']

function Outcome({ duty, draw }: { readonly duty: DrawDuty; readonly draw: Draw }) {
  const { t } = useTranslation('custody')
  const { done, of, unreadable, refused } = duty
  return (
    <>
      {done !== 'nothing' && (
        <StatusLine tone="ok" isSlim head={t(`draw.done.${done}`, { count: of.length })}>
          {done === 'shares' && <p>{of.map((each) => nameOf(t, draw, each)).join('、')}</p>}
        </StatusLine>
      )}
      {unreadable.length > 0 && (
        <StatusLine tone="bad" isSlim head={t('draw.unreadable', { count: unreadable.length })}>
          <p>{unreadable.map((one) => nameOf(t, draw, one.of)).join('、')}</p>
        </StatusLine>
      )}
      {refused.length > 0 && (
        <StatusLine tone="bad" isUrgent head={t('draw.refused')}>
          <ul>
            {refused.map(({ refusal, of: escrow, why }) => (
              <li key={`${refusal} ${escrow ?? ''}`}>
                {escrow !== undefined && <b>{nameOf(t, draw, escrow)} </b>}
                {t(`drawRefusal.${refusal}`)} {why !== undefined && <span className="t12 ink3 wrap-any">{why}</span>}
              </li>
            ))}
          </ul>
        </StatusLine>
      )}
    </>
  )
}

function sentenceOf(t: Translate, task: DrawTask, draw: Draw): string {
  if (task.kind === 'confirm') return t('draw.due.confirm', { count: draw.escrows.length })
  return t('draw.due.give', { what: task.of.map((of) => nameOf(t, draw, of)).join('、') })
}

/** What an escrow is of, in words. */
function nameOf(t: Translate, draw: Draw, of: string): string {
  if (of === namesEscrow || of === platformEscrow) return t(`draw.of.${of}`)
  return t('draw.of.party', { name: draw.parties.find(({ party }) => party === of)?.name ?? of })
}

/** The three things a draw may ask of a custodian, and how far each has come. */
function stepsOf(t: Translate, draw: Draw, i: number, task: DrawTask | undefined): Step[] {
  const { k } = draw.pool.custody
  const isHeld = !['committing', 'escrowing', 'confirming'].includes(draw.state)
  const hasConfirmed = draw.confirmations.some((one) => one.i === i)
  const silent = draw.given.filter(({ of }) => of !== namesEscrow)
  const names = draw.given.find(({ of }) => of === namesEscrow)
  const givenNote = (one: Draw['given'][number] | undefined, otherwise: string) =>
    one === undefined ? otherwise : t('draw.given', { count: one.i.length, k })
  return [
    {
      key: 'confirm',
      title: t('draw.step.confirm'),
      note:
        isHeld || draw.state === 'confirming'
          ? t('draw.confirmed', { count: draw.confirmations.length, k })
          : t('draw.note.confirm'),
      state: hasConfirmed || isHeld ? 'done' : draw.state === 'confirming' ? 'now' : 'later',
    },
    {
      key: 'silent',
      title: t('draw.step.silent'),
      note: givenNote(silent[0], t('draw.note.silent')),
      state: draw.seedSha256 !== null ? 'done' : task?.kind === 'give' && silent.length > 0 ? 'now' : 'later',
    },
    {
      key: 'names',
      title: t('draw.step.names'),
      note: givenNote(names, t('draw.note.names')),
      state: draw.state === 'released' ? 'done' : names !== undefined ? 'now' : 'later',
    },
  ]
}
