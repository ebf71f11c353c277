import type { Notice } from '#shared/catalogue/notice.ts'
import type { NoticeAct } from '../use-tender.ts'

/** The notice that a published act carries as its body; undefined for an act that is none (failure, termination). */
export function noticeOfAct(act: NoticeAct): Notice | undefined {
  if (act.kind !== 'notice' && act.kind !== 'amendment') return undefined
  return bodyOfAct(act) as Notice
}

/** What an act says. The server has parsed it before it published it; the verification page checks it anew. */
export function bodyOfAct(act: NoticeAct): unknown {
  return (JSON.parse(act.act) as { readonly body: unknown }).body
}

/** The party that signed an act. */
export function partyOfAct(act: NoticeAct): string {
  return (JSON.parse(act.act) as { readonly actor: { readonly party: string } }).actor.party
}
