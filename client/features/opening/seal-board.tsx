import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { moneyText } from '../../ui/money.tsx'
import { belowCeiling } from '../../ui/price-plot.tsx'
import { SealTile } from '../../ui/seal-tile.tsx'
import { SealList } from './seal-list.tsx'
import type { SealView } from './seal-view.ts'
import { SealWords } from './seal-words.tsx'

/** From here on tiles are small: two hundred still fit a screen or two. */
const MOST_LARGE = 30
const KEPT = 'kaibiao.hall.view'

/** Every bid of the opening, as a list (what everybody can use) or as a wall of seals; the choice is kept in this browser. */
export function SealBoard({
  views,
  isStill,
  lots,
}: {
  readonly views: readonly SealView[]
  readonly isStill: boolean
  /** Id and name of each lot, where there is more than one. */
  readonly lots: readonly { readonly id: string; readonly name: string }[]
}) {
  const { t } = useTranslation('opening')
  const [isWall, setWall] = useState(wasWall)
  const [lot, setLot] = useState<string>()
  const shown = lots.length < 2 || lot === undefined ? views : views.filter(({ seal }) => seal.lot === lot)
  const choose = (next: boolean) => {
    setWall(next)
    keepWall(next)
  }
  return (
    <>
      <div className="board-head">
        {lots.length > 1 && (
          <fieldset className="chips" aria-label={t('board.lots')}>
            <button type="button" className="chip" aria-pressed={lot === undefined} onClick={() => setLot(undefined)}>
              {t('board.allLots')}
            </button>
            {lots.map(({ id, name }) => (
              <button type="button" className="chip" key={id} aria-pressed={lot === id} onClick={() => setLot(id)}>
                {name}
              </button>
            ))}
          </fieldset>
        )}
        <span className="grow" />
        <fieldset className="seg" aria-label={t('board.view')}>
          <button type="button" aria-pressed={!isWall} onClick={() => choose(false)}>
            {t('board.list')}
          </button>
          <button type="button" aria-pressed={isWall} onClick={() => choose(true)}>
            {t('board.wall')}
          </button>
        </fieldset>
      </div>
      {isWall ? <SealWall views={shown} isStill={isStill} /> : <SealList views={shown} />}
    </>
  )
}

/** The wall of seals: a number each until all are open, then name and price of all in one frame (O3). */
export function SealWall({
  views,
  isStill,
  most = MOST_LARGE,
}: {
  readonly views: readonly SealView[]
  readonly isStill: boolean
  readonly most?: number
}) {
  const isSmall = views.length > most
  return (
    <div className={`tiles ${isSmall ? 'small' : ''} ${isStill ? 'still' : ''}`} data-testid="wall">
      {views.map((view) => (
        <SealTile
          key={view.seal.manifestSha256}
          number={view.seal.number}
          state={view.tile}
          name={view.seal.bidder?.name}
          face={faceOf(view)}
          isMine={view.isMine}
          isReading={view.reading === 'reading'}
          isStill={isStill}
        >
          <SealWords view={view} />
        </SealTile>
      ))}
    </div>
  )
}

/** Between the halves: the price and how far it is below the ceiling; nothing for a tender without a price. */
function faceOf({ price, ceiling }: SealView): { title: string; note?: string } | undefined {
  if (price === undefined) return undefined
  const note = belowCeiling(price, ceiling ?? undefined)
  return { title: moneyText(price).replace(/\.00$/, ''), ...(note === '' ? {} : { note }) }
}

function wasWall(): boolean {
  try {
    return localStorage.getItem(KEPT) === 'wall'
  } catch {
    return false
  }
}

function keepWall(isWall: boolean): void {
  try {
    localStorage.setItem(KEPT, isWall ? 'wall' : 'list')
  } catch {
    // A browser that keeps nothing shows the list next time.
  }
}
