import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useSearchParams } from 'react-router'
import { usePlatformFacts } from '../features/identity/platform-facts.ts'
import { Icon } from '../ui/icon.tsx'
import { Logo } from '../ui/logo.tsx'
import { ServerClock } from '../ui/server-clock.tsx'
import { channels } from './channels.ts'
import { PersonMenu } from './person-menu.tsx'
import { CareSwitch, LanguageSwitch } from './preference-switches.tsx'

/** Head of the public pages: who runs it, the server's time, channels, signing in. Below 1240 px the channels are behind a button. */
export function Masthead() {
  const { t } = useTranslation()
  const platform = usePlatformFacts()
  const { key } = useLocation()
  const [openAt, setOpenAt] = useState<string>()
  // Going to another page closes the menu.
  const isOpen = openAt === key
  return (
    <>
      <div className="util">
        <div className="wrap">
          <span className="host">{platform?.name}</span>
          <span className="sp" />
          <ServerClock />
          <span className="only-wide row g16">
            <CareSwitch />
            <Link to="/help">{t('channel.help')}</Link>
            <LanguageSwitch />
          </span>
        </div>
      </div>
      <header className="mast">
        <div className="wrap">
          <Link className="brand" to="/">
            <Logo />
            <span>
              <b>{t('brand.name')}</b>
              <small>{t('brand.of')}</small>
            </span>
          </Link>
          <nav className="nav when-broad" aria-label={t('frame.channels')}>
            <ChannelLinks />
          </nav>
          <span className="grow when-slim" />
          <span className="row only-wide">
            <PersonMenu />
          </span>
          <button
            type="button"
            className="btn ghost when-slim"
            aria-expanded={isOpen}
            aria-controls="channels"
            onClick={() => setOpenAt(isOpen ? undefined : key)}
          >
            <Icon name={isOpen ? 'cross' : 'menu'} size={20} />
            <span className="sr">{t('frame.menu')}</span>
          </button>
        </div>
        {isOpen && (
          <div className="drawer when-slim" id="channels">
            <nav className="wrap" aria-label={t('frame.channels')}>
              <ChannelLinks />
            </nav>
            <div className="wrap row flow only-narrow">
              <PersonMenu />
              <CareSwitch />
              <LanguageSwitch />
            </div>
          </div>
        )}
      </header>
    </>
  )
}

function ChannelLinks() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const [search] = useSearchParams()
  return channels.map(({ key, to, isCurrent }) => (
    <Link key={key} to={to} aria-current={isCurrent(pathname, search) ? 'page' : undefined}>
      {t(`channel.${key}`)}
    </Link>
  ))
}
