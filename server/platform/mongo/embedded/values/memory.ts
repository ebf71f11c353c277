import { Binary } from 'bson'
import type { BsonValue } from './bson-value.ts'
import { CommandError } from './command-error.ts'

/** What a stage may hold in memory, as in MongoDB (manual: "Aggregation Pipeline Limits"). */
export const STAGE_BYTES = 100 * 1024 * 1024

/** About how many bytes of BSON the value takes: exact enough for a bound, cheaper than encoding it. */
export function approximateSize(value: BsonValue): number {
  if (typeof value === 'string') return 5 + value.length
  if (value instanceof Map) {
    let size = 5
    for (const [name, inner] of value) size += name.length + 2 + approximateSize(inner)
    return size
  }
  if (Array.isArray(value)) return value.reduce<number>((size, inner) => size + 4 + approximateSize(inner), 5)
  return value instanceof Binary ? 5 + value.position : 12
}

/** Counts what a stage keeps; throws QueryExceededMemoryLimitNoDiskUseAllowed (292) past the bound. */
export function memoryMeter(stage: string, limit = STAGE_BYTES): (value: BsonValue) => void {
  let used = 0
  return (value) => {
    used += approximateSize(value)
    if (used > limit) {
      throw new CommandError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Exceeded memory limit of ${limit} bytes for ${stage}, and the embedded database does not spill to disk`,
      )
    }
  }
}
