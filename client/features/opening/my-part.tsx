import { useTranslation } from 'react-i18next'
import { useLocation } from 'react-router'
import { checkIn } from '#shared/contracts/opening-hall.ts'
import { isPublishedOpening } from '#shared/lifecycle/opening.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { moneyText } from '../../ui/money.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useActor, useMay } from '../identity/session.ts'
import type { HallOpening, HallTender } from './hall-state.ts'
import { awaitedOf, hasCheckedIn, type Part, rememberCheckIn } from './part.ts'
import { performAct } from './perform-act.ts'
import type { SealView } from './seal-view.ts'
import { subjectOf } from './stage-facts.ts'
import { useAct } from './use-act.ts'

/** States in which somebody may still check in. */
const OPEN_DOORS: ReadonlySet<HallOpening['state']> = new Set([
  'listed',
  'revealing',
  'reporting',
  'settling',
  'releasing',
  'published',
])

interface MyPartProps {
  readonly tender: HallTender
  readonly opening: HallOpening
  readonly part: Part
  readonly mine: readonly SealView[]
  /** A visitor says that it bids; absent once it did. */
  readonly onBidder: (() => void) | undefined
}

/** The first line of the hall for whoever looks at it: is my bid safe, what is awaited of me, or that one may just watch. */
export function MyPart(props: MyPartProps) {
  const { t } = useTranslation('opening')
  const { pathname } = useLocation()
  const actor = useActor()
  const { state } = props.opening
  const isGivingKeys = state === 'listed' || state === 'revealing'
  if (actor === undefined || props.part === 'spectator')
    return (
      <StatusLine
        isSlim
        head={t('part.spectator.head')}
        action={
          actor === undefined ? (
            <span className="row flow">
              {isGivingKeys && props.onBidder !== undefined && (
                <Button size="sm" onClick={props.onBidder}>
                  {t('part.iBid')}
                </Button>
              )}
              <ButtonLink size="sm" to={`/sign-in?next=${encodeURIComponent(pathname)}`}>
                {t('part.signIn')}
              </ButtonLink>
            </span>
          ) : undefined
        }
      >
        {t('part.spectator.do')}
      </StatusLine>
    )
  return (
    <>
      {props.part === 'bidder' ? <BidderLine {...props} /> : <OfficeLine {...props} actor={actor} />}
      <CheckIn {...props} actor={actor} />
    </>
  )
}

/** The bidder's own: until all is open the panel with its key says so; from then on this line does. First whether the bid is safe, then what to do. */
function BidderLine({ opening, mine }: MyPartProps) {
  const { t } = useTranslation('opening')
  const isTold =
    !isPublishedOpening(opening.state) && (mine.length > 0 || opening.state === 'listed' || opening.state === 'revealing')
  if (isTold) return null
  if (mine.length === 0)
    return (
      <StatusLine isSlim head={t('part.bidder.unknown.head')}>
        {t('part.bidder.unknown.do')}
      </StatusLine>
    )
  return (
    <>
      {mine.map((view) => {
        const { seal, price, reading } = view
        const number = String(seal.number).padStart(2, '0')
        const isOver = seal.state === 'failed' || seal.state === 'out'
        const until = opening.stepEndsAt === null ? '' : beijingText(opening.stepEndsAt).slice(11)
        const key = seal.state === 'opened' ? (reading === 'waiting' ? 'opened' : 'read') : seal.state
        return (
          <StatusLine
            key={seal.manifestSha256}
            isSlim
            tone={seal.state === 'failed' ? 'warn' : isOver ? 'plain' : 'ok'}
            icon={isOver ? 'info' : 'shield'}
            isUrgent={seal.state === 'failed'}
            head={t(`part.bidder.${key}.head`, { number, price: price === undefined ? '' : moneyText(price) })}
          >
            {t(`part.bidder.${key}.${opening.state === 'signing' ? 'sign' : opening.state === 'recorded' ? 'over' : 'do'}`, {
              until,
              defaultValue: t(`part.bidder.${key}.do`, { until }),
            })}
          </StatusLine>
        )
      })}
    </>
  )
}

/** Host, custodian, regulator, centre: what the opening waits for from them at this moment. */
function OfficeLine({ tender, opening, part, actor }: MyPartProps & { readonly actor: Actor }) {
  const { t } = useTranslation('opening')
  if (part === 'custodian') {
    const awaited = awaitedOf(actor, tender, opening)
    return (
      <StatusLine
        isSlim
        tone={awaited === 'nothing' ? 'plain' : 'warn'}
        isUrgent={awaited !== 'nothing'}
        head={t(`part.custodian.${awaited}`)}
        action={
          <ButtonLink size="sm" look={awaited === 'nothing' ? 'plain' : 'primary'} to={`/work/custody/${tender.id}`}>
            {t('part.custodian.desk')}
          </ButtonLink>
        }
      >
        {awaited !== 'nothing' && opening.stepEndsAt !== null
          ? t('part.until', { at: beijingText(opening.stepEndsAt).slice(11) })
          : undefined}
      </StatusLine>
    )
  }
  return (
    <StatusLine isSlim head={t(`part.${part}.head`)}>
      {t(`part.${part}.${opening.state}`, { defaultValue: t('part.nothing') })}
    </StatusLine>
  )
}

/** Presence at a later stage is its own: whoever was at the opening checks in again. */
function doorOf({ tender, stage }: HallOpening): string {
  return stage == null ? tender : `${tender} ${stage}`
}

/** 签到: by a signed act. A bidder names its seal, once the platform knows whose it is; its name stays closed until publication (O3). */
function CheckIn({ tender, opening, part, mine, actor }: MyPartProps & { readonly actor: Actor }) {
  const { t } = useTranslation('opening')
  const mayCheckIn = useMay('checkIn')
  const act = useAct()
  const { list } = opening
  const waiting = mine.filter(({ seal }) => !seal.isCheckedIn && seal.state !== 'out' && seal.state !== 'listed')
  const isBidder = part === 'bidder'
  const isDone = isBidder ? waiting.length === 0 : hasCheckedIn(doorOf(opening), actor.person)
  if (!mayCheckIn || list === null || !OPEN_DOORS.has(opening.state) || isDone)
    return act.error === null ? null : <ProblemState error={act.error} />
  const enter = async () => {
    const manifests = isBidder ? waiting.map(({ seal }) => seal.manifestSha256) : [undefined]
    const isIn = await act.run(async () => {
      for (const manifestSha256 of manifests)
        await performAct(checkIn, {
          params: { tender: tender.id },
          subject: subjectOf(opening, list),
          body: manifestSha256 === undefined ? {} : { manifestSha256 },
        })
    })
    if (isIn) rememberCheckIn(doorOf(opening), actor.person)
  }
  return (
    <div className="row flow g12 full check-in">
      <Button
        look={isBidder && opening.state === 'revealing' ? 'plain' : 'line'}
        isBusy={act.isBusy}
        onClick={() => void enter()}
      >
        {t('part.checkIn')}
      </Button>
      <span className="t13 ink3">{t(isBidder ? 'part.checkInBidder' : 'part.checkInOffice')}</span>
      {act.error !== null && <ProblemState error={act.error} />}
    </div>
  )
}
