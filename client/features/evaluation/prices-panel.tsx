import { useTranslation } from 'react-i18next'
import { endPriceReview } from '#shared/contracts/evaluation.ts'
import { Card } from '../../ui/card.tsx'
import { Money } from '../../ui/money.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { memberAct } from './member-act.ts'
import { SureButton } from './sure-button.tsx'
import type { Desk, DeskLot } from './use-evaluation.ts'
import { openLots } from './what-next.ts'

/** The prices that were opened after the scores were locked: which are out, and, for the chair, the end of their review (X11, X12). */
export function PricesPanel({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  const end = useDeed(() => memberAct(endPriceReview, desk, {}))
  return (
    <Card title={t('prices.title')} extra={<span className="t13 ink3">{t('prices.note')}</span>}>
      <div className="stack-16">
        {openLots(desk).map((lot) => (
          <Prices key={lot.lot} lot={lot} field={desk.plan.price.field} />
        ))}
        {desk.seat !== null && desk.seat === desk.chair && (
          <div className="stack">
            <p className="t13">{t('prices.chair')}</p>
            <SureButton
              label={t('prices.end')}
              question={t('prices.question')}
              isBusy={end.isPending}
              onSure={() => end.run(undefined)}
            >
              {t('prices.consequence')}
            </SureButton>
            {end.error !== undefined && <ProblemState error={end.error} />}
          </div>
        )}
      </div>
    </Card>
  )
}

function Prices({ lot, field }: { readonly lot: DeskLot; readonly field: string }) {
  const { t } = useTranslation('evaluation')
  return (
    <Table
      label={lot.name}
      rows={lot.bids}
      keyOf={({ bid }) => bid}
      columns={[
        { key: 'bidder', title: t('totals.bidder'), isHead: true, cell: ({ bidder }) => bidder ?? '' },
        {
          key: 'price',
          title: t('prices.price'),
          isRight: true,
          cell: ({ fields }) => {
            const price = fields?.[field]
            return price === undefined ? t('totals.unopened') : <Money amount={price} />
          },
        },
        {
          key: 'isValid',
          title: t('prices.state'),
          cell: ({ isValid }) => <Tag tone={isValid ? 'ok' : 'bad'}>{t(isValid ? 'prices.valid' : 'prices.rejected')}</Tag>,
        },
      ]}
    />
  )
}
