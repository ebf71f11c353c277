import { useTranslation } from 'react-i18next'
import { StatusLine } from '../../ui/status-line.tsx'
import { committeeLines, type Draw, type DrawLine, useDrawsOf } from './use-draw.ts'

/** How often it is asked whether custodians have come: that is no event. */
const ASK_EVERY_MS = 15_000

/** That a supplementary draw waits for custodians to give back the names of a draw before it: after a restart its pool is sealed with them. */
export function EarlierNames({ draw, lines }: { readonly draw: Draw; readonly lines: readonly DrawLine[] }) {
  const { t } = useTranslation('experts')
  const earlier = committeeLines(lines, draw).filter(({ attempt, state }) => attempt < draw.attempt && state !== 'released')
  const draws = useDrawsOf(
    draw.tender,
    earlier.map((line) => line.draw),
    ASK_EVERY_MS,
  )
  const [locked] = draws.filter(({ wanted }) => wanted.includes('names'))
  if (locked === undefined) return null
  const { attempt, pool } = locked
  return (
    <StatusLine isSlim tone="warn" head={t('supplement.locked', { attempt, count: pool.custody.k })}>
      {t('supplement.lockedText')}
    </StatusLine>
  )
}
