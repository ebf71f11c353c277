import type { NoticeAct, Tender } from '../use-tender.ts'
import { noticeOfAct } from './notice-act.ts'

/** One version of a tender document as the page lists it. */
export interface DocumentRow {
  readonly name: string
  readonly version: number
  readonly sha256: string
  readonly size: number
  /** Whether the notice in force names it. */
  readonly isCurrent: boolean
  /** When the notice that first named it was published. */
  readonly at: string | undefined
}

/** Every version that any published notice named: by name, newest version first; the notice in force says which count. */
export function documentRows(tender: Tender, acts: readonly NoticeAct[]): readonly DocumentRow[] {
  const current = new Set((tender.notice?.documents ?? tender.documents).map(({ sha256 }) => sha256))
  const rows = new Map<string, DocumentRow>()
  const add = (documents: Tender['documents'], at: string | undefined) => {
    for (const { name, version, sha256, size } of documents)
      if (!rows.has(sha256)) rows.set(sha256, { name, version, sha256, size, isCurrent: current.has(sha256), at })
  }
  for (const act of acts) add(noticeOfAct(act)?.documents ?? [], act.at)
  add(tender.documents, undefined)
  return [...rows.values()].sort((left, right) => left.name.localeCompare(right.name, 'zh-CN') || right.version - left.version)
}
