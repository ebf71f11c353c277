import { useTranslation } from 'react-i18next'
import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Tag } from '../../ui/tag.tsx'
import { ReportBody } from './report-body.tsx'
import { ReportDiffers } from './report-text.ts'
import { type Award, type AwardTender, useRegulatorReport } from './use-awards.ts'

/**
 * The written report on the tendering (ZTB 47, A5): everybody sees until when it is due, when it was given and whether late; the regulator and
 * those who run the tender read it.
 */
export function ReportPart({
  award,
  tender,
  isReader,
}: {
  readonly award: Award
  readonly tender: AwardTender
  readonly isReader: boolean
}) {
  const { t } = useTranslation('awards')
  const given = award.regulatorReport
  const dueAt = award.limits.find(({ name }) => name === 'regulator-report')?.dueAt
  const text = useRegulatorReport(award, isReader && given !== null)
  if (given === null && dueAt === undefined) return null
  return (
    <section className="blk award-part" aria-labelledby={`report-${award.lot}`}>
      <SectionHead
        id={`report-${award.lot}`}
        title={t('report.title')}
        note={t(given === null ? 'report.notYet' : 'report.given')}
      />
      <KeyValueList
        items={[
          {
            key: 'due',
            label: t('report.due'),
            value: dueAt === undefined ? null : <DateTime at={dueAt} precision="minute" hasZone />,
          },
          {
            key: 'at',
            label: t('report.at'),
            value:
              given === null ? null : (
                <span className="row flow">
                  <DateTime at={given.at} precision="minute" hasZone />
                  {given.isLate && <Tag tone="bad">{t('report.late')}</Tag>}
                </span>
              ),
          },
          { key: 'digest', label: t('report.digest'), value: given === null ? null : <DigestChip digest={given.sha256} /> },
        ]}
      />
      {text.isLoading && <PageLoading what={t('report.loading')} />}
      {text.isError && <ReportProblem error={text.error} onRetry={() => void text.refetch()} />}
      {isReader && given !== null && text.data !== undefined && (
        <details>
          <summary>{t('report.read')}</summary>
          <ReportBody report={text.data.report} />
        </details>
      )}
      {isReader && given !== null && (
        <p className="row flow t14 no-print">
          <a
            className="row"
            href={`/api/awards/${award.tender}/${award.lot}/regulator-report`}
            download={`${tender.code}-regulator-report.json`}
          >
            <Icon name="download" /> {t('report.json')}
          </a>
        </p>
      )}
    </section>
  )
}

/** The report could not be read, or is not the one whose digest is public. */
export function ReportProblem({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation('awards')
  if (!(error instanceof ReportDiffers)) return <ProblemState error={error} onRetry={onRetry} />
  return (
    <StatusLine tone="bad" isUrgent head={t('report.differs.head')}>
      {t('report.differs.do')}
    </StatusLine>
  )
}
