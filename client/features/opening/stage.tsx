import { useTranslation } from 'react-i18next'
import { isPublishedOpening } from '#shared/lifecycle/opening.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { StatusLine } from '../../ui/status-line.tsx'
import { type HallFact, type HallOpening, type HallTender, newestOf, readOutOf } from './hall-state.ts'
import { hallSteps, liveSeals, revealedNumbers } from './hall-steps.ts'

interface StageProps {
  readonly opening: HallOpening
  readonly tender: HallTender
  readonly facts: readonly HallFact[]
}

/** The current step in large: its name, how far it is, and what is waited for, for whom, until when. */
export function StageHead({ opening, tender, facts }: StageProps) {
  const { t } = useTranslation('opening')
  const { title, sum, wait } = useStageWords({ opening, tender, facts })
  return (
    <>
      <div className="nowh">
        {/* A change of stage interrupts a screen reader (screens.md); nothing else does. */}
        <h2 aria-live="assertive">{title}</h2>
        <span className="t13 ink3">{sum}</span>
      </div>
      <p className="waiting t14" role="status">
        {wait}
      </p>
      {opening.isSuspended && (
        <StatusLine tone="warn" isSlim head={t('stage.suspended.head')}>
          {t('stage.suspended.do')}
        </StatusLine>
      )}
      {(opening.state === 'failed' || opening.state === 'terminated') && (
        <StatusLine isSlim head={t(`stage.${opening.state}.head`)}>
          {t(`stage.${opening.state}.do`)}
        </StatusLine>
      )}
      {opening.lots.some(({ isFailed }) => isFailed) && opening.state !== 'failed' && (
        <StatusLine
          isSlim
          head={t('stage.lotFailed', {
            names: opening.lots
              .filter(({ isFailed }) => isFailed)
              .map(({ name }) => name)
              .join(t('list')),
          })}
        >
          {t('stage.lotFailedDo')}
        </StatusLine>
      )}
    </>
  )
}

/** The words of a stage, shared by the hall and its wall screen. */
export function useStageWords({ opening, tender, facts }: StageProps): { title: string; sum: string; wait: string } {
  const { t } = useTranslation('opening')
  const step = hallSteps(opening, facts, tender).find(({ progress, state }) => progress === 'now' || state === opening.state)
  const live = liveSeals(opening).length
  const until = opening.stepEndsAt === null ? undefined : beijingText(opening.stepEndsAt).slice(11)
  const failed = opening.seals.filter(({ state }) => state === 'failed').length
  const opened = opening.seals.filter(({ state }) => state === 'opened').length
  const read = readOutOf(facts).length
  const isReading = opening.state === 'published' && read > 0 && read < opened
  const variant = opening.state !== 'published' ? '' : opening.stage != null ? 'Later' : isKeptBack(opening) ? 'First' : ''
  const title = isReading ? t('stage.reading', { read, opened }) : t(`stage.title.${opening.state}${variant}`)
  const revealed = revealedNumbers(facts)
  const awaited = waitedFor(opening)
  const names = awaited.map(({ name }) => name).join(t('list'))
  const sum =
    opened > 0
      ? t('stage.sum', { total: opened + failed, opened, failed })
      : opening.seals.length > 0
        ? t(live === 0 ? 'stage.listed' : 'stage.live', { count: live === 0 ? opening.seals.length : live })
        : ''
  const waiting = live - [...liveSeals(opening)].filter(({ number }) => revealed.has(number)).length
  // All custodians have come: then the step waits for what bidders are asked to supply again.
  const isSupplying = (opening.state === 'listed' || opening.state === 'releasing') && awaited.length === 0
  const key = `stage.wait.${opening.state}${isSupplying ? 'Supplied' : until === undefined ? 'Open' : ''}`
  const wait = t(key, {
    defaultValue: t(`stage.wait.${opening.state}`, {
      until: until ?? '',
      names,
      count: awaited.length,
      waiting,
      step: step?.state ?? '',
    }),
    until: until ?? '',
    names,
    count: awaited.length,
    waiting,
    k: tender.openingPolicy?.k ?? 0,
    n: tender.openingPolicy?.n ?? 0,
    at: beijingText(newestOf(facts, 'opening.recorded')?.at ?? opening.now),
  })
  return { title, sum, wait }
}

/** Whether envelopes of a later stage are not shown yet. */
function isKeptBack({ laterStages = [] }: HallOpening): boolean {
  return laterStages.some(({ state }) => state === null || !isPublishedOpening(state))
}

/** Custodians the current step still waits for. */
function waitedFor(opening: HallOpening): HallOpening['custodians'] {
  switch (opening.state) {
    case 'listed':
      return opening.custodians.filter(({ hasReleasedIdentities }) => !hasReleasedIdentities)
    case 'reporting':
      return opening.custodians.filter(({ hasReported }) => !hasReported)
    case 'releasing':
      return opening.custodians.filter(({ hasReleased }) => !hasReleased)
    default:
      return []
  }
}
