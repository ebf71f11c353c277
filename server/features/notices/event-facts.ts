import type { Json } from '#shared/primitives/canonical-json.ts'
import { tenderParties } from './change-tender.ts'
import type { TenderRecord } from './tender.model.ts'

/**
 * What every event of a tender tells its readers beside its own facts: enough to show a line and to find who is concerned without
 * reading the tender. On the public chain everybody reads it.
 */
export function tenderFacts(record: TenderRecord): { readonly [key: string]: Json } {
  return {
    tender: record._id,
    project: record.project,
    code: record.code,
    title: record.title,
    category: record.category,
    region: record.region,
    round: record.round,
    rulePack: record.rulePack,
    parties: tenderParties(record),
  }
}
