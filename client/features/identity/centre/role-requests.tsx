import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { decideRole, listRoleRequests } from '#shared/contracts/identity-parties.ts'
import type { Role } from '#shared/policy/roles.ts'
import { api } from '../../../platform/api.ts'
import { Button } from '../../../ui/button.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { Pagination } from '../../../ui/pagination.tsx'
import { KeyProblem } from '../key-problem.tsx'
import { ReasonDialog } from '../reason-dialog.tsx'
import { useMay } from '../session.ts'
import { performAct } from '../signing.ts'
import { useDeed } from '../use-deed.ts'
import { useQueue } from './use-queue.ts'

type Request = ResultOf<typeof listRoleRequests>['items'][number]

/** Roles that wait for the centre; each decision is a signed act, a refusal gives its reason. */
export function RoleRequests() {
  const { t } = useTranslation('identity')
  const mayDecide = useMay('decideRole')
  const queue = useQueue(['role-requests'], (after) =>
    api.call(listRoleRequests, { query: { limit: 50, ...(after === undefined ? {} : { after }) } }),
  )
  const [refusing, setRefusing] = useState<{ readonly request: Request; readonly role: Role }>()
  const decide = useDeed(({ request, role }: { request: Request; role: Role }) => decideOn(request, role, 'approve'))
  if (queue.error !== null) return <ProblemState error={queue.error} onRetry={queue.retry} />
  if (queue.items === undefined) return <PageLoading what={t('centre.loading')} />
  if (queue.items.length === 0) return <EmptyState title={t('centre.none.roles')} />
  return (
    <div className="stack-16">
      {decide.error !== undefined && <KeyProblem error={decide.error} />}
      <ul className="entries">
        {queue.items.map((request) => (
          <li key={request.party} className="stack-12">
            <div>
              <Link className="b" to={`/work/parties/${request.party}`}>
                {request.name}
              </Link>
              <p className="t13 ink3 mono">{request.creditCode}</p>
            </div>
            {request.roles
              .filter(({ state }) => state === 'requested')
              .map(({ role, requestedAt }) => (
                <div key={role} className="row flow between">
                  <p className="grow">
                    <span className="ink1">{t(`role.${role}`)}</span>{' '}
                    <span className="t13 ink3">
                      {t('centre.askedAt')} <DateTime at={requestedAt} precision="minute" />
                    </span>
                  </p>
                  {mayDecide && (
                    <div className="row flow">
                      <Button
                        size="sm"
                        look="line"
                        isBusy={decide.isPending}
                        aria-label={t('centre.approveRole', { name: request.name, role: t(`role.${role}`) })}
                        onClick={() => decide.run({ request, role })}
                      >
                        {t('centre.approve')}
                      </Button>
                      <Button
                        size="sm"
                        aria-label={t('centre.refuseRole', { name: request.name, role: t(`role.${role}`) })}
                        onClick={() => setRefusing({ request, role })}
                      >
                        {t('centre.refuse')}
                      </Button>
                    </div>
                  )}
                </div>
              ))}
          </li>
        ))}
      </ul>
      <Pagination count={queue.items.length} hasMore={queue.hasMore} isLoading={queue.isLoading} onMore={queue.more} />
      {refusing !== undefined && (
        <ReasonDialog
          title={t('centre.refuseQuestion', { name: refusing.request.name, role: t(`role.${refusing.role}`) })}
          action={t('centre.refuse')}
          onClose={() => setRefusing(undefined)}
          work={(reason) => decideOn(refusing.request, refusing.role, 'refuse', reason)}
        />
      )}
    </div>
  )
}

function decideOn({ party, version }: Request, role: Role, decision: 'approve' | 'refuse', reason?: string) {
  return performAct(decideRole, {
    params: { party, role },
    subject: { party, version, role },
    body: { decision, ...(reason === undefined ? {} : { reason }) },
  })
}
