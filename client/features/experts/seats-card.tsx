import { useTranslation } from 'react-i18next'
import { vacateSeat } from '#shared/contracts/experts-draw.ts'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Table } from '../../ui/table.tsx'
import { useMay } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from '../projects/deed-button.tsx'
import { type Draw, useSpecialityName } from './use-draw.ts'

/** The seats that are accepted, without a name, for centre and regulator: one whose holder must withdraw or did not come is vacated (X4). */
export function SeatsCard({ draw }: { readonly draw: Draw }) {
  const { t } = useTranslation('experts')
  const nameOf = useSpecialityName()
  const mayVacate = useMay('vacateSeat')
  const seats = draw.calls.filter(({ outcome }) => outcome === 'accepted')
  if (!mayVacate || (draw.state !== 'calling' && draw.state !== 'filled' && draw.state !== 'closed') || seats.length === 0)
    return null
  return (
    <Card title={t('seats.titleOf', { attempt: draw.attempt })} extra={<span className="t13 ink3">{t('seats.note')}</span>}>
      <Table
        label={t('seats.titleOf', { attempt: draw.attempt })}
        rows={seats}
        keyOf={({ seat }) => seat}
        columns={[
          {
            key: 'seat',
            title: t('seats.seat'),
            isHead: true,
            cell: ({ seat }) => <span className="mono">{seat.slice(0, 8)}</span>,
          },
          { key: 'speciality', title: t('request.speciality'), cell: ({ stratum }) => nameOf(stratum) },
          { key: 'rank', title: t('seats.rank'), cell: ({ rank }) => rank + 1 },
          {
            key: 'at',
            title: t('seats.acceptedAt'),
            cell: ({ endedAt }) => (endedAt === null ? null : <DateTime at={endedAt} precision="minute" />),
          },
          { key: 'act', title: t('seats.act'), cell: ({ seat }) => <Vacate draw={draw} seat={seat} /> },
        ]}
      />
    </Card>
  )
}

function Vacate({ draw: { draw, tender }, seat }: { readonly draw: Draw; readonly seat: string }) {
  const { t } = useTranslation('experts')
  const deed = useDeed((reason: string) =>
    performAct(vacateSeat, { params: { draw }, subject: { tender, draw, seat }, body: { reason } }).then(() => true),
  )
  return (
    <DeedButton
      label={t('seats.vacate')}
      question={t('seats.question', { seat: seat.slice(0, 8) })}
      deed={deed}
      needsReason
      isLine
      look="danger"
    >
      {t('seats.text')}
    </DeedButton>
  )
}
