import type { Role } from '#shared/policy/roles.ts'
import type { Message } from './inbox-page.tsx'

/** Where a message leads: to the place where its reader can do something about it, or see it. */
export function addressOfMessage({ kind, subject }: Message, roles: readonly Role[]): string | undefined {
  const { alert, tender, project, party } = subject
  if (kind.startsWith('expert.')) return kind === 'expert.applied' ? '/work/experts' : '/work/expert'
  if (alert !== undefined) return `/work/alerts/${alert}`
  if (tender !== undefined) {
    if ((kind.startsWith('custody.') || kind === 'draw.dealt') && roles.includes('custodian')) return `/work/custody/${tender}`
    if (kind === 'stage.price-opened' && roles.includes('custodian')) return `/work/custody/${tender}`
    if (kind.startsWith('stage.') || kind === 'evaluation.prices-awaited') return `/openings/${tender}/price`
    if (kind.startsWith('opening.')) return `/openings/${tender}`
    const isActing = roles.some((role) => ['tenderer', 'agency', 'centre', 'regulator'].includes(role))
    if (kind.startsWith('draw.')) return isActing ? `/work/draws/${tender}` : `/draws/${tender}`
    if (kind.startsWith('coefficient.')) return `/coefficients/${tender}`
    if (kind.startsWith('evaluation.')) return `/work/evaluations/${tender}`
    if (kind.startsWith('deposit.')) return `/work/deposits/${tender}`
    if (kind.startsWith('award.')) return `/work/awards/${tender}`
    return isActing ? `/work/tenders/${tender}` : `/tenders/${tender}`
  }
  if (project !== undefined) return `/work/projects/${project}`
  if (party !== undefined) return roles.includes('centre') ? '/work/acceptance' : '/work/account'
  return undefined
}
