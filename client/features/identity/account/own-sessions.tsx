import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changePassword, listSessions, revokeAllSessions, revokeSession } from '#shared/contracts/identity-sessions.ts'
import { api } from '../../../platform/api.ts'
import { Button } from '../../../ui/button.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { endSession } from '../session-keeping.ts'
import { useDeed } from '../use-deed.ts'
import { PasswordConfirmation } from './password-confirmation.tsx'

/** Where one is signed in: each session can be ended, or all at once; the staff changes its password here. */
export function OwnSessions({ hasPassword }: { readonly hasPassword: boolean }) {
  const { t } = useTranslation('identity')
  const [isChanging, setChanging] = useState(false)
  const [isChanged, setChanged] = useState(false)
  const { data, error, refetch } = useQuery({ queryKey: ['sessions'], queryFn: () => api.call(listSessions, {}) })
  const end = useDeed((session: string) => api.call(revokeSession, { params: { session } }))
  const endAll = useDeed(async () => {
    await api.call(revokeAllSessions, {})
    await endSession()
  })
  if (error !== null) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <PageLoading what={t('sessions.loading')} />
  return (
    <div className="stack-16">
      <ul className="entries">
        {data.items.map(({ id, isCurrent, way, address, device, openedAt, usedAt }) => (
          <li key={id} className="row flow between">
            <div className="grow">
              <p className="row flow">
                <span className="b ink1">{t(`signIn.ways.${way}`)}</span>
                {isCurrent && <Tag tone="blue">{t('sessions.current')}</Tag>}
                <span className="t13 ink3 wrap-any">{address}</span>
              </p>
              <p className="t13 ink3">
                {t('sessions.opened')} <DateTime at={openedAt} precision="minute" /> · {t('sessions.used')}{' '}
                <DateTime at={usedAt} precision="minute" />
              </p>
              <p className="t12 ink3 wrap-any">{device}</p>
            </div>
            {!isCurrent && (
              <Button size="sm" isBusy={end.isPending} onClick={() => end.run(id)}>
                {t('sessions.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {(end.error ?? endAll.error) !== undefined && <ProblemState error={end.error ?? endAll.error} />}
      {isChanged && <StatusLine tone="ok" isSlim head={t('sessions.changed')} />}
      <div className="row flow">
        <Button isBusy={endAll.isPending} onClick={() => endAll.run(undefined)}>
          {t('sessions.endAll')}
        </Button>
        {hasPassword && <Button onClick={() => setChanging(true)}>{t('sessions.changePassword')}</Button>}
      </div>
      {isChanging && (
        <PasswordConfirmation
          title={t('sessions.changePassword')}
          action={t('sessions.changePassword')}
          withNew
          onClose={() => setChanging(false)}
          work={async (answer) => {
            await api.call(changePassword, { body: answer })
            setChanged(true)
          }}
        />
      )}
    </div>
  )
}
