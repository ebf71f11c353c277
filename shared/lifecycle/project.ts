import type { LifecycleTable } from './table.ts'

/** Where a project stands (项目登记). Suspension is a flag of its own, never a state. */
export const projectStates = ['registered', 'returned', 'accepted', 'withdrawn'] as const

/** One state of a project. */
export type ProjectState = (typeof projectStates)[number]

/** What happens to a project: each by a signed act. */
export type ProjectEvent = 'return' | 'revise' | 'accept' | 'withdraw'

/** The first state: what the registration act leads to. */
export const firstProjectState: ProjectState = 'registered'

/** Registration, acceptance or return by the centre. Tenders exist under an accepted project only. */
export const projectLifecycle: LifecycleTable<ProjectState, ProjectEvent> = {
  registered: { return: 'returned', accept: 'accepted', withdraw: 'withdrawn' },
  returned: { revise: 'registered', withdraw: 'withdrawn' },
  accepted: {},
  withdrawn: {},
}
