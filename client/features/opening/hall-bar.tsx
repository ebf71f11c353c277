import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Instant, instantOf, millisOf } from '#shared/primitives/instant.ts'
import { liveState } from '../../platform/live.ts'
import { preferences, setPreferences } from '../../platform/preferences.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { useStore } from '../../platform/store.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { Logo } from '../../ui/logo.tsx'
import { timeLeft } from '../../ui/time-left.ts'
import type { HallOpening, HallTender } from './hall-state.ts'

/** The bar over the hall: whose opening it is, the server's time, what is left of the step, and the button to object. */
export function HallBar({
  tender,
  opening,
  objection,
}: {
  readonly tender: HallTender
  readonly opening: HallOpening | undefined
  readonly objection: ReactNode
}) {
  const { t } = useTranslation('opening')
  const { t: common } = useTranslation()
  const now = useServerNow()
  const live = useStore(liveState)
  return (
    <header className="bar">
      <div className="bar-in hall-bar">
        <Link className="brand" to="/" aria-label={t('bar.home')}>
          <Logo />
        </Link>
        <div className="ttl grow">
          <h1 className="t14 b">{tender.title}</h1>
          <span>
            {tender.code} · {t('bar.hall')} · <span className="nowrap">{t('bar.public')}</span>
          </span>
        </div>
        {tender.rulePack === 'demo' && <span className="demo only-wide">{t('bar.demo')}</span>}
        {live === 'lost' && (
          <span className="tag warn" role="status">
            {t('bar.lost')}
          </span>
        )}
        <LanguageSwitch />
        <span className="vr only-wide" />
        <div className="tm">
          <b>{beijingText(instantOf(now)).slice(11)}</b>
          <span>{t('bar.serverTime')}</span>
        </div>
        <StepClock opening={opening} deadlineAt={tender.deadlineAt} common={common('ui.clock.over')} />
        {objection}
      </div>
    </header>
  )
}

/** 简体中文 / English, each in its own language. */
export function LanguageSwitch() {
  const { language } = useStore(preferences)
  const { t } = useTranslation('opening')
  const languages = [
    ['zh-CN', '简体中文'],
    ['en', 'English'],
  ] as const
  return (
    <fieldset className="lang-switch t13 only-wide" aria-label={t('bar.language')}>
      {languages.map(([code, name]) => (
        <button
          key={code}
          type="button"
          lang={code}
          className="linkish"
          aria-pressed={language === code}
          onClick={() => setPreferences({ language: code })}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}

/** Said to screen readers when so many minutes are left, and at the end; never every second. */
const ANNOUNCED_MINUTES = [10, 5, 1]

/** What is left until the step ends by itself, or until the opening begins. Nothing where the step waits without a limit. */
function StepClock({
  opening,
  deadlineAt,
  common,
}: {
  readonly opening: HallOpening | undefined
  readonly deadlineAt: string | null
  readonly common: string
}) {
  const { t } = useTranslation('opening')
  const now = useServerNow()
  const until = opening === undefined ? deadlineAt : opening.stepEndsAt
  if (until === null) return null
  const left = millisOf(until as Instant) - now
  const { days, text, short } = timeLeft(left)
  const label = opening === undefined ? t('bar.untilOpening') : t(`bar.left.${opening.state}`)
  const minutes = Math.ceil(left / 60_000)
  const announced = left <= 0 ? 0 : ANNOUNCED_MINUTES.findLast((step) => minutes <= step)
  return (
    <div className="tm">
      <b className={left > 0 && left < 60_000 ? 'sealc' : ''}>
        {opening?.isSuspended === true
          ? t('bar.paused')
          : left <= 0
            ? common
            : days > 0
              ? t('bar.days', { count: days, text })
              : left < 3_600_000
                ? short
                : text}
      </b>
      <span>{label}</span>
      <span className="sr" aria-live="polite">
        {announced === undefined
          ? ''
          : announced === 0
            ? t('bar.ended', { label })
            : t('bar.announce', { label, count: announced })}
      </span>
    </div>
  )
}
