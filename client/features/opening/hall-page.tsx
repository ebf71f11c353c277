import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useParams } from 'react-router'
import { type LaterStage, laterStagesOf } from '#shared/catalogue/letter-form.ts'
import { isPublishedOpening } from '#shared/lifecycle/opening.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { PricePlot } from '../../ui/price-plot.tsx'
import { DemoBanner } from '../frame/demo-banner.tsx'
import { OfflineBar } from '../frame/offline-bar.tsx'
import { useActor } from '../identity/session.ts'
import { BeforeOpening } from './before-opening.tsx'
import { Blames } from './blames.tsx'
import { Chat } from './chat.tsx'
import { FactBoard } from './fact-board.tsx'
import { hallAddress, wallAddress } from './hall-address.ts'
import { HallBar } from './hall-bar.tsx'
import { pricesOf } from './hall-prices.ts'
import { type HallOpening, type HallTender, objectionsOf, readOutOf } from './hall-state.ts'
import { hallSteps } from './hall-steps.ts'
import { BeforeStage, LaterStages, OfStage } from './later-stages.tsx'
import { MyPart } from './my-part.tsx'
import { ObjectionButton, Objections } from './objections.tsx'
import { type Part, partOf } from './part.ts'
import { ReadingPanel } from './reading-panel.tsx'
import { RecordPanel } from './record-panel.tsx'
import { SealBoard } from './seal-board.tsx'
import { type SealView, sealViews } from './seal-view.ts'
import { SettlementPanel } from './settlement-panel.tsx'
import { StageHead } from './stage.tsx'
import { StepList } from './step-list.tsx'
import { type Hall, useHall } from './use-hall.ts'
import './opening.css'

/** Keys, vault and reveal are loaded for bidders only. */
const BidderRoom = lazyPart(() => import('./bidder-room.tsx').then(({ BidderRoom: room }) => ({ default: room })))

/** Loaded where a notice states its plan: few have a coefficient drawn. */
const CoefficientPanel = lazyPart(() =>
  import('../coefficient/coefficient-panel.tsx').then(({ CoefficientPanel: panel }) => ({ default: panel })),
)

/** The second reading: the same hall for the envelopes that open once the scores are locked. */
export function PriceStagePage() {
  return <HallPage stage="price" />
}

/** The opening hall: the ceremony as it happens, for whoever takes part and for whoever watches; or a later stage of it. */
export function HallPage({ stage }: { readonly stage?: LaterStage }) {
  const { t } = useTranslation('opening')
  const { tender: id = '' } = useParams()
  const hall = useHall(id, stage)
  const actor = useActor()
  const { tender, opening } = hall
  if (hall.error != null && tender === undefined)
    return (
      <main className="wrap" style={{ paddingTop: 40 }}>
        <ProblemState isWholePage error={hall.error} onRetry={hall.refetch} />
      </main>
    )
  if (tender === undefined || hall.isLoading) return <PageLoading what={t('loading')} />
  if (stage !== undefined && !laterStagesOf(tender.envelopes).includes(stage)) return <Navigate to={hallAddress(id)} replace />
  const part = partOf(actor, tender)
  return (
    <div className="frame">
      <PageTitle title={`${t(stage === undefined ? 'bar.hall' : 'later.title')} · ${tender.title}`} />
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <DemoBanner />
      <OfflineBar />
      <HallBar tender={tender} opening={opening} objection={<ObjectionButton opening={opening} part={part} />} />
      {opening === undefined ? (
        <main id="main" tabIndex={-1}>
          {stage === undefined ? (
            <BeforeOpening tender={tender} onBegin={hall.refetch} />
          ) : (
            <BeforeStage tender={tender} stage={stage} part={part} onOpen={hall.refetch} />
          )}
        </main>
      ) : (
        <OpenHall hall={hall} opening={opening} tender={tender} part={part} party={actor?.party} />
      )}
    </div>
  )
}

