import { z } from 'zod'
import { digestField, instantField } from '../contracts/fields.ts'
import type { Instant } from '../primitives/instant.ts'
import type { NoticeAct } from './target-of-notice.ts'

const noticeFacts = z.looseObject({ noticeSha256: digestField })
const resumedFacts = z.looseObject({ deadlineAt: instantField })

/**
 * Every deadline a tender has had, in the order of its public chain; the last one is in force. A notice's deadline is what its agency
 * signed, never what the platform says of it; only a suspension that ended moves it otherwise (`tender.resumed`), by rule and in the open.
 * Empty when any of them cannot be told: a deadline withheld must not make an earlier one count.
 */
export function deadlinesOf(
  chain: readonly { readonly type: string; readonly facts: unknown }[],
  notices: readonly NoticeAct[],
): Instant[] {
  const deadlines: Instant[] = []
  for (const { type, facts } of chain) {
    if (type === 'notice.published' || type === 'notice.amended') {
      const named = noticeFacts.safeParse(facts)
      const notice = notices.find(({ sha256 }) => named.success && sha256 === named.data.noticeSha256)
      if (notice === undefined) return []
      deadlines.push(notice.notice.deadlineAt)
    } else if (type === 'tender.resumed') {
      const resumed = resumedFacts.safeParse(facts)
      if (!resumed.success) return []
      deadlines.push(resumed.data.deadlineAt)
    }
  }
  return deadlines
}
