import { useTranslation } from 'react-i18next'
import { DateTime } from '../../ui/date-time.tsx'
import { Table } from '../../ui/table.tsx'
import type { ExpertRecord } from './expert-values.ts'
import { marks } from './marks.ts'

/** What was said of an expert, tender by tender (一标一评). */
export function Assessments({ assessments }: Pick<ExpertRecord, 'assessments'>) {
  const { t } = useTranslation('experts')
  return (
    <Table
      label={t('own.assessments')}
      rows={assessments}
      keyOf={({ tender, by }) => `${tender} ${by}`}
      columns={[
        { key: 'by', title: t('assess.by'), isHead: true, cell: ({ by }) => t(`as.${by}`) },
        ...marks.map((mark) => ({
          key: mark,
          title: t(`mark.${mark}`),
          isRight: true,
          cell: ({ marks: given }: ExpertRecord['assessments'][number]) => given[mark],
        })),
        { key: 'text', title: t('assess.text'), cell: ({ text }) => text },
        { key: 'at', title: t('readings.at'), cell: ({ at }) => <DateTime at={at} precision="date" /> },
      ]}
    />
  )
}
