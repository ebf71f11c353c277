import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { reportLoss } from '#shared/contracts/identity-certificates.ts'
import { disablePerson, listPersons, resetPassword, restorePerson } from '#shared/contracts/identity-persons.ts'
import { api } from '../../../platform/api.ts'
import { Button } from '../../../ui/button.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { useActor, useMay } from '../session.ts'
import { performAct } from '../signing.ts'
import { InvitePerson, OneTimeLink } from './invite-person.tsx'

type Person = ResultOf<typeof listPersons>['items'][number]
type Asked = { readonly person: Person; readonly what: 'disable' | 'restore' | 'reset' | 'loss'; readonly certSha256?: string }

/** The persons of a party: invited, disabled and restored by an administrator, each by a signed act. The centre sees those of every party. */
export function Persons({ party, isAdministrator }: { readonly party: string; readonly isAdministrator: boolean }) {
  const { t } = useTranslation('identity')
  const actor = useActor()
  const isOwn = actor?.party === party
  const mayReset = useMay('resetPassword') && isOwn && isAdministrator
  const mayChange = isAdministrator || (!isOwn && actor?.roles.includes('centre') === true)
  const [asked, setAsked] = useState<Asked>()
  const [link, setLink] = useState<ResultOf<typeof resetPassword>>()
  const { data, error, refetch } = useQuery({
    queryKey: ['persons', party],
    queryFn: () => api.call(listPersons, { params: { party } }),
  })
  if (error !== null) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <PageLoading what={t('persons.loading')} />
  const work = async ({ person, what, certSha256 }: Asked, reason: string) => {
    const input = {
      params: { person: person.id },
      subject: { party, person: person.id, version: person.version },
      body: { reason },
    }
    switch (what) {
      case 'disable':
        return performAct(disablePerson, input)
      case 'restore':
        return performAct(restorePerson, input)
      case 'reset':
        return setLink(await performAct(resetPassword, input))
      case 'loss':
        return performAct(reportLoss, {
          params: { sha256: certSha256 ?? '' },
          subject: { person: person.id, certSha256: certSha256 ?? '' },
          body: { reason },
        })
    }
  }
  return (
    <div className="stack-16">
      {isOwn && isAdministrator && <InvitePerson party={party} />}
      {link !== undefined && <OneTimeLink code={link.code} expiresAt={link.expiresAt} />}
      {data.items.length === 0 && <EmptyState title={t('persons.none')} />}
      <ul className="entries">
        {data.items.map((person) => {
          const bound = person.certificates.filter(({ state, usage }) => state === 'bound' && usage === 'sign')
          return (
            <li key={person.id} className="row flow between">
              <div className="grow">
                <p className="row flow">
                  <span className="b ink1">{person.name}</span>
                  {person.isAdministrator && <Tag>{t('persons.administrator')}</Tag>}
                  <Tag tone={person.state === 'active' ? 'ok' : 'bad'}>{t(`persons.state.${person.state}`)}</Tag>
                  {person.id === actor?.person && (
                    <Tag tone="blue" icon="person">
                      {t('persons.self')}
                    </Tag>
                  )}
                </p>
                <p className="t13 ink3">
                  {[person.phone, person.mail, t('persons.certificates', { count: bound.length })].filter(Boolean).join(' · ')}
                </p>
              </div>
              {mayChange && person.id !== actor?.person && (
                <div className="row flow">
                  {bound.map(({ sha256 }) => (
                    <Button key={sha256} size="sm" onClick={() => setAsked({ person, what: 'loss', certSha256: sha256 })}>
                      {t('certificates.reportLoss')}
                    </Button>
                  ))}
                  {mayReset && person.hasPassword && (
                    <Button size="sm" onClick={() => setAsked({ person, what: 'reset' })}>
                      {t('persons.reset.action')}
                    </Button>
                  )}
                  <Button size="sm" onClick={() => setAsked({ person, what: person.state === 'active' ? 'disable' : 'restore' })}>
                    {t(`persons.${person.state === 'active' ? 'disable' : 'restore'}.action`)}
                  </Button>
                </div>
              )}
            </li>
          )
        })}
      </ul>
      {asked !== undefined && (
        <ReasonDialog
          title={t(`persons.${asked.what}.question`, { name: asked.person.name })}
          action={t(`persons.${asked.what}.action`)}
          onClose={() => setAsked(undefined)}
          work={(reason) => work(asked, reason)}
        >
          <p>{t(`persons.${asked.what}.effect`)}</p>
        </ReasonDialog>
      )}
    </div>
  )
}
