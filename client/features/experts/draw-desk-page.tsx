import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { signPool } from '#shared/contracts/experts-draw.ts'
import { isSpentDraw } from '#shared/lifecycle/draw.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useActor, useHasRole, useMay } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { useDeskTender } from '../projects/reading.ts'
import { AssessExperts } from './assess-experts.tsx'
import { DrawActs } from './draw-acts.tsx'
import { DrawFunnel } from './draw-funnel.tsx'
import { DrawStatus } from './draw-status.tsx'
import { DrawSteps } from './draw-steps.tsx'
import { EarlierNames } from './earlier-names.tsx'
import { Exclusions } from './exclusions.tsx'
import { OwnNumber } from './own-number.tsx'
import { PassedOver } from './passed-over.tsx'
import { Representatives } from './representatives.tsx'
import { RequestForm } from './request-form.tsx'
import { SeatsCard } from './seats-card.tsx'
import { committeeLines, type Draw, useDraw, useDraws, useDrawsOf } from './use-draw.ts'
import './draw.css'
import './experts.css'

/** A draw at the desk of those who act in it: request, the pool's signatures, one's own number. What everybody sees is on the live page. */
export function DrawDeskPage() {
  const { t } = useTranslation('experts')
  const { tender: id = '' } = useParams()
  const tender = useDeskTender(id)
  const draws = useDraws(id)
  const line = draws.data?.at(-1)
  const draw = useDraw(id, line?.draw)
  const actor = useActor()
  const mayRequest = useMay('requestDraw')
  const error = tender.error ?? draws.error ?? draw.error
  if (error !== null)
    return <ProblemState isWholePage error={error} onRetry={() => void Promise.all([tender.refetch(), draws.refetch()])} />
  if (tender.data === undefined || draws.data === undefined || draw.isLoading) return <PageLoading what={t('draw.loading')} />
  const isOwn = [tender.data.tenderer.party, tender.data.agency?.party].includes(actor?.party ?? '')
  const { supplement } = draws
  // Once a committee sits there is nothing to ask for but what it misses.
  const mayAsk = supplement === undefined ? line === undefined || isSpentDraw(line.state) : line?.state !== 'proposed'
  const isSeatMissing = supplement !== undefined && line !== undefined
  // Papers of a draw that came to nothing open with the result, as the release of the one that did not.
  const spent = draws.data.some(({ state }) => state === 'released') ? draws.data.filter(({ state }) => isSpentDraw(state)) : []
  const others = line === undefined ? [] : committeeLines(draws.data, line).filter(({ attempt }) => attempt !== line.attempt)
  return (
    <div className="stack-16">
      <PageTitle title={`${t('draw.title')} · ${tender.data.title}`} />
      <header className="row between flow">
        <h1>{t('draw.titleOf', { title: tender.data.title })}</h1>
        <Link to={`/draws/${id}`}>{t('desk.live')}</Link>
      </header>
      {isSeatMissing && (
        <StatusLine
          isSlim
          tone="warn"
          head={t('supplement.missing', { count: supplement.missing.reduce((sum, { seats }) => sum + seats, 0) })}
        >
          {t(line.state === 'proposed' ? 'supplement.asked' : isOwn ? 'supplement.ask' : 'supplement.wait')}
        </StatusLine>
      )}
      {draw.data !== undefined && <DrawStatus draw={draw.data} checked={undefined} />}
      {draw.data !== undefined && <EarlierNames draw={draw.data} lines={draws.data} />}
      {draw.data !== undefined && <DrawSteps draw={draw.data} />}
      {draw.data?.state === 'proposed' && (
        <>
          <SignPool draw={draw.data} isRequester={isOwn} />
          <Exclusions key={draw.data.tender} draw={draw.data} title={tender.data.title} />
        </>
      )}
      {draw.data?.parties.some(({ party }) => party === actor?.party) === true && (
        <OwnNumber draw={draw.data} party={actor?.party ?? ''} custodians={tender.data.custodians} />
      )}
      {draw.data !== undefined && (
        <>
          {isOwn && draw.data.completes === null && <Representatives draw={draw.data} />}
          <SeatsCard draw={draw.data} />
          {draw.data.state === 'released' && <PassedOver draw={draw.data} title={tender.data.title} />}
          <EarlierDraws tender={id} title={tender.data.title} names={others.map((one) => one.draw)} isOwn={isOwn} />
          <SpentDraws tender={id} title={tender.data.title} names={spent.map((one) => one.draw)} />
          <DrawActs draw={draw.data} isOwn={isOwn} />
          {draw.data.state === 'released' && <AssessExperts tender={id} />}
        </>
      )}
      {mayRequest && isOwn && mayAsk && (
        <RequestForm
          key={supplement?.missing.map(({ speciality, seats }) => `${speciality} ${seats}`).join() ?? 'whole'}
          tender={id}
          attempt={(line?.attempt ?? 0) + 1}
          supplement={supplement}
        />
      )}
      {!isOwn && line === undefined && <p className="ink3">{t('draw.noneText')}</p>}
    </div>
  )
}

/** The seats of the other draws the same committee comes from, and the tenderer's own members, who belong to the first. */
function EarlierDraws({
  tender,
  title,
  names,
  isOwn,
}: {
  readonly tender: string
  readonly title: string
  readonly names: readonly string[]
  readonly isOwn: boolean
}) {
  return useDrawsOf(tender, names).map((draw) => (
    <Fragment key={draw.draw}>
      {isOwn && draw.completes === null && <Representatives draw={draw} />}
      <SeatsCard draw={draw} />
      {draw.state === 'released' && <PassedOver draw={draw} title={title} />}
    </Fragment>
  ))
}

/** Why those called by draws that came to nothing did not sit. */
function SpentDraws({
  tender,
  title,
  names,
}: {
  readonly tender: string
  readonly title: string
  readonly names: readonly string[]
}) {
  return useDrawsOf(tender, names).map((draw) => <PassedOver key={draw.draw} draw={draw} title={title} />)
}

function SignPool({ draw, isRequester }: { readonly draw: Draw; readonly isRequester: boolean }) {
  const { t } = useTranslation('experts')
  const isRegulator = useHasRole('regulator')
  const as = isRequester ? 'requester' : 'regulator'
  const sign = useDeed(() =>
    performAct(signPool, {
      params: { draw: draw.draw },
      subject: { tender: draw.tender, draw: draw.draw },
      body: { draw: draw.draw },
    }).then(() => true),
  )
  if (!isRequester && !isRegulator) return null
  return (
    <Card title={t('desk.pool')}>
      <div className="stack-12">
        <p>{t('desk.poolText')}</p>
        <DrawFunnel draw={draw} />
        <p className="t13">
          {t('desk.poolDigest')} <DigestChip digest={draw.draw} />
        </p>
        {sign.error !== undefined && <ProblemState error={sign.error} />}
        {draw.signed.includes(as) ? (
          <p className="ok">{t('desk.poolSigned')}</p>
        ) : (
          <div>
            <Button look="primary" isBusy={sign.isPending} onClick={() => sign.run(undefined)}>
              {t('desk.signPool')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}
