import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listEvaluationTasks } from '#shared/contracts/evaluation-tasks.ts'
import { listInvitations } from '#shared/contracts/experts-draw.ts'
import { listDrawTasks } from '#shared/contracts/experts-tasks.ts'
import { api } from '../../platform/api.ts'
import { useCustodyDraws } from '../custody/use-custody-draws.ts'
import { useHasRole, useMay } from '../identity/session.ts'
import type { Task } from './tasks.tsx'

/** Nobody can be told by a stored message that it is called or sits (X3): the page asks. */
const ASK_EVERY_MS = 30_000

/** What waits for the reader in draws and evaluations: its party's part in a draw, its own invitations, its own seat, what its bid is asked. */
export function useCommitteeTasks(): Task[] {
  const { t } = useTranslation('notifications')
  const mayDraw = useMay('listDrawTasks')
  const maySit = useMay('listEvaluationTasks')
  const isExpert = useHasRole('expert')
  const isCustodian = useHasRole('custodian')
  const draws = useQuery({
    queryKey: ['task', 'draws'],
    queryFn: async () => (await api.call(listDrawTasks, {})).items,
    enabled: mayDraw,
  }).data
  const invitations = useQuery({
    queryKey: ['invitations'],
    queryFn: () => api.call(listInvitations, {}),
    enabled: isExpert,
    refetchInterval: ASK_EVERY_MS,
  }).data?.items
  const evaluations = useQuery({
    queryKey: ['task', 'evaluations'],
    queryFn: async () => (await api.call(listEvaluationTasks, {})).items,
    enabled: maySit,
    refetchInterval: ASK_EVERY_MS,
  }).data
  const kept = useCustodyDraws(isCustodian).data
  return [
    ...(kept ?? []).flatMap(({ tender, title, draw, task, until }) =>
      task === null
        ? []
        : [{ key: `custody-draw-${draw}`, text: t(`custodyDraw.${task}`, { title }), to: `/work/custody/${tender}`, until }],
    ),
    ...(invitations ?? [])
      .filter(({ state }) => state === 'called')
      .map(({ seat, title, until }) => ({
        key: `invitation-${seat}`,
        text: t('committee.invitation', { title }),
        to: '/work/expert',
        until,
      })),
    ...(evaluations ?? []).map(({ tender, title, task, until }) => ({
      key: `evaluation-${task ?? 'seat'}-${tender}`,
      text: t(`committee.${task ?? 'seat'}`, { title }),
      to: `/work/evaluations/${tender}`,
      until: task === null ? null : until,
    })),
    ...(draws ?? []).map(({ tender, title, task, until }) => ({
      key: `draw-${task}-${tender}`,
      text: t(`draw.${task}`, { title }),
      to: `/work/draws/${tender}`,
      until,
    })),
  ]
}
