import { useTranslation } from 'react-i18next'
import { excuseMember } from '#shared/contracts/evaluation.ts'
import { mayLeave } from '#shared/lifecycle/evaluation.ts'
import { Card } from '../../ui/card.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useMay } from '../identity/session.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from '../projects/deed-button.tsx'
import { memberAct } from './member-act.ts'
import type { Desk } from './use-evaluation.ts'

/** The seats by number: what each has done, never who it is or what it thinks (X3, X8). */
export function CommitteeCard({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  const mayExcuse = useMay('excuseMember') && desk.seat === null && mayLeave(desk.state)
  const lots = desk.lots.filter(({ isFailed }) => !isFailed).length
  const done = (isDone: boolean) =>
    isDone ? <Tag tone="ok">{t('committee.yes')}</Tag> : <span className="ink3">{t('committee.no')}</span>
  return (
    <Card title={t('committee.title')} extra={<span className="t13 ink3">{t('committee.note')}</span>}>
      <Table
        label={t('committee.title')}
        rows={desk.seats}
        keyOf={({ seat }) => seat}
        classOf={({ seat }) => (seat === desk.seat ? 'mine' : undefined)}
        columns={[
          {
            key: 'seat',
            title: t('committee.seat'),
            isHead: true,
            cell: ({ seat, isTenderers, isVacant }) => (
              <span className="row flow">
                {t('seat', { seat })}
                {seat === desk.seat && <Tag tone="blue">{t('you')}</Tag>}
                {seat === desk.chair && <Tag icon="star">{t('committee.chair')}</Tag>}
                {isTenderers && <Tag>{t('committee.tenderers')}</Tag>}
                {isVacant && <Tag tone="warn">{t('committee.vacant')}</Tag>}
              </span>
            ),
          },
          { key: 'undertaken', title: t('committee.undertaken'), cell: ({ hasUndertaken }) => done(hasUndertaken) },
          { key: 'reviewed', title: t('committee.reviewed'), cell: ({ reviewed }) => done(reviewed.length >= lots) },
          { key: 'locked', title: t('committee.locked'), cell: ({ locked }) => done(locked.length >= lots) },
          { key: 'signed', title: t('committee.signed'), cell: ({ hasSigned }) => done(hasSigned) },
          ...(mayExcuse
            ? [
                {
                  key: 'excuse',
                  title: t('committee.act'),
                  cell: ({ seat, isVacant }: Desk['seats'][number]) => (isVacant ? null : <Excuse desk={desk} seat={seat} />),
                },
              ]
            : []),
        ]}
      />
    </Card>
  )
}

function Excuse({ desk, seat }: { readonly desk: Desk; readonly seat: number }) {
  const { t } = useTranslation('evaluation')
  const deed = useDeed((reason: string) => memberAct(excuseMember, desk, { seat, reason }).then(() => true))
  return (
    <DeedButton
      label={t('committee.excuse')}
      question={t('committee.excuseQuestion', { seat })}
      deed={deed}
      needsReason
      look="danger"
    >
      {t('committee.excuseText')}
    </DeedButton>
  )
}
