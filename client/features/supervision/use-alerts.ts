import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { getAlert, listAlerts } from '#shared/contracts/supervision.ts'
import { api } from '../../platform/api.ts'

/** An alert, whole. */
export type Alert = ResultOf<typeof getAlert>
/** One indicator of an alert. */
export type Indication = Alert['indications'][number]

/** Alerts, newest first, page by page. */
export function useAlerts(state: Alert['state'] | undefined) {
  return useInfiniteQuery({
    queryKey: ['alerts', 'list', state ?? 'all'],
    queryFn: ({ pageParam }) =>
      api.call(listAlerts, {
        query: { ...(state === undefined ? {} : { state }), ...(pageParam === undefined ? {} : { after: pageParam }) },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
}

/** One alert. */
export function useAlert(alert: string) {
  return useQuery({ queryKey: ['alerts', alert], queryFn: () => api.call(getAlert, { params: { alert } }) })
}
