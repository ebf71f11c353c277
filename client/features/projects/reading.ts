import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { listRoleHolders } from '#shared/contracts/identity-parties.ts'
import { listDeskTendersContract, readTenderContract } from '#shared/contracts/notices/tenders.ts'
import { listProjectsContract, readCatalogueContract, readProjectContract } from '#shared/contracts/projects.ts'
import type { ProjectState } from '#shared/lifecycle/project.ts'
import { api } from '../../platform/api.ts'

/** A tender as its parties, centre and regulator see it. */
export type DeskTender = ResultOf<typeof readTenderContract>
/** A project as its parties, centre and regulator see it. */
export type DeskProject = ResultOf<typeof readProjectContract>

/** The work list of whoever is signed in, page by page. */
export function useDeskTenders() {
  return useInfiniteQuery({
    queryKey: ['desk-tenders'],
    queryFn: ({ pageParam }) => api.call(listDeskTendersContract, { query: pageParam === undefined ? {} : { after: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
}

/** The projects one may see, page by page. */
export function useProjects(state?: ProjectState) {
  return useInfiniteQuery({
    queryKey: ['projects', state],
    queryFn: ({ pageParam }) =>
      api.call(listProjectsContract, {
        query: { ...(state === undefined ? {} : { state }), ...(pageParam === undefined ? {} : { after: pageParam }) },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
}

/** One project. */
export function useProject(project: string) {
  return useQuery({
    queryKey: ['project', project],
    queryFn: () => api.call(readProjectContract, { params: { project } }),
    enabled: project !== '',
  })
}

/** One tender. */
export function useDeskTender(tender: string) {
  return useQuery({ queryKey: ['tender', tender], queryFn: () => api.call(readTenderContract, { params: { tender } }) })
}

/** The catalogue; it changes with a version of the platform only. */
export function useCatalogue() {
  return useQuery({ queryKey: ['catalogue'], queryFn: () => api.call(readCatalogueContract, {}), staleTime: Infinity })
}

/** Parties that hold a role, to choose from. */
export function useRoleHolders(role: 'tenderer' | 'agency' | 'custodian' | 'regulator') {
  return useQuery({
    queryKey: ['role-holders', role],
    queryFn: async () => (await api.call(listRoleHolders, { query: { role } })).items,
    staleTime: 60_000,
  })
}
