import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { listRoleRequests } from '#shared/contracts/identity-parties.ts'
import { listCustodyContract } from '#shared/contracts/notices/custody.ts'
import { listDeskTendersContract } from '#shared/contracts/notices/tenders.ts'
import { listProjectsContract } from '#shared/contracts/projects.ts'
import { api } from '../../platform/api.ts'
import { Card } from '../../ui/card.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { EmptyState } from '../../ui/page-state.tsx'
import { type SeatTask, taskOf } from '../custody/use-seats.ts'
import { useDepositTasks } from '../deposits/use-deposit-tasks.ts'
import { useHasRole, useMay } from '../identity/session.ts'
import { useCommitteeTasks } from './use-committee-tasks.ts'

/** One thing that waits for the reader's hand. */
export interface Task {
  readonly key: string
  readonly text: string
  readonly to: string
  /** When it is too late, where a clock runs. */
  readonly until?: string | null
}

/** What a seat wants, as a task; its draws are told apart (`useCommitteeTasks`). */
const taskOfSeat: Partial<Record<SeatTask, 'seat' | 'ready' | 'keys' | 'destroy'>> = {
  accept: 'seat',
  ready: 'ready',
  open: 'keys',
  destroy: 'destroy',
}

/** What waits for whoever is signed in, by role; nothing of it is decided here. */
export function Tasks() {
  const { t } = useTranslation('notifications')
  const isPreparing = useMay('startTender')
  const isRegulator = useMay('approveNotice')
  const isCentre = useMay('acceptProject')
  const isCustodian = useHasRole('custodian')
  const tenders = useQuery({
    queryKey: ['task', 'tenders'],
    queryFn: () => api.call(listDeskTendersContract, { query: {} }),
    enabled: isPreparing || isRegulator,
  }).data?.tenders
  const projects = useQuery({
    queryKey: ['task', 'projects'],
    queryFn: () => api.call(listProjectsContract, { query: { state: 'registered' } }),
    enabled: isCentre,
  }).data?.projects
  const requests = useQuery({
    queryKey: ['task', 'roles'],
    queryFn: () => api.call(listRoleRequests, {}),
    enabled: isCentre,
  }).data?.items
  const seats = useQuery({
    queryKey: ['task', 'custody'],
    queryFn: () => api.call(listCustodyContract, {}),
    enabled: isCustodian,
  }).data?.seats
  const named = (key: string, title: string, to: string): Task => ({ key: `${key}-${to}`, text: t(`task.${key}`, { title }), to })
  const committee = useCommitteeTasks()
  const deposits = useDepositTasks()
  const tasks: Task[] = [
    ...committee,
    ...deposits.map(({ key, tender, title, until }) => ({
      key: `deposit-${key}-${tender}`,
      text: t(`deposit.${key}`, { title }),
      to: `/work/deposits/${tender}`,
      until,
    })),
    ...(seats ?? []).flatMap((seat) => {
      const key = taskOfSeat[taskOf(seat)]
      return key === undefined ? [] : [named(key, seat.title, `/work/custody/${seat.tender}`)]
    }),
    ...(tenders ?? []).flatMap(({ id, title, state }) => {
      if (isRegulator) return state === 'filed' ? [named('filed', title, `/work/tenders/${id}`)] : []
      if (['draft', 'returned', 'failed'].includes(state)) return [named(state, title, `/work/tenders/${id}`)]
      return state === 'opening' ? [named('opening', title, `/openings/${id}`)] : []
    }),
    ...(projects ?? []).map(({ id, name }) => named('project', name, `/work/projects/${id}`)),
    ...((requests ?? []).length === 0
      ? []
      : [{ key: 'roles', text: t('task.roles', { count: requests?.length ?? 0 }), to: '/work/acceptance' }]),
  ].sort((left, right) => dueAt(left) - dueAt(right))
  return (
    <Card title={t('tasks', { count: tasks.length })}>
      {tasks.length === 0 ? (
        <EmptyState title={t('noTasks')} />
      ) : (
        <ul className="stack">
          {tasks.map(({ key, text, to, until }) => (
            <li key={key} className="row flow">
              <Link to={to}>{text}</Link>
              {until != null && (
                <span className="t13">
                  <ClosesIn until={until} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** What a clock runs for comes first, the earliest before the others; the rest keeps its order. */
function dueAt({ until }: Task): number {
  return until == null ? Number.MAX_SAFE_INTEGER : Date.parse(until)
}
