import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { restoreCertificate } from '#shared/contracts/identity-certificates.ts'
import { decideRole, readPartyContract } from '#shared/contracts/identity-parties.ts'
import { listPersons } from '#shared/contracts/identity-persons.ts'
import type { Role } from '#shared/policy/roles.ts'
import { api } from '../../../platform/api.ts'
import { Breadcrumb } from '../../../ui/breadcrumb.tsx'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { PageTitle } from '../../../ui/page-title.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import { Persons } from '../account/persons.tsx'
import { CertificateCard } from '../certificate-card.tsx'
import { PartyProfile } from '../party-profile.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { RoleTags } from '../role-tags.tsx'
import { useActor, useMay } from '../session.ts'
import { performAct } from '../signing.ts'
import '../identity.css'

/** One party as the staff sees it: what it told, roles, persons, certificates; the centre decides, disables and restores by signed acts. */
export function PartyPage() {
  const { t } = useTranslation('identity')
  const { party: id = '' } = useParams()
  const {
    data: party,
    error,
    refetch,
  } = useQuery({
    queryKey: ['party', id],
    queryFn: () => api.call(readPartyContract, { params: { party: id } }),
  })
  if (error !== null) return <ProblemState isWholePage error={error} onRetry={() => void refetch()} />
  if (party === undefined) return <PageLoading what={t('centre.loading')} />
  return (
    <div className="stack-24">
      <PageTitle title={party.name} />
      <Breadcrumb items={[{ to: '/work/parties', title: t('centre.parties') }]} />
      <h1 className="t22 ink1">{party.name}</h1>
      {party.isAffiliateOfOperator && <StatusLine tone="warn" isSlim head={t('party.affiliate')} />}
      <Card title={t('account.profile')}>
        <PartyProfile party={party} />
      </Card>
      <Card title={t('form.roles')}>
        <div className="stack-16">
          <RoleTags roles={party.roles} />
          <Decisions party={party} />
        </div>
      </Card>
      <section className="stack-12">
        <h2 className="t18 ink1">{t('account.tabs.persons')}</h2>
        <Persons party={party.id} isAdministrator={false} />
      </section>
      <Suspended party={party.id} />
    </div>
  )
}

function Decisions({ party }: { readonly party: ResultOf<typeof readPartyContract> }) {
  const { t } = useTranslation('identity')
  const mayDecide = useMay('decideRole')
  const actor = useActor()
  const [asked, setAsked] = useState<{ readonly role: Role; readonly decision: 'approve' | 'refuse' }>()
  if (!mayDecide || actor?.party === party.id) return null
  return (
    <div className="row flow">
      {party.roles.flatMap(({ role, state }) =>
        (['approve', 'refuse'] as const)
          .filter((decision) =>
            decision === 'approve' ? state !== 'approved' : state === 'requested' || mayTakeBack(role, state),
          )
          .map((decision) => (
            <Button key={`${role}-${decision}`} size="sm" onClick={() => setAsked({ role, decision })}>
              {t(decision === 'refuse' && state === 'approved' ? 'party.takeBack' : `party.${decision}`, {
                role: t(`role.${role}`),
              })}
            </Button>
          )),
      )}
      {asked !== undefined && (
        <ReasonDialog
          title={t(`party.${asked.decision}Question`, { name: party.name, role: t(`role.${asked.role}`) })}
          action={t(`centre.${asked.decision}`)}
          isOptional={asked.decision === 'approve'}
          onClose={() => setAsked(undefined)}
          work={(reason) =>
            performAct(decideRole, {
              params: { party: party.id, role: asked.role },
              subject: { party: party.id, version: party.version, role: asked.role },
              body: { decision: asked.decision, ...(reason === '' ? {} : { reason }) },
            })
          }
        />
      )}
    </div>
  )
}

/** An approved role may be taken back, an office's never: a centre that could dismiss its regulator would be watched by nobody. */
function mayTakeBack(role: Role, state: string): boolean {
  return state === 'approved' && !['centre', 'regulator', 'operator'].includes(role)
}

/** Certificates reported lost, which the centre gives back their force when they are found. */
function Suspended({ party }: { readonly party: string }) {
  const { t } = useTranslation('identity')
  const mayRestore = useMay('restoreCertificate')
  const [asked, setAsked] = useState<{ readonly person: string; readonly certSha256: string; readonly name: string }>()
  const { data } = useQuery({
    queryKey: ['persons', party],
    queryFn: () => api.call(listPersons, { params: { party } }),
  })
  const lost = (data?.items ?? []).flatMap((person) =>
    person.certificates.filter(({ state }) => state === 'suspended').map((certificate) => ({ person, certificate })),
  )
  if (!mayRestore || lost.length === 0) return null
  return (
    <section className="stack-12">
      <h2 className="t18 ink1">{t('party.lost')}</h2>
      <ul className="entries">
        {lost.map(({ person, certificate }) => (
          <li key={certificate.sha256}>
            <CertificateCard certificate={certificate}>
              <Button
                size="sm"
                onClick={() => setAsked({ person: person.id, certSha256: certificate.sha256, name: certificate.commonName })}
              >
                {t('party.restore')}
              </Button>
            </CertificateCard>
          </li>
        ))}
      </ul>
      {asked !== undefined && (
        <ReasonDialog
          title={t('party.restoreQuestion', { name: asked.name })}
          action={t('party.restore')}
          onClose={() => setAsked(undefined)}
          work={(reason) =>
            performAct(restoreCertificate, {
              params: { sha256: asked.certSha256 },
              subject: { person: asked.person, certSha256: asked.certSha256 },
              body: { reason },
            })
          }
        />
      )}
    </section>
  )
}
