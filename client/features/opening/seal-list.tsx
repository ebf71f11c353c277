import { useTranslation } from 'react-i18next'
import { MiniSeal } from '../../ui/mini-seal.tsx'
import { moneyText } from '../../ui/money.tsx'
import { belowCeiling } from '../../ui/price-plot.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import type { SealView } from './seal-view.ts'
import { SealWords } from './seal-words.tsx'

/** Every bid in a row: number, both locks in words, and from publication on name and price. */
export function SealList({ views }: { readonly views: readonly SealView[] }) {
  const { t } = useTranslation('opening')
  const isNamed = views.some(({ seal }) => seal.bidder !== null)
  const columns: Column<SealView>[] = [
    {
      key: 'number',
      title: t('board.number'),
      isHead: true,
      cell: ({ seal, isMine, tile }) => (
        <span className="row">
          <MiniSeal
            state={tile === 'shut' ? 'shut' : seal.state === 'out' ? 'gone' : tile === 'drained' ? 'shut' : 'open'}
            isDrained={tile === 'drained'}
          />
          <span className="b ink1">{String(seal.number).padStart(2, '0')}</span>
          {isNamed && <span className="b ink1">{seal.bidder?.name}</span>}
          {isMine && <span className="tag blue">{t('board.mine')}</span>}
        </span>
      ),
    },
    {
      key: 'state',
      title: t('board.state'),
      cell: (view) => (
        <span className="row flow locks">
          <SealWords view={view} />
        </span>
      ),
    },
    ...(isNamed
      ? [
          {
            key: 'price',
            title: t('board.price'),
            isRight: true,
            cell: ({ price }: SealView) => (price === undefined ? '—' : <span className="money">{moneyText(price)}</span>),
          },
          {
            key: 'below',
            title: t('board.below'),
            isRight: true,
            cell: ({ price, ceiling }: SealView) => (price === undefined ? '' : belowCeiling(price, ceiling ?? undefined)) || '—',
          },
        ]
      : [
          {
            key: 'present',
            title: t('board.present'),
            cell: ({ seal }: SealView) => t(seal.isCheckedIn ? 'board.isPresent' : 'board.notPresent'),
          },
        ]),
  ]
  return (
    <div className="seal-list" data-testid="list">
      <Table
        label={t('board.label')}
        columns={columns}
        rows={views}
        keyOf={({ seal }) => seal.manifestSha256}
        classOf={({ isMine, reading }) => (reading === 'reading' ? 'cur' : isMine ? 'mine' : '')}
      />
    </div>
  )
}
