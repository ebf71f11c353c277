import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { FileDrop } from '../../ui/file-drop.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { NotVerifiable } from './checked.ts'
import { Running } from './running.tsx'
import { useVerification, type Verification } from './use-verification.ts'
import { Verdict } from './verdict.tsx'
import { VerifySide } from './verify-side.tsx'
import './verify.css'

/** 核验中心: anyone drops a proof and sees every check, reckoned in this browser; nothing is uploaded. */
export function VerifyPage() {
  const { t } = useTranslation('verify')
  const verification = useVerification()
  const { run, own, platform } = verification
  const [search] = useSearchParams()
  useAddress(search, verification)
  return (
    <>
      <PageTitle title={t('title')} />
      <div className="wrap vhead">
        <h1>{t('title')}</h1>
        <p>{t('lead')}</p>
      </div>
      <div className="wrap cols">
        <div>
          <FileDrop
            label={run.state === 'idle' ? t('drop.label') : run.what}
            hint={run.state === 'done' ? t('drop.took', { seconds: (run.tookMs / 1000).toFixed(1) }) : t('drop.hint')}
            isMultiple
            isDisabled={run.state === 'running'}
            onFiles={verification.take}
          />
          {run.state === 'running' && <Running run={run} onStop={verification.stop} />}
          <div className="verdict" aria-live="polite">
            {run.state === 'failed' && <Failure error={run.error} onRetry={run.retry} />}
            {run.state === 'done' && (
              <Verdict checked={run.checked} trust={own ?? platform.trust} what={run.what} onComplete={verification.complete} />
            )}
          </div>
          {run.state === 'idle' && <KindList />}
        </div>
        <VerifySide
          own={own}
          platform={platform.trust}
          error={platform.error}
          onTrust={verification.take}
          onForget={verification.forgetOwn}
          checked={run.state === 'done' ? run.checked : undefined}
          what={run.state === 'done' ? run.what : ''}
        />
      </div>
    </>
  )
}

/** What can be brought here, and where it comes from. */
function KindList() {
  const { t } = useTranslation('verify')
  return (
    <dl className="kinds">
      {(['receipt', 'pdf', 'bundle', 'bag', 'draw', 'act', 'checkpoint'] as const).map((kind) => (
        <div key={kind}>
          <dt>{t(`kind.${kind}`)}</dt>
          <dd>{t(`kinds.${kind}`)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation('verify')
  if (error instanceof NotVerifiable)
    return (
      <StatusLine tone="warn" isUrgent head={t(`refused.${error.reason}.head`)}>
        {t(`refused.${error.reason}.do`)}
      </StatusLine>
    )
  return <ProblemState error={error} onRetry={onRetry} />
}

/** `?act=<sha256>`, `?tender=<id>`, `?tender=<id>&entry=<c>`: fetched from the platform and verified here. */
function useAddress(search: URLSearchParams, { verify, refuse }: Verification): void {
  const act = search.get('act')
  const tender = search.get('tender')
  const entry = search.get('entry')
  const key = `${act ?? ''} ${tender ?? ''} ${entry ?? ''}`
  const [begun, setBegun] = useState('')
  useEffect(() => {
    if (key.trim() === '' || begun === key) return
    setBegun(key)
    if (act !== null && /^[0-9a-f]{64}$/.test(act)) verify(act, { of: 'act', sha256: act })
    else if (tender !== null && entry !== null) verify(entry, { of: 'event', tender, entry })
    else if (tender !== null) verify(tender, { of: 'opening', tender })
    else refuse(key.trim(), 'unknown')
  }, [act, tender, entry, key, begun, verify, refuse])
}
