import { useTranslation } from 'react-i18next'
import type { RegulatorReportText } from '#shared/contracts/award-report.ts'
import { isYuan } from '#shared/primitives/money.ts'
import { BindingMoney } from '../../ui/binding-money.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { Money } from '../../ui/money.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useCatalogueLabels } from '../catalogue/labels.ts'

/** A written report on a tendering, whole: scope and method, notice and documents, committee, bidders, candidates, result, remarks (A5). */
export function ReportBody({ report }: { readonly report: RegulatorReportText }) {
  const { t } = useTranslation('awards')
  const labels = useCatalogueLabels()
  const { lot, notice, evaluation, publicity, result } = report
  return (
    <div className="stack-16">
      <KeyValueList
        items={[
          { key: 'project', label: t('report.project'), value: `${report.title} · ${report.code}` },
          {
            key: 'scope',
            label: t('report.scope'),
            value: `${lot.name} · ${labels.category(report.category)} · ${labels.kind(report.kind)}`,
          },
          { key: 'ceiling', label: t('report.ceiling'), value: <Money amount={lot.ceilingPrice} /> },
          { key: 'method', label: t('report.method'), value: labels.method(report.method) },
          { key: 'tenderer', label: t('sheet.tenderer'), value: report.tenderer.name },
          { key: 'agency', label: t('sheet.agency'), value: report.agency?.name },
          {
            key: 'notice',
            label: t('report.notice'),
            value: (
              <span className="row flow">
                {report.platform} · <DateTime at={notice.publishedAt} precision="minute" hasZone />
                <DigestChip digest={notice.sha256} />
              </span>
            ),
          },
          { key: 'deadline', label: t('report.deadline'), value: <DateTime at={notice.deadlineAt} precision="minute" hasZone /> },
          { key: 'documents', label: t('result.documents'), value: <Documents documents={report.documents} /> },
          {
            key: 'committee',
            label: t('result.committee'),
            value: (
              <ul className="row flow g12">
                {evaluation.committee.map(({ seat, name, isTenderers }) => (
                  <li key={seat} className="row">
                    {name}
                    {isTenderers && <Tag>{t('result.tenderers')}</Tag>}
                  </li>
                ))}
              </ul>
            ),
          },
          {
            key: 'evaluated',
            label: t('report.evaluation'),
            value: evaluation.reportSha256 === null ? null : <DigestChip digest={evaluation.reportSha256} />,
          },
          {
            key: 'publicity',
            label: t('report.publicity'),
            value: (
              <span className="row flow">
                <DateTime at={publicity.publishedAt} precision="minute" /> –{' '}
                <DateTime at={publicity.endsAt} precision="minute" hasZone />
              </span>
            ),
          },
          {
            key: 'disputes',
            label: t('report.disputes'),
            value: t('report.disputed', { objections: publicity.objections, complaints: publicity.complaints.length }),
          },
          { key: 'winner', label: t('result.winner'), value: <b>{result.name}</b> },
          { key: 'price', label: t('result.price'), value: <BindingMoney amount={result.price} /> },
          { key: 'decided', label: t('result.at'), value: <DateTime at={result.at} precision="minute" hasZone /> },
          { key: 'cause', label: t('result.cause'), value: result.cause === null ? null : t(`cause.${result.cause}`) },
          { key: 'reason', label: t('result.reason'), value: result.reason },
          { key: 'remarks', label: t('report.remarks'), value: report.remarks && <span className="pre">{report.remarks}</span> },
        ]}
      />
      <Bidders report={report} />
    </div>
  )
}

function Documents({ documents }: Pick<RegulatorReportText, 'documents'>) {
  return (
    <ul className="stack-4">
      {documents.map(({ name, version, sha256 }) => (
        <li key={`${name} ${version}`} className="row flow">
          {name} <DigestChip digest={sha256} />
        </li>
      ))}
    </ul>
  )
}

function Bidders({ report: { bidders, publicity } }: { readonly report: RegulatorReportText }) {
  const { t } = useTranslation('awards')
  const places = new Map(publicity.candidates.map(({ bid, place }) => [bid, place] as const))
  return (
    <div className="boxed">
      <Table
        label={t('report.bidders')}
        rows={[...bidders].sort((left, right) => (left.rank ?? Infinity) - (right.rank ?? Infinity) || 0)}
        keyOf={({ bid }) => bid}
        columns={[
          { key: 'name', title: t('candidates.name'), isHead: true, cell: ({ name }) => <b>{name}</b> },
          {
            key: 'price',
            title: t('candidates.price'),
            isRight: true,
            cell: ({ price }) => (isYuan(price) ? <Money amount={price} /> : '—'),
          },
          { key: 'total', title: t('candidates.total'), isRight: true, cell: ({ total }) => total ?? t('candidates.unscored') },
          {
            key: 'standing',
            title: t('report.standing'),
            cell: ({ bid, rejections }) => {
              const place = places.get(bid)
              if (place !== undefined) return t('report.candidate', { place })
              return rejections.length === 0 ? '—' : rejections.map((ground) => t(`ground.${ground}`)).join(' · ')
            },
          },
        ]}
      />
    </div>
  )
}
