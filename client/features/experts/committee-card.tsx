import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Card } from '../../ui/card.tsx'
import { Table } from '../../ui/table.tsx'
import { committeeLines, type Draw, type DrawLine, useDrawsOf, useSpecialityName } from './use-draw.ts'

/** Who sits on a committee that more than one draw made up, and by which of them: names once they are public, before that seats alone (X3). */
export function CommitteeCard({ draw, lines }: { readonly draw: Draw; readonly lines: readonly DrawLine[] }) {
  const { t } = useTranslation('experts')
  const nameOf = useSpecialityName()
  const family = committeeLines(lines, draw)
  const draws = useDrawsOf(
    draw.tender,
    family.map((line) => line.draw),
  )
  if (family.length < 2 || draws.length < family.length) return null
  const rows = draws.flatMap(({ calls, names, attempt }) => [
    ...(names ?? [])
      .filter(({ seat }) => seat === null)
      .map(({ name }, index) => ({ key: `${attempt} ${index}`, name, attempt, stratum: undefined })),
    ...calls
      .filter(({ outcome }) => outcome === 'accepted')
      .map(({ seat, stratum }) => ({ key: seat, name: names?.find((one) => one.seat === seat)?.name, attempt, stratum })),
  ])
  return (
    <Card className="draw-committee" title={t('committee.title')} extra={<span className="t13 ink3">{t('committee.note')}</span>}>
      <Table
        label={t('committee.title')}
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          {
            key: 'who',
            title: t('committee.who'),
            isHead: true,
            cell: ({ name, key }) => name ?? <span className="mono">{key.slice(0, 8)}</span>,
          },
          {
            key: 'as',
            title: t('request.speciality'),
            cell: ({ stratum }) => (stratum === undefined ? t('committee.representative') : nameOf(stratum)),
          },
          {
            key: 'draw',
            title: t('committee.draw'),
            cell: ({ attempt, stratum }) =>
              stratum === undefined ? (
                t('committee.named')
              ) : (
                <Link to={{ search: `?attempt=${attempt}` }}>{t('draw.attempt', { attempt })}</Link>
              ),
          },
        ]}
      />
    </Card>
  )
}
