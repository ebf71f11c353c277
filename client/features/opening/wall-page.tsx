import { useQuery } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, useParams } from 'react-router'
import { type LaterStage, laterStagesOf } from '#shared/catalogue/letter-form.ts'
import { readNewestCheckpoint } from '#shared/contracts/ledger.ts'
import { isPublishedOpening } from '#shared/lifecycle/opening.ts'
import { fromUtf8, hex } from '#shared/primitives/bytes.ts'
import { type Instant, instantOf, millisOf } from '#shared/primitives/instant.ts'
import { parseCheckpointText } from '#shared/transparency/checkpoint.ts'
import { api } from '../../platform/api.ts'
import { liveState } from '../../platform/live.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { useStore } from '../../platform/store.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Logo } from '../../ui/logo.tsx'
import { moneyText } from '../../ui/money.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { PricePlot } from '../../ui/price-plot.tsx'
import { timeLeft } from '../../ui/time-left.ts'
import { FactBoard } from './fact-board.tsx'
import { hallAddress, wallAddress } from './hall-address.ts'
import { pricesOf } from './hall-prices.ts'
import { type HallOpening, type HallTender, readOutOf } from './hall-state.ts'
import { hallSteps } from './hall-steps.ts'
import { QrCode } from './qr-code.tsx'
import { sealViews } from './seal-view.ts'
import { useStageWords } from './stage.tsx'
import { StepList } from './step-list.tsx'
import { type Hall, useHall } from './use-hall.ts'
import { WallTiles } from './wall-tiles.tsx'
import './opening.css'
import './wall.css'

const WIDTH = 1920
const HEIGHT = 1080

/** The screen of the second reading. */
export function PriceStageWallPage() {
  return <WallPage stage="price" />
}

/** The screen of a hall, or of a later stage of its opening: made for 1920 × 1080, scaled whole to any other; nobody presses anything on it. */
export function WallPage({ stage }: { readonly stage?: LaterStage }) {
  const { t } = useTranslation('opening')
  const { tender: id = '' } = useParams()
  const hall = useHall(id, stage)
  const scale = useSyncExternalStore(followSize, () => Math.min(innerWidth / WIDTH, innerHeight / HEIGHT))
  useEffect(() => {
    document.body.classList.add('on-wall')
    return () => document.body.classList.remove('on-wall')
  }, [])
  if (hall.error != null && hall.tender === undefined)
    return <ProblemState isWholePage error={hall.error} onRetry={hall.refetch} />
  if (hall.tender === undefined || hall.isLoading) return <PageLoading what={t('loading')} />
  if (stage !== undefined && !laterStagesOf(hall.tender.envelopes).includes(stage))
    return <Navigate to={wallAddress(id)} replace />
  const place = stage === undefined ? t('wall.title') : `${t('later.title')} · ${t('wall.title')}`
  return (
    <div className="wall" style={{ transform: `scale(${scale})` }}>
      <PageTitle title={`${place} · ${hall.tender.title}`} />
      <WallHead tender={hall.tender} stage={stage} />
      <WallMiddle hall={hall} tender={hall.tender} stage={stage} />
      <WallFoot tender={hall.tender} sequence={hall.opening?.sequence ?? 0} />
    </div>
  )
}

function WallHead({ tender, stage }: { readonly tender: HallTender; readonly stage: LaterStage | undefined }) {
  const { t } = useTranslation('opening')
  const now = useServerNow()
  const live = useStore(liveState)
  const ceilings = tender.lots.flatMap(({ ceilingPrice }) => (ceilingPrice === null ? [] : [ceilingPrice]))
  return (
    <header className="top">
      <Logo />
      <div className="grow ttl">
        <h1>{tender.title}</h1>
        <p>
          <span>{tender.code}</span>
          {stage !== undefined && <span className="tag blue">{t('later.title')}</span>}
          {ceilings.length === 1 && <span>{t('wall.ceiling', { price: moneyText(ceilings[0] ?? '') })}</span>}
          <span>{t('wall.tenderer', { name: tender.tenderer.name })}</span>
          {tender.rulePack === 'demo' && <span className="demo">{t('bar.demo')}</span>}
          {live === 'lost' && <span className="tag warn">{t('bar.lost')}</span>}
        </p>
      </div>
      <div className="tm">
        <b>{beijingText(instantOf(now)).slice(11)}</b>
        <span>{t('wall.serverTime')}</span>
      </div>
    </header>
  )
}

