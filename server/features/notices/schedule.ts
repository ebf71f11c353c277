import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import type { TenderRecord } from './tender.model.ts'
import type { NextDue } from './tender.ts'

const DAY_MS = 86_400_000

/** What a tender does next by itself, and when. Nothing while it is suspended. */
export function scheduleOf(
  tender: Pick<TenderRecord, 'state' | 'isSuspended' | 'publishAt' | 'deadlineAt' | 'isReadinessAsked' | 'rulePack'>,
): { readonly nextDue: NextDue | null; readonly nextDueAt: Date | null } {
  if (tender.isSuspended) return nothing
  if (tender.state === 'approved' && tender.publishAt !== null) return due('publish', millisOf(tender.publishAt))
  if (tender.state !== 'published' || tender.deadlineAt === null) return nothing
  const deadline = millisOf(tender.deadlineAt)
  if (tender.isReadinessAsked) return due('deadline', deadline)
  const { unit, count } = rulePack(tender.rulePack).readinessBefore
  return due('readiness', deadline - count * (unit === 'seconds' ? 1000 : DAY_MS))
}

const nothing = { nextDue: null, nextDueAt: null } as const

function due(nextDue: NextDue, at: number): { readonly nextDue: NextDue; readonly nextDueAt: Date } {
  return { nextDue, nextDueAt: new Date(at) }
}
