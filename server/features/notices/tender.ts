import type { SubjectKind } from '#shared/catalogue/categories.ts'
import type { EnvelopeForm } from '#shared/catalogue/letter-form.ts'
import type { Notice, NoticeDeposit } from '#shared/catalogue/notice.ts'
import type { OpeningPolicy, TenderCustodian } from '#shared/catalogue/opening-policy.ts'
import type { RulePackName } from '#shared/catalogue/rule-pack.ts'
import type { TenderState } from '#shared/lifecycle/tender.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import type { Yuan } from '#shared/primitives/money.ts'

/** A lot (标段/包) of a tender. */
export interface TenderLot {
  readonly id: string
  readonly name: string
  readonly budget: Yuan
  /** 最高限价 (N8). */
  readonly ceilingPrice: Yuan
}

/** One version of one tender document; the bytes lie in the blob store under `sha256`. */
export interface TenderDocument {
  /** Sanitised file name: the authoritative one. */
  readonly name: string
  /** 1, 2, … among the documents of the same name. */
  readonly version: number
  readonly sha256: string
  readonly size: number
}

/** A published signed notice act of a tender, oldest first. */
export interface NoticeRecord {
  /** SHA-256 of the act, hex. */
  readonly sha256: string
  readonly kind: 'notice' | 'amendment' | 'failure' | 'termination'
  readonly at: Instant
}

/** Why and since when a tender stands still. */
export interface Suspension {
  readonly id: string
  /** A directive of regulator or centre, or an objection to the documents (N5). */
  readonly cause: 'directive' | 'objection'
  readonly reason: string
  readonly actSha256: string
  readonly since: Instant
}

/** What the tender does next by itself, at `nextDueAt`. */
export type NextDue = 'publish' | 'readiness' | 'deadline'

/** One published (or being prepared) notice round of one project, as other features read it. */
export interface Tender {
  /** Random id. */
  readonly _id: string
  /** For compare-and-set and for `version` in act subjects. */
  readonly version: number
  readonly project: string
  /** Unified trading code of the project. */
  readonly code: string
  readonly title: string
  /** Catalogue id, such as `engineering` or `government-procurement`. */
  readonly category: string
  readonly method: string
  readonly kind: SubjectKind
  /** How bids are judged; null until a draft is written. */
  readonly evaluation: Notice['evaluation'] | null
  /** Six digits (GB/T 2260). */
  readonly region: string
  /** 1 for the first notice of a lot, counted up for each new round. */
  readonly round: number
  readonly rulePack: RulePackName
  readonly state: TenderState
  /** Empty when the tender runs. While one stands nothing of the tender fires and nothing is taken. */
  readonly suspensions: readonly Suspension[]
  readonly lots: readonly TenderLot[]
  readonly tendererParty: string
  readonly agencyParty: string | null
  /** The centre that accepted the project. */
  readonly centreParty: string | null
  readonly tendererName: string
  readonly agencyName: string | null
  /** When the documents are first issued: planned until published, then the fact. */
  readonly publishAt: Instant | null
  readonly publishedAt: Instant | null
  /** The deadline in force: the notice's, moved by amendments and by the length of suspensions. Null until filed. */
  readonly deadlineAt: Instant | null
  readonly openingPolicy: OpeningPolicy | null
  /** Filled as custodians accept; complete (n entries, i = 1 … n) from `filed` on. */
  readonly custodians: readonly TenderCustodian[]
  readonly envelopes: readonly EnvelopeForm[]
  /** The bid deposits asked for, lot by lot; empty where none are. */
  readonly deposits: readonly NoticeDeposit[]
  readonly limits: { readonly maxEnvelopeBytes: number }
  readonly documents: readonly TenderDocument[]
  /** SHA-256 of the notice act in force; null until filed. Bids bind to it. */
  readonly noticeSha256: string | null
  readonly noticeHistory: readonly NoticeRecord[]
}

/** A tender that has been published: what is null before is set. */
export type PublishedTender = Tender & {
  readonly publishAt: Instant
  readonly publishedAt: Instant
  readonly deadlineAt: Instant
  readonly openingPolicy: OpeningPolicy
  readonly noticeSha256: string
}

/** Whether nothing of the tender may move now. */
export function isSuspended(tender: Pick<Tender, 'suspensions'>): boolean {
  return tender.suspensions.length > 0
}
