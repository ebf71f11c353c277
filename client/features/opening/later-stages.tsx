import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { LaterStage } from '#shared/catalogue/letter-form.ts'
import { ProblemError } from '#shared/contracts/client.ts'
import { getStageToOpen, openStage } from '#shared/contracts/opening-stages.ts'
import { isPublishedOpening } from '#shared/lifecycle/opening.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { hallAddress, wallAddress } from './hall-address.ts'
import type { HallOpening, HallTender } from './hall-state.ts'
import type { Part } from './part.ts'
import { performAct } from './perform-act.ts'
import { useAct } from './use-act.ts'

/** Where the later stages of an opening stand, each with the way to its own hall. */
export function LaterStages({ opening, part }: { readonly opening: HallOpening; readonly part: Part }) {
  const { t } = useTranslation('opening')
  if (!isPublishedOpening(opening.state)) return null
  return (opening.laterStages ?? []).map(({ stage, state }) => {
    const where = state === null ? 'sealed' : isPublishedOpening(state) ? 'shown' : 'opening'
    return (
      <StatusLine
        key={stage}
        isSlim
        tone={where === 'opening' ? 'warn' : 'plain'}
        icon={where === 'sealed' ? 'lock' : 'unlock'}
        head={t(`later.${where}.head`)}
        action={
          <ButtonLink size="sm" to={hallAddress(opening.tender, stage)}>
            {t(part === 'host' && state === null ? 'later.toOpen' : 'later.toHall')}
          </ButtonLink>
        }
      >
        {t(`later.${where}.do`)}
      </StatusLine>
    )
  })
}

/** What this hall is, and the way back to the first. */
export function OfStage({ tender }: { readonly tender: string }) {
  const { t } = useTranslation('opening')
  return (
    <StatusLine
      isSlim
      head={t('later.title')}
      action={
        <ButtonLink size="sm" to={hallAddress(tender)}>
          {t('later.toFirst')}
        </ButtonLink>
      }
    >
      {t('later.what')}
    </StatusLine>
  )
}

/** Before the act that opens a stage: what it waits for; for whoever runs the tender the list it opens, and the act itself. */
export function BeforeStage({
  tender,
  stage,
  part,
  onOpen,
}: {
  readonly tender: HallTender
  readonly stage: LaterStage
  readonly part: Part
  readonly onOpen: () => void
}) {
  const { t } = useTranslation('opening')
  return (
    <div className="wrap stack-16" style={{ paddingTop: 24 }}>
      <StatusLine
        icon="lock"
        head={t('later.sealed.head')}
        action={
          <ButtonLink size="sm" to={hallAddress(tender.id)}>
            {t('later.toFirst')}
          </ButtonLink>
        }
      >
        {t('later.sealed.do')}
      </StatusLine>
      {(part === 'host' || part === 'regulator') && (
        <StageToOpen tender={tender.id} stage={stage} mayOpen={part === 'host'} onOpen={onOpen} />
      )}
      <p className="row flow no-print">
        <ButtonLink size="sm" to={wallAddress(tender.id, stage)}>
          <Icon name="wall" />
          {t('links.wall')}
        </ButtonLink>
      </p>
    </div>
  )
}

function StageToOpen({
  tender,
  stage,
  mayOpen,
  onOpen,
}: {
  readonly tender: string
  readonly stage: LaterStage
  readonly mayOpen: boolean
  readonly onOpen: () => void
}) {
  const { t } = useTranslation('opening')
  const act = useAct()
  const { data, error, refetch } = useQuery({
    queryKey: ['hall', tender, 'stage-to-open', stage],
    queryFn: () =>
      api.call(getStageToOpen, { params: { tender, stage } }).catch((refusal: unknown) => {
        if (refusal instanceof ProblemError && NOT_READY.has(refusal.problem.code)) return null
        throw refusal
      }),
  })
  useLive(`tender:${tender}`, (event) => {
    if (event === 'missed' || event.type.startsWith('evaluation.')) void refetch()
  })
  if (error !== null) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (data === undefined) return null
  if (data === null) return <p>{t('later.notReady')}</p>
  const idsOf = (isAdmitted: boolean) =>
    data.bids.filter((bid) => bid.isAdmitted === isAdmitted).map(({ manifestSha256 }) => manifestSha256)
  const open = () =>
    act
      .run(() =>
        performAct(openStage, {
          params: { tender, stage },
          subject: { tender, list: data.list, stage, round: data.round },
          body: { opening: idsOf(true), unopened: idsOf(false) },
        }),
      )
      .then((isDone) => {
        if (isDone) onOpen()
      })
  return (
    <section className="card" aria-labelledby="stage-to-open">
      <header>
        <h2 id="stage-to-open">{t('later.listTitle')}</h2>
        <span className="t13 ink3">{t('later.listNote')}</span>
      </header>
      <div className="in stack-12">
        <Table
          label={t('later.listTitle')}
          rows={data.bids}
          keyOf={({ manifestSha256 }) => manifestSha256}
          columns={[
            { key: 'number', title: t('board.number'), cell: ({ number }) => String(number).padStart(2, '0') },
            { key: 'bidder', title: t('later.bidder'), isHead: true, cell: ({ bidder }) => bidder },
            {
              key: 'isAdmitted',
              title: t('later.outcome'),
              cell: ({ isAdmitted, grounds }) => (
                <span className="row flow">
                  <Tag tone={isAdmitted ? 'ok' : 'bad'}>{t(isAdmitted ? 'later.goesOn' : 'later.staysShut')}</Tag>
                  {grounds.map((ground) => t(`later.ground.${ground}`)).join(t('list'))}
                </span>
              ),
            },
          ]}
        />
        {mayOpen && (
          <div className="row flow g12">
            <Button look="primary" isBusy={act.isBusy} onClick={() => void open()}>
              {t('later.open', { count: idsOf(true).length })}
            </Button>
            <span className="t13 ink3">{t('later.consequence')}</span>
          </div>
        )}
        {act.error !== null && <ProblemState error={act.error} />}
      </div>
    </section>
  )
}

/** What the evaluation is still to do before a stage may be opened. */
const NOT_READY: ReadonlySet<string> = new Set(['evaluation-not-begun', 'evaluation-wrong-step'])
