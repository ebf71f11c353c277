import { useTranslation } from 'react-i18next'
import { shortDigest } from '../../ui/digest-chip.tsx'
import type { Draw } from './use-draw.ts'

/** From the library to the pool: how many there are, how many match, how many are left out and why, how many may be drawn. */
export function DrawFunnel({ draw: { pool } }: { readonly draw: Draw }) {
  const { t } = useTranslation('experts')
  const { size, matching, sha256 } = pool.library
  const excluded = Object.entries(pool.excluded)
  const drawn = pool.strata.reduce((sum, stratum) => sum + stratum.size, 0)
  // Not the sum of the reasons: whoever was called before is counted among them whatever its speciality.
  const left = matching - drawn
  const parts = [
    { key: 'library', count: size, note: <span className="mono">{shortDigest(sha256)}</span> },
    { key: 'matching', count: matching, note: t('funnel.strata', { count: pool.strata.length }) },
    {
      key: 'excluded',
      count: left === 0 ? 0 : -left,
      note:
        excluded.length === 0
          ? t('funnel.nobody')
          : excluded.map(([reason, count]) => t(`avoidance.${reason}`, { count })).join(', '),
    },
    { key: 'pool', count: drawn, note: pool.strata.map((stratum) => stratum.size).join(' + ') },
  ] as const
  return (
    <section className="draw-funnel" aria-label={t('funnel.title')}>
      {parts.map(({ key, count, note }) => (
        <div key={key}>
          <span>{t(`funnel.${key}`)}</span>
          <b>{count < 0 ? `−${-count}` : count.toLocaleString('en')}</b>
          <div className="w" aria-hidden="true">
            <i style={{ width: `${size === 0 ? 0 : Math.round((Math.abs(count) / size) * 100)}%` }} />
          </div>
          <span>{note}</span>
        </div>
      ))}
    </section>
  )
}
