import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { instantOf } from '#shared/primitives/instant.ts'
import { serverNow } from '../../platform/server-time.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { Button } from '../../ui/button.tsx'
import { CheckRow } from '../../ui/check-row.tsx'
import { Checkbox } from '../../ui/field.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { usePlatformFacts } from '../identity/platform-facts.ts'
import { checkEnvironment, type EnvironmentCheck, environmentChecks } from './environment-checks.ts'
import './bids.css'

/** 投标环境检测: seals, uploads and opens a test envelope for real, and gives a dated pass. */
export function EnvironmentPage() {
  const { t } = useTranslation('bids')
  const facts = usePlatformFacts()
  const [checks, setChecks] = useState<ReadonlyMap<string, EnvironmentCheck>>(new Map())
  const [withAgent, setWithAgent] = useState(false)
  const [passedAt, setPassedAt] = useState<number>()
  const [phase, setPhase] = useState<'idle' | 'running' | 'done'>('idle')
  const run = async () => {
    setPhase('running')
    setChecks(new Map())
    setPassedAt(undefined)
    const all = await checkEnvironment({
      agentPort: facts?.agentPort ?? 0,
      withAgent,
      onCheck: (check) => setChecks((before) => new Map(before).set(check.name, check)),
    })
    if (all.every(({ state }) => state !== 'fail')) setPassedAt(serverNow())
    setPhase('done')
  }
  const failed = [...checks.values()].filter(({ state }) => state === 'fail')
  return (
    <div className="wrap environment stack-16">
      <PageTitle title={t('environment.title')} />
      <h1 className="t28 ink1">{t('environment.title')}</h1>
      {phase === 'done' ? (
        <StatusLine
          tone={passedAt === undefined ? 'bad' : 'ok'}
          isUrgent={passedAt === undefined}
          head={
            passedAt === undefined
              ? t('environment.failed', { count: failed.length })
              : t('environment.passed', { at: beijingText(instantOf(passedAt)) })
          }
          action={
            passedAt !== undefined && (
              <Button className="no-print" onClick={() => print()}>
                {t('environment.print')}
              </Button>
            )
          }
        >
          {t(passedAt === undefined ? 'environment.failedDo' : 'environment.passedDo')}
        </StatusLine>
      ) : (
        <p className="t16">{t('environment.explain')}</p>
      )}
      <div className="stack-12">
        <Checkbox checked={withAgent} disabled={phase === 'running'} onChange={({ target }) => setWithAgent(target.checked)}>
          {t('environment.withAgent')}
        </Checkbox>
        <p className="t13 ink3">{t('environment.agentNote')}</p>
        <Button look="primary" size="lg" isBusy={phase === 'running'} onClick={() => void run()}>
          {t(phase === 'idle' ? 'environment.run' : phase === 'running' ? 'environment.running' : 'environment.again')}
        </Button>
      </div>
      {checks.size > 0 && (
        <section className="card" aria-label={t('environment.checks')} aria-live="polite">
          <div className="in">
            {environmentChecks.flatMap((name) => {
              const check = checks.get(name)
              if (check === undefined) return []
              const state = check.state === 'optional' ? 'unchecked' : check.state
              return [
                <CheckRow
                  key={name}
                  state={state}
                  name={t(`environment.check.${name}.name`)}
                  why={check.state === 'fail' ? t(`environment.check.${name}.fail`, { fact: check.fact }) : check.fact}
                />,
              ]
            })}
          </div>
        </section>
      )}
      <p className="t13 ink3">{t('environment.browser', { agent: navigator.userAgent })}</p>
    </div>
  )
}
