import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reportToRegulator } from '#shared/contracts/award-report.ts'
import { Field, TextArea } from '../../ui/field.tsx'
import { PageLoading } from '../../ui/page-state.tsx'
import { performAct } from '../identity/signing.ts'
import { ActDialog, type ActProps } from './act-dialog.tsx'
import { ReportBody } from './report-body.tsx'
import { ReportProblem } from './report-part.tsx'
import { useRegulatorReport } from './use-awards.ts'

/** The written report goes to the regulator as the platform composed it, with the tenderer's remarks (ZTB 47, A5); only what was shown is signed. */
export function ReportDialog({ award, onClose, onDone }: ActProps) {
  const { t } = useTranslation('awards')
  const composed = useRegulatorReport(award, true)
  const [remarks, setRemarks] = useState('')
  const { tender, lot, version } = award
  return (
    <ActDialog
      isWide
      title={t('act.report.question')}
      action={t('act.report.do')}
      isReady={composed.data !== undefined}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(reportToRegulator, {
          params: { tender, lot },
          subject: { tender, lot, version },
          body: { composedSha256: composed.data?.sha256 ?? '', remarks: remarks.trim() === '' ? null : remarks.trim() },
        })
      }
    >
      <p className="t14">{t('act.report.lead')}</p>
      {composed.isLoading && <PageLoading what={t('report.loading')} />}
      {composed.isError && <ReportProblem error={composed.error} onRetry={() => void composed.refetch()} />}
      {composed.data !== undefined && <ReportBody report={composed.data.report} />}
      <Field label={t('report.remarks')} help={t('act.report.help')}>
        {(control) => (
          <TextArea {...control} rows={4} value={remarks} maxLength={4000} onChange={({ target }) => setRemarks(target.value)} />
        )}
      </Field>
    </ActDialog>
  )
}
