import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getEvaluationReport, getEvaluationReportPdf, signEvaluationReport } from '#shared/contracts/evaluation.ts'
import { isSigning } from '#shared/lifecycle/evaluation.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { api } from '../../platform/api.ts'
import { download } from '../../platform/download.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { Checkbox, Field, TextArea } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { memberAct } from './member-act.ts'
import { MoreTime } from './more-time.tsx'
import { SureButton } from './sure-button.tsx'
import type { Desk } from './use-evaluation.ts'

/** The report as it will stand: read, and signed with or without dissent; silence after the limit is consent (X14). */
export function ReportPanel({ desk, report }: { readonly desk: Desk; readonly report: NonNullable<Desk['report']> }) {
  const { t } = useTranslation('evaluation')
  const own = desk.seats.find(({ seat }) => seat === desk.seat)
  return (
    <Card title={t('report.title')} extra={<DigestChip digest={report.sha256} label={t('report.digest')} />}>
      <div className="stack-16">
        <p className="t13 ink3">{t('report.lead')}</p>
        <details>
          <summary>{t('report.text')}</summary>
          <textarea className="inp report-text" readOnly rows={20} aria-label={t('report.title')} value={indented(report.text)} />
        </details>
        {desk.state === 'completed' && <Downloads desk={desk} />}
        {isSigning(desk.state) && own?.hasSigned === false && (
          <>
            <Sign desk={desk} sha256={report.sha256} />
            <MoreTime key={desk.stepEndsAt} desk={desk} />
          </>
        )}
        {own?.hasSigned === true && <StatusLine tone="ok" isSlim head={t('report.signed')} />}
      </div>
    </Card>
  )
}

function Sign({ desk, sha256 }: { readonly desk: Desk; readonly sha256: string }) {
  const { t } = useTranslation('evaluation')
  const [hasDissent, setHasDissent] = useState(false)
  const [dissent, setDissent] = useState('')
  const sign = useDeed(() =>
    memberAct(signEvaluationReport, desk, { reportSha256: sha256, dissent: hasDissent ? dissent.trim() : null }).then(() => true),
  )
  return (
    <div className="stack-12">
      <Checkbox checked={hasDissent} onChange={({ target }) => setHasDissent(target.checked)}>
        {t('report.hasDissent')}
      </Checkbox>
      {hasDissent && (
        <Field label={t('report.dissent')} isRequired help={t('report.dissentHelp')}>
          {(control) => (
            <TextArea
              {...control}
              rows={4}
              maxLength={4000}
              value={dissent}
              onChange={({ target }) => setDissent(target.value)}
            />
          )}
        </Field>
      )}
      {sign.error !== undefined && <ProblemState error={sign.error} />}
      <div className="row flow between">
        <span className="t13 ink3">{t('report.silence')}</span>
        <SureButton
          label={t(hasDissent ? 'report.signDissent' : 'report.sign')}
          question={t('report.question')}
          isDisabled={hasDissent && dissent.trim() === ''}
          isBusy={sign.isPending}
          onSure={() => sign.run(undefined)}
        >
          {t(hasDissent ? 'report.consequenceDissent' : 'report.consequence')}
        </SureButton>
      </div>
    </div>
  )
}

function Downloads({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  const save = useDeed(async (kind: 'pdf' | 'json') => {
    const contract = kind === 'pdf' ? getEvaluationReportPdf : getEvaluationReport
    const bytes = await api.call(contract, { params: { tender: desk.tender } })
    download(`evaluation-report-${desk.code}.${kind}`, bytes as Bytes)
    return true
  })
  return (
    <div className="row flow">
      {(['pdf', 'json'] as const).map((kind) => (
        <Button key={kind} isBusy={save.isPending} onClick={() => save.run(kind)}>
          <Icon name="download" size={14} />
          {t(`report.${kind}`)}
        </Button>
      ))}
      {save.error !== undefined && <ProblemState error={save.error} />}
    </div>
  )
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
