import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listExpertReadings } from '#shared/contracts/experts-library.ts'
import { api } from '../../platform/api.ts'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { Table } from '../../ui/table.tsx'
import { useMay } from '../identity/session.ts'

/** Who read the library, when and what for: for the regulator (X6). */
export function Readings() {
  const { t } = useTranslation('experts')
  const mayRead = useMay('listExpertReadings')
  const read = useQuery({
    queryKey: ['expert-readings'],
    queryFn: async () => (await api.call(listExpertReadings, { query: {} })).items,
    enabled: mayRead,
  })
  if (!mayRead) return null
  if (read.error !== null) return <ProblemState error={read.error} onRetry={() => void read.refetch()} />
  return (
    <Card title={t('readings.title')}>
      <Table
        label={t('readings.title')}
        rows={read.data ?? []}
        keyOf={({ id }) => id}
        columns={[
          { key: 'at', title: t('readings.at'), isHead: true, cell: ({ at }) => <DateTime at={at} /> },
          { key: 'who', title: t('readings.who'), cell: ({ person }) => <span className="mono">{person.slice(0, 8)}</span> },
          { key: 'purpose', title: t('readings.purpose'), cell: ({ purpose }) => purpose },
          { key: 'count', title: t('readings.count'), isRight: true, cell: ({ count }) => count },
        ]}
      />
    </Card>
  )
}