function WallMiddle({
  hall,
  tender,
  stage,
}: {
  readonly hall: Hall
  readonly tender: HallTender
  readonly stage: LaterStage | undefined
}) {
  const { t } = useTranslation('opening')
  const { opening, facts, isStill } = hall
  const views = opening === undefined ? [] : sealViews(opening, tender, readOutOf(facts), { manifests: [], party: undefined })
  const lots = opening?.lots.filter(({ isFailed }) => !isFailed) ?? []
  return (
    <main className="mid" id="main">
      <StepList steps={hallSteps(opening, facts, tender, stage)} hasHeading={false} />
      {views.length === 0 ? (
        <div className="wall-empty">
          <p>
            {t(
              opening !== undefined
                ? `stage.title.${opening.state}`
                : stage === undefined
                  ? 'before.nobodyKnows'
                  : 'later.sealed.head',
            )}
          </p>
        </div>
      ) : (
        <WallTiles views={views} isStill={isStill} isPublished={opening !== undefined && isPublishedOpening(opening.state)} />
      )}
      <aside className="rt">
        {opening === undefined ? (
          <BigClock
            caption={t(stage === undefined ? 'bar.untilOpening' : 'later.title')}
            until={stage === undefined ? tender.deadlineAt : null}
            words={t(stage === undefined ? 'before.byServer' : 'later.sealed.do')}
            isPaused={tender.isSuspended}
          />
        ) : (
          <WallStage opening={opening} tender={tender} hall={hall} />
        )}
        {opening !== undefined &&
          isPublishedOpening(opening.state) &&
          lots.slice(0, 1).map(({ lot }) => {
            const own = views.filter(({ seal }) => seal.lot === lot)
            const prices = pricesOf(own)
            return prices.length === 0 || prices.length > 12 ? null : (
              <section className="card wall-plot" key={lot}>
                <header>
                  <h2>{t('plot.title')}</h2>
                </header>
                <PricePlot label={t('plot.title')} prices={prices} ceiling={own[0]?.ceiling ?? undefined} />
              </section>
            )
          })}
        <FactBoard
          tender={tender}
          opening={opening}
          facts={facts}
          most={opening !== undefined && isPublishedOpening(opening.state) ? 5 : 7}
          isPlain
        />
        <Scan address={hallAddress(tender.id, stage)} />
      </aside>
    </main>
  )
}

function WallStage({
  opening,
  tender,
  hall,
}: {
  readonly opening: HallOpening
  readonly tender: HallTender
  readonly hall: Hall
}) {
  const { t } = useTranslation('opening')
  const { title, wait } = useStageWords({ opening, tender, facts: hall.facts })
  return (
    <BigClock
      caption={opening.stepEndsAt === null ? title : t(`bar.left.${opening.state}`)}
      until={opening.stepEndsAt}
      words={opening.isSuspended ? t('stage.suspended.do') : wait}
      isPaused={opening.isSuspended}
      isSmall={isPublishedOpening(opening.state)}
    />
  )
}

function BigClock({
  caption,
  until,
  words,
  isPaused,
  isSmall = false,
}: {
  readonly caption: string
  readonly until: string | null
  readonly words: string
  readonly isPaused: boolean
  readonly isSmall?: boolean
}) {
  const { t } = useTranslation('opening')
  const now = useServerNow()
  const left = until === null ? undefined : timeLeft(millisOf(until as Instant) - now)
  return (
    <div className={`big ${isSmall ? 'small' : ''}`}>
      <div className="cap">{caption}</div>
      {isPaused ? (
        <div className="num">{t('bar.paused')}</div>
      ) : (
        left !== undefined && (
          <div className="num">
            {left.days > 0
              ? t('bar.days', { count: left.days, text: left.text.slice(0, 5) })
              : left.hours > 0
                ? left.text
                : left.short}
          </div>
        )
      )}
      <div className="sub">{words}</div>
    </div>
  )
}

function Scan({ address }: { readonly address: string }) {
  const { t } = useTranslation('opening')
  return (
    <div className="scan">
      <QrCode text={`${location.origin}${address}`} label={t('wall.qr')} />
      <div>
        <b>{t('wall.scan')}</b>
        <span>{t('wall.scanNote')}</span>
      </div>
    </div>
  )
}

/** The newest checkpoint of the log, read again as facts come. */
function WallFoot({ tender, sequence }: { readonly tender: HallTender; readonly sequence: number }) {
  const { t } = useTranslation('opening')
  const [shown, setShown] = useState(sequence)
  useEffect(() => {
    const timer = setTimeout(() => setShown(sequence), 1500)
    return () => clearTimeout(timer)
  }, [sequence])
  const { data } = useQuery({
    queryKey: ['hall', tender.id, 'checkpoint', shown],
    queryFn: async () => {
      const note = fromUtf8(await api.call(readNewestCheckpoint, {}))
      return parseCheckpointText(note.slice(0, note.indexOf('\n\n') + 1))
    },
    placeholderData: (previous) => previous,
  })
  const { openingPolicy } = tender
  return (
    <footer className="bot">
      <span className="grow">
        {openingPolicy !== null &&
          t(openingPolicy.kind === 'both' ? 'before.bothKeys' : 'before.custodiansOnly', {
            k: openingPolicy.k,
            n: openingPolicy.n,
          })}
      </span>
      {data !== undefined && (
        <>
          <span>{t('wall.checkpoint', { size: data.size.toLocaleString('en-US') })}</span>
          <DigestChip digest={hex(data.root)} label="root" />
        </>
      )}
    </footer>
  )
}

function followSize(listener: () => void): () => void {
  addEventListener('resize', listener)
  return () => removeEventListener('resize', listener)
}
