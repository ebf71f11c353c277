import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { Money } from '../../ui/money.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Table } from '../../ui/table.tsx'
import { type Award, type AwardTender, useOwnResult } from './use-awards.ts'

/** What the reader's own bid came to: score, rank, and why it did not win; nobody else's (87-69, A3, G8). */
export function OwnResultCard({ award, tender }: { readonly award: Award; readonly tender: AwardTender }) {
  const { t } = useTranslation('awards')
  const own = useOwnResult(award, award.winner !== null)
  if (award.winner === null) return null
  if (own.isPending) return <PageLoading what={t('own.loading')} />
  if (own.isError) return <ProblemState error={own.error} onRetry={() => void own.refetch()} />
  const { isWinner, isValid, rank, rejections, criteria } = own.data
  const names = new Map(tender.notice?.evaluation.plan?.criteria.map(({ id, name }) => [id, name] as const))
  const head = isWinner ? 'own.won' : isValid ? 'own.lost' : 'own.rejected'
  const points = (value: string | null) => (value === null ? null : t('points', { total: value }))
  return (
    <Card title={t('own.title')}>
      <div className="stack-16">
        <StatusLine
          isSlim
          tone={isWinner ? 'ok' : 'plain'}
          head={t(head, { rank: rank ?? 0, winner: own.data.winner, total: own.data.total ?? '' })}
        >
          {own.data.standsBehind && t('own.behind')}
        </StatusLine>
        <KeyValueList
          items={[
            { key: 'rank', label: t('own.rank'), value: rank === null ? t('own.unranked') : t('own.nth', { rank }) },
            { key: 'total', label: t('candidates.total'), value: points(own.data.total) },
            { key: 'technical', label: t('own.technical'), value: points(own.data.technical) },
            { key: 'commercial', label: t('own.commercial'), value: points(own.data.commercial) },
            { key: 'priceScore', label: t('own.priceScore'), value: points(own.data.priceScore) },
            { key: 'winner', label: t('result.winner'), value: own.data.winner },
            { key: 'price', label: t('result.price'), value: <Money amount={own.data.winningPrice} /> },
          ]}
        />
        {rejections.length > 0 && (
          <div className="stack-4">
            <h3 className="t14 b">{t('own.rejections')}</h3>
            <ul className="stack-4">
              {rejections.map(({ ground, foundBy, reasons }) => (
                <li key={`${ground} ${foundBy}`} className="t14">
                  <b>{t(`ground.${ground}`)}</b>
                  <span className="pre">{reasons.length > 0 && ` ${reasons.join('；')}`}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {criteria.length > 0 && (
          <details>
            <summary>{t('own.criteria')}</summary>
            <Table
              label={t('own.criteria')}
              rows={criteria}
              keyOf={({ criterion }) => criterion}
              columns={[
                {
                  key: 'criterion',
                  title: t('own.criterion'),
                  isHead: true,
                  cell: ({ criterion }) => names.get(criterion) ?? criterion,
                },
                { key: 'points', title: t('own.points'), isRight: true, cell: ({ points: got }) => got },
              ]}
            />
          </details>
        )}
      </div>
    </Card>
  )
}