function OpenHall({
  hall: { facts, isStill, error, refetch },
  opening,
  tender,
  part,
  party,
}: {
  readonly hall: Hall
  readonly opening: HallOpening
  readonly tender: HallTender
  readonly part: Part
  readonly party: string | undefined
}) {
  const { t } = useTranslation('opening')
  const [manifests, setManifests] = useState<readonly string[]>([])
  const [isBidderHere, setBidderHere] = useState(false)
  const isBidder = part === 'bidder' || isBidderHere
  const views = sealViews(opening, tender, readOutOf(facts), { manifests, party: part === 'bidder' ? party : undefined })
  const isPublished = isPublishedOpening(opening.state)
  const isFirst = opening.stage == null
  return (
    <main className="hall" id="main" tabIndex={-1}>
      <div className="full stack-12">
        {error != null && <ProblemState error={error} onRetry={refetch} />}
        <MyPart
          tender={tender}
          opening={opening}
          part={part}
          mine={views.filter(({ isMine }) => isMine)}
          // Keys prove themselves: a bidder needs no session to give them.
          onBidder={isBidder || !isFirst ? undefined : () => setBidderHere(true)}
        />
        {isBidder && isFirst && (
          <Suspense fallback={<PageLoading what={t('part.room')} />}>
            <BidderRoom tender={tender.id} hasPanel={!isPublished} onOwn={setManifests} />
          </Suspense>
        )}
      </div>
      <StepList steps={hallSteps(opening, facts, tender)} />
      <div className="centre stack-16">
        <section>
          <StageHead opening={opening} tender={tender} facts={facts} />
        </section>
        {!isFirst && <OfStage tender={tender.id} />}
        {part === 'host' && <ReadingPanel opening={opening} views={views} />}
        {isFirst && <LaterStages opening={opening} part={part} />}
        {isFirst && <SettlementPanel opening={opening} part={part} />}
        {opening.seals.length > 0 && (
          <section aria-label={t('board.label')}>
            <SealBoard views={views} isStill={isStill} lots={opening.lots.map(({ lot, name }) => ({ id: lot, name }))} />
            {isPublished && <Blames opening={opening} views={views} facts={facts} />}
          </section>
        )}
        {isPublished && <Prices opening={opening} views={views} />}
        <RecordPanel opening={opening} part={part} facts={facts} />
        <p className="row flow no-print">
          <ButtonLink size="sm" to={`/tenders/${tender.id}`}>
            {t('links.notice')}
          </ButtonLink>
          <ButtonLink size="sm" to={wallAddress(tender.id, opening.stage)}>
            <Icon name="wall" />
            {t('links.wall')}
          </ButtonLink>
        </p>
      </div>
      <aside className="stack-16">
        {isFirst && tender.notice?.evaluation.plan !== undefined && (
          <Suspense fallback={null}>
            <CoefficientPanel tender={tender.id} plan={tender.notice.evaluation.plan} />
          </Suspense>
        )}
        <FactBoard tender={tender} opening={opening} facts={facts} />
        <Objections opening={opening} objections={objectionsOf(facts)} part={part} />
        <Chat opening={opening} part={part} />
      </aside>
    </main>
  )
}

/** One plot for each lot with prices: hollow when published, filled once read out. */
function Prices({ opening, views }: { readonly opening: HallOpening; readonly views: readonly SealView[] }) {
  const { t } = useTranslation('opening')
  return opening.lots.map(({ lot, name }) => {
    const prices = pricesOf(views.filter(({ seal }) => seal.lot === lot))
    if (prices.length === 0) return null
    const ceiling = views.find(({ seal }) => seal.lot === lot)?.ceiling ?? undefined
    return (
      <section className="card" key={lot} aria-labelledby={`prices-${lot}`}>
        <header>
          <h2 id={`prices-${lot}`}>{opening.lots.length > 1 ? t('plot.titleOf', { name }) : t('plot.title')}</h2>
          <span className="t13 ink3">{t('plot.note')}</span>
        </header>
        <div className="in">
          <PricePlot label={t('plot.title')} prices={prices} ceiling={ceiling} />
        </div>
      </section>
    )
  })
}
