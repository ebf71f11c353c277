import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MiniSeal } from '../../ui/mini-seal.tsx'
import { SealWall } from './seal-board.tsx'
import type { SealView } from './seal-view.ts'

/** Seals that are large enough to be read across a hall; more than that go by pages once they have names, or small before. */
const MOST_LARGE = 36
const PAGE = 25
const TURN_MS = 12_000

/** The seals on a hall's screen: as large as their number lets them be, two hundred still all in sight until they have names. */
export function WallTiles({
  views,
  isStill,
  isPublished,
}: {
  readonly views: readonly SealView[]
  readonly isStill: boolean
  readonly isPublished: boolean
}) {
  const { t } = useTranslation('opening')
  const isPaged = isPublished && views.length > MOST_LARGE
  const page = usePage(views, isPaged)
  if (!isPublished && views.length > MOST_LARGE)
    return (
      <ol className="dense" aria-label={t('board.label')}>
        {views.map(({ seal, tile }) => (
          <li key={seal.manifestSha256} data-state={tile}>
            <MiniSeal state={tile === 'shut' || tile === 'drained' ? 'shut' : 'open'} isDrained={tile === 'drained'} size={28} />
            <span>{String(seal.number).padStart(2, '0')}</span>
            <span className="sr">{t(`dense.${tile}`)}</span>
          </li>
        ))}
      </ol>
    )
  const shown = isPaged ? views.slice(page * PAGE, page * PAGE + PAGE) : views
  const columns = Math.max(3, Math.ceil(Math.sqrt(isPaged ? PAGE : shown.length)))
  return (
    <div
      className="wall-tiles"
      data-columns={columns}
      style={
        {
          '--columns': columns,
          '--rows': Math.ceil((isPaged ? PAGE : Math.max(shown.length, 7)) / columns),
        } as React.CSSProperties
      }
    >
      <SealWall views={shown} isStill={isStill} most={MOST_LARGE} />
      {isPaged && <p className="wall-page">{t('wall.page', { page: page + 1, pages: Math.ceil(views.length / PAGE) })}</p>}
    </div>
  )
}

/** The page that holds the bid being read out; turning by itself while none is. */
function usePage(views: readonly SealView[], isPaged: boolean): number {
  const [turned, setTurned] = useState(0)
  const reading = views.findIndex((view) => view.reading === 'reading')
  const pages = Math.ceil(views.length / PAGE)
  useEffect(() => {
    if (!isPaged || reading >= 0) return
    const timer = setInterval(() => setTurned((page) => (page + 1) % pages), TURN_MS)
    return () => clearInterval(timer)
  }, [isPaged, reading, pages])
  return reading >= 0 ? Math.floor(reading / PAGE) : Math.min(turned, pages - 1)
}
