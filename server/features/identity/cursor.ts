import { isInstant, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

/** A place in a list sorted by a moment and an id: stable while rows come and go. */
export interface Cursor {
  readonly at: Date
  readonly id: string
}

/** Writes a cursor. */
function cursorText(cursor: Cursor): string {
  return `${cursor.at.toISOString()}_${cursor.id}`
}

/** Reads an attacker-controlled cursor. Throws `invalid-request`. */
export function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  const [instant = '', id = ''] = text.split('_')
  if (!isInstant(instant) || !/^[0-9a-f]{32,64}$/.test(id))
    throw new DomainProblem('invalid-request', {}, [{ pointer: '/query/after', detail: 'not a cursor of this list' }])
  return { at: new Date(millisOf(instant)), id }
}

/** The filter for what lies behind a cursor in a list sorted by `field` and `_id`, both ascending (1) or descending (-1). */
export function behind(cursor: Cursor | undefined, field: string, direction: 1 | -1): Record<string, unknown> {
  if (cursor === undefined) return {}
  const beyond = direction === 1 ? '$gt' : '$lt'
  return { $or: [{ [field]: { [beyond]: cursor.at } }, { [field]: cursor.at, _id: { [beyond]: cursor.id } }] }
}

/** Cuts a list read with one row more than the page into the page and the cursor of the next one. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => Cursor): { items: T[]; next: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: rows.length > limit && last !== undefined ? cursorText(cursorOf(last)) : null }
}
