import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { download } from '../../platform/download.ts'
import { Button } from '../../ui/button.tsx'
import { CheckRow } from '../../ui/check-row.tsx'
import { Icon } from '../../ui/icon.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { SectionHead } from '../../ui/section-head.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import type { CommitteeCheck } from './check-committee.ts'

/** What the members of the committee signed, once it is public: its number, its check in this browser, its file and the command for it. */
export function CommitteeActs({ tender, code }: { readonly tender: string; readonly code: string }) {
  const { t } = useTranslation('awards')
  const acts = useQuery({
    queryKey: ['awards', tender, 'committee-acts'],
    queryFn: async () => (await import('./committee-tasks.ts')).readCommitteeActs(tender),
    staleTime: 60_000,
  })
  if (acts.data === null) return null
  return (
    <section className="blk award-part no-print" aria-labelledby="committee-acts">
      <SectionHead id="committee-acts" title={t('signed.title')} />
      {acts.error !== null ? (
        <ProblemState error={acts.error} onRetry={() => void acts.refetch()} />
      ) : acts.data === undefined ? (
        <PageLoading what={t('signed.loading')} />
      ) : (
        <div className="stack-12">
          <p className="t14">
            {t('signed.count', { count: acts.data.acts })}{' '}
            {acts.data.withheld > 0 && t('signed.withheld', { count: acts.data.withheld })}
          </p>
          <Verification bytes={acts.data.bytes} name={`${code}-committee-acts.json`} />
        </div>
      )}
    </section>
  )
}

function Verification({ bytes, name }: { readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string }) {
  const { t } = useTranslation('awards')
  const check = useMutation({
    mutationFn: async () => (await import('./committee-tasks.ts')).checkCommittee(bytes),
  })
  return (
    <>
      <div className="row flow g12">
        <Button look="line" isBusy={check.isPending} onClick={() => check.mutate()}>
          <Icon name="shield" /> {t(check.isPending ? 'signed.checking' : check.data ? 'signed.again' : 'signed.check')}
        </Button>
        <Button onClick={() => download(name, bytes)}>
          <Icon name="download" /> {t('signed.download')}
        </Button>
      </div>
      {check.error !== null && <ProblemState error={check.error} onRetry={() => check.mutate()} />}
      {check.data !== undefined && <Outcome checks={check.data} />}
      <p className="t13 ink3">
        {t('signed.elsewhere')}{' '}
        <code className="award-command">
          kaibiao verify-evaluation --bundle {name} --trust ‹{t('signed.folder')}›
        </code>
      </p>
    </>
  )
}

function Outcome({ checks }: { readonly checks: readonly CommitteeCheck[] }) {
  const { t } = useTranslation('awards')
  const failed = checks.filter(({ state }) => state === 'fail').length
  return (
    <>
      <StatusLine
        tone={failed > 0 ? 'bad' : 'ok'}
        icon={failed > 0 ? 'warning' : 'shield'}
        isSlim
        isUrgent={failed > 0}
        head={failed > 0 ? t('signed.bad', { count: failed }) : t('signed.good')}
      >
        {t(failed > 0 ? 'signed.badDo' : 'signed.goodDo')}
      </StatusLine>
      <div>
        {checks.map(({ name, state, count, why }) => (
          <CheckRow
            key={name}
            state={state}
            name={t(`signed.name.${name}`)}
            why={
              <>
                {t('signed.things', { count })} {why !== undefined && <span lang="en">{why}</span>}
              </>
            }
          />
        ))}
      </div>
    </>
  )
}
