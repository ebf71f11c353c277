import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { CheckedShown } from './checked.ts'
import type { TrustShown } from './trust-shown.ts'

/** Beside the checks: whose word is trusted, the report to keep, how to do the same without this page, and what the outcomes mean. */
export function VerifySide({
  own,
  platform,
  error,
  checked,
  what,
  onTrust,
  onForget,
}: {
  readonly own: TrustShown | undefined
  readonly platform: TrustShown | undefined
  readonly error: unknown
  readonly checked: CheckedShown | undefined
  readonly what: string
  readonly onTrust: (files: readonly File[]) => void
  readonly onForget: () => void
}) {
  const { t } = useTranslation('verify')
  const trust = own ?? platform
  return (
    <aside className="side stack-16">
      {checked !== undefined && (
        <section className="card no-print" aria-labelledby="report-title">
          <header>
            <h2 id="report-title">{t('report.title')}</h2>
          </header>
          <div className="in">
            <p className="ink3 t13">{t('report.note')}</p>
            <div className="row flow" style={{ marginTop: 12 }}>
              <Button onClick={() => window.print()}>
                <Icon name="print" />
                {t('report.print')}
              </Button>
              <Button onClick={() => saveReport(checked, what, trust)}>
                <Icon name="download" />
                JSON
              </Button>
            </div>
          </div>
        </section>
      )}
      <section className="card" aria-labelledby="trust-title">
        <header>
          <h2 id="trust-title">{t('trust.title')}</h2>
        </header>
        <div className="in stack-12 t13">
          <p>
            {t(
              own !== undefined
                ? 'trust.own'
                : platform !== undefined
                  ? 'trust.platform'
                  : error !== undefined
                    ? 'trust.none'
                    : 'trust.loading',
            )}
          </p>
          {trust !== undefined && (
            <ul className="rl">
              {trust.anchors.map(({ sha256, name }) => (
                <li key={sha256}>
                  <Icon name="shield" />
                  {name}
                </li>
              ))}
              {trust.logs.map((name) => (
                <li key={name}>
                  <Icon name="key" />
                  {t('trust.log', { name })}
                </li>
              ))}
              {trust.revocationLists === 0 && (
                <li>
                  <Icon name="minus-circle" />
                  {t('trust.noLists')}
                </li>
              )}
            </ul>
          )}
          {own !== undefined && (
            <Button size="sm" onClick={onForget}>
              {t('trust.forget')}
            </Button>
          )}
          <details>
            <summary>{t('trust.bring')}</summary>
            <FileDrop
              label={t('trust.drop')}
              hint={t('trust.hint')}
              isMultiple
              accept=".pem,.crt,.cer,.der,.crl,.vkey"
              onFiles={onTrust}
            />
          </details>
        </div>
      </section>
      <section className="card" aria-labelledby="without-title">
        <header>
          <h2 id="without-title">{t('without.title')}</h2>
        </header>
        <div className="in">
          <pre className="term">{TERMINAL}</pre>
          <p className="t13 ink3" style={{ marginTop: 10 }}>
            {t('without.note')}
          </p>
        </div>
      </section>
      <section className="card">
        <div className="in t13 ink3">
          <b className="ink1">{t('three.title')}</b>
          <p>{t('three.text')}</p>
        </div>
      </section>
    </aside>
  )
}

const TERMINAL = `kaibiao verify-receipt \\
  --receipt receipt.json \\
  --trust trust/
kaibiao verify-opening \\
  --bundle opening.json \\
  --trust trust/`

/** Saves every check with its reason, and what was trusted, to be attached to an objection or an audit's papers. */
function saveReport(checked: CheckedShown, what: string, trust: TrustShown | undefined): void {
  const report = {
    v: 'verification-report/1',
    of: what,
    kind: checked.kind,
    facts: Object.fromEntries(checked.facts.map(({ key, value }) => [key, value])),
    trust: {
      source: trust?.source ?? null,
      anchors: trust?.anchors.map(({ sha256 }) => sha256) ?? [],
      logs: trust?.logs ?? [],
    },
    checks: checked.checks,
  }
  const address = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = 'verification-report.json'
  link.click()
  URL.revokeObjectURL(address)
}
