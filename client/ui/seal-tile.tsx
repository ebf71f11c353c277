import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

/** Positions of a seal at an opening: bidder's lock open → custodians' too → name and price for all at once (O3); or never opened. */
export type SealTileState = 'shut' | 'cracked' | 'parted' | 'wide' | 'drained'

/**
 * One bid at an opening. Until it is `wide` it has a number and no name. The seal moves when `state` changes and never at first sight;
 * `isStill` shows the new state at once (after a reconnect). `children` is the line under the seal: both locks in words.
 */
export function SealTile({
  number,
  state,
  name,
  face,
  isMine = false,
  isReading = false,
  isStill = false,
  children,
}: SealTileProps) {
  const { t } = useTranslation()
  return (
    <article
      className={`tile ${isMine ? 'mine' : ''} ${isReading ? 'reading' : ''} ${isStill ? 'still' : ''}`}
      data-state={state}
      aria-label={t('ui.tile.label', { number, name: name ?? '', state: t(`ui.tile.${state}`) })}
    >
      <div className="who">
        <span className="n">{String(number).padStart(2, '0')}</span>
        <span>{state === 'wide' || state === 'drained' ? name : undefined}</span>
        {isMine && (
          <span className="tag blue" style={{ marginLeft: 'auto' }}>
            {t('ui.tile.mine')}
          </span>
        )}
      </div>
      <div className="stage">
        <svg className="half l seal-ink" viewBox="0 0 64 64" aria-hidden="true">
          <use href="#seal-l" width="64" height="64" />
        </svg>
        <svg className="half r seal-ink" viewBox="0 0 64 64" aria-hidden="true">
          <use href="#seal-r" width="64" height="64" />
        </svg>
        <div className="tick">
          <Icon name="check" />
        </div>
        <div className="face">
          {state === 'wide' && face !== undefined && (
            <>
              <b>{face.title}</b>
              {face.note !== undefined && <span>{face.note}</span>}
            </>
          )}
        </div>
      </div>
      <div className="meta">{children ?? <span className="grow">{t(`ui.tile.${state}`)}</span>}</div>
    </article>
  )
}

interface SealTileProps {
  readonly number: number
  readonly state: SealTileState
  /** Shown once the tile is `wide` or `drained`; leave out before publication. */
  readonly name?: string | undefined
  /** Between the halves when `wide`: the price, and a note such as the distance from the ceiling. */
  readonly face?: { readonly title: ReactNode; readonly note?: ReactNode } | undefined
  readonly isMine?: boolean
  /** Being read out at this moment. */
  readonly isReading?: boolean
  readonly isStill?: boolean
  readonly children?: ReactNode
}
