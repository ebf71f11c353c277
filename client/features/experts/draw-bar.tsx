import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { instantOf } from '#shared/primitives/instant.ts'
import { liveState } from '../../platform/live.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { useStore } from '../../platform/store.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { shortDigest } from '../../ui/digest-chip.tsx'
import { Logo } from '../../ui/logo.tsx'
import { useMay } from '../identity/session.ts'
import { LanguageSwitch } from '../opening/hall-bar.tsx'
import type { Draw } from './use-draw.ts'

/** The bar over the draw: whose it is, its name, whether it is live, the server's time. */
export function DrawBar({
  title,
  draw,
  tender,
}: {
  readonly title: string
  readonly draw: Draw | undefined
  readonly tender: string
}) {
  const { t } = useTranslation('experts')
  const now = useServerNow()
  const live = useStore(liveState)
  const maySign = useMay('signPool')
  const isCentre = useMay('decideExpert')
  const isLive = draw !== undefined && !['closed', 'released', 'exhausted', 'void'].includes(draw.state)
  return (
    <header className="bar">
      <div className="bar-in draw-bar">
        <Link className="brand" to="/" aria-label={t('draw.home')}>
          <Logo />
        </Link>
        <div className="ttl grow">
          <h1 className="t14 b">{t('draw.titleOf', { title })}</h1>
          <span>
            {draw !== undefined && <span className="mono">{shortDigest(draw.draw)}</span>} {t('draw.public')}
          </span>
        </div>
        {live === 'lost' ? (
          <span className="tag warn" role="status">
            {t('draw.lost')}
          </span>
        ) : (
          isLive && (
            <span className="tag blue">
              <span className="live" />
              {t('draw.live')}
            </span>
          )
        )}
        {(maySign || isCentre) && <Link to={`/work/draws/${tender}`}>{t('draw.toDesk')}</Link>}
        <LanguageSwitch />
        <div className="tm">
          <b>{beijingText(instantOf(now)).slice(11)}</b>
          <span>{t('draw.serverTime')}</span>
        </div>
      </div>
    </header>
  )
}
