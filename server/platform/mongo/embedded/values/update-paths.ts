import { type BsonDocument, type BsonValue, type MaybeValue, MISSING } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { isPosition, splitPath } from './paths.ts'

/** The most elements an array may be padded to by writing past its end, as in MongoDB. */
const MAXIMUM_PADDING = 1_500_000

/** A condition on array elements by its identifier: `$[identifier]`. */
export type ArrayFilters = ReadonlyMap<string, (element: BsonValue) => boolean>

const IDENTIFIER = /^\$\[(.*)\]$/

/** The parts of an update path, checked (manual: "Update Operators"): no empty names, `$` only as positional operators and once. */
export function updateParts(path: string): readonly string[] {
  if (path === '') throw new CommandError('EmptyFieldName', 'An empty update path is not valid.')
  const parts = splitPath(path)
  const [first] = parts
  if (first === '$')
    throw new CommandError('BadValue', `Cannot have positional (i.e. '$') element in the first position in path '${path}'`)
  if (first !== undefined && IDENTIFIER.test(first)) {
    throw new CommandError(
      'BadValue',
      `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${path}'`,
    )
  }
  for (const part of parts) {
    if (part === '')
      throw new CommandError('EmptyFieldName', `The update path '${path}' contains an empty field name, which is not allowed.`)
    if (part.startsWith('$') && part !== '$' && !IDENTIFIER.test(part) && part !== '$id' && part !== '$ref' && part !== '$db') {
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${path}' is not valid for storage.`,
      )
    }
  }
  if (parts.filter((part) => part === '$').length > 1) {
    throw new CommandError('BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`)
  }
  return parts
}

/** The identifier of a part `$[identifier]`, '' for `$[]`, undefined for any other part. */
export function identifierOf(part: string): string | undefined {
  return IDENTIFIER.exec(part)?.[1]
}

/** Whether the path stands for other paths once the document is known. */
export function isPositional(parts: readonly string[]): boolean {
  return parts.some((part) => part.startsWith('$') && (part === '$' || IDENTIFIER.test(part)))
}

/** The paths a positional one stands for in this document. Throws BadValue where MongoDB does. */
export function expandPath(
  document: BsonDocument,
  parts: readonly string[],
  matchedArrayIndex: number | undefined,
  filters: ArrayFilters,
): (readonly string[])[] {
  const at = parts.findIndex((part) => part === '$' || IDENTIFIER.test(part))
  if (at === -1) return [parts]
  const part = parts[at] as string
  const before = parts.slice(0, at)
  const after = parts.slice(at + 1)
  if (part === '$') {
    if (matchedArrayIndex === undefined) {
      throw new CommandError('BadValue', 'The positional operator did not find the match needed from the query.')
    }
    return expandPath(document, [...before, String(matchedArrayIndex), ...after], undefined, filters)
  }
  const array = readPath(document, before)
  if (array === MISSING) {
    throw new CommandError(
      'BadValue',
      `The path '${before.join('.')}' must exist in the document in order to apply array updates.`,
    )
  }
  if (!Array.isArray(array))
    throw new CommandError('BadValue', `Cannot apply array updates to non-array element ${before.join('.')}`)
  const identifier = identifierOf(part) ?? ''
  const isWanted = identifier === '' ? () => true : filters.get(identifier)
  return array.flatMap((element, index) =>
    isWanted?.(element) ? expandPath(document, [...before, String(index), ...after], matchedArrayIndex, filters) : [],
  )
}

/** The value at a path whose numbers are positions where they meet an array. */
export function readPath(document: BsonDocument, parts: readonly string[]): MaybeValue {
  let value: MaybeValue = document
  for (const part of parts) {
    if (value instanceof Map) value = value.has(part) ? value.get(part) : MISSING
    else if (Array.isArray(value) && isPosition(part)) value = Number(part) < value.length ? value[Number(part)] : MISSING
    else return MISSING
  }
  return value
}

/** A document being changed: what is not touched stays shared with the original. */
export interface Draft {
  readonly document: BsonDocument
  readonly owned: Set<object>
}

/** A draft of the document; the document itself is never changed. */
export function draftOf(document: BsonDocument): Draft {
  const copy = new Map(document)
  return { document: copy, owned: new Set([copy]) }
}

/** A container's own copy inside the draft. */
function own(
  draft: Draft,
  parent: BsonDocument | BsonValue[],
  part: string,
  child: BsonDocument | BsonValue[],
): BsonDocument | BsonValue[] {
  if (draft.owned.has(child)) return child
  const copy = child instanceof Map ? new Map(child) : [...child]
  draft.owned.add(copy)
  place(parent, part, copy)
  return copy
}

function place(parent: BsonDocument | BsonValue[], part: string, value: BsonValue): void {
  if (parent instanceof Map) {
    parent.set(part, value)
    return
  }
  const position = Number(part)
  if (position > parent.length + MAXIMUM_PADDING) {
    throw new CommandError('CannotBackfillArray', `can't backfill more than ${MAXIMUM_PADDING} elements`)
  }
  while (parent.length < position) parent.push(null)
  parent[position] = value
}

function notViable(parts: readonly string[], at: number): CommandError {
  const inside = parts.slice(0, at).join('.')
  return new CommandError('PathNotViable', `Cannot create field '${parts[at]}' in element {${inside}}`)
}

/**
 * Changes the value at a path. `change` gets what is there (MISSING when nothing is) and answers what shall be there;
 * answering MISSING removes a field and makes an array element null. `creates`: build documents on the way to a
 * missing field; otherwise a path that leads nowhere changes nothing.
 */
export function changePath(
  draft: Draft,
  parts: readonly string[],
  creates: boolean,
  change: (value: MaybeValue) => MaybeValue,
): void {
  let container: BsonDocument | BsonValue[] = draft.document
  const last = parts.length - 1
  for (let at = 0; at < last; at += 1) {
    const part = parts[at] as string
    const child = childOf(container, part)
    if (child === undefined) {
      if (creates) throw notViable(parts, at)
      return
    }
    if (child === MISSING) {
      if (!creates) return
      const created = createBelow(parts, at + 1, change)
      if (created !== MISSING) place(container, part, created)
      return
    }
    if (!(child instanceof Map) && !Array.isArray(child)) {
      if (creates) throw notViable(parts, at + 1)
      return
    }
    container = own(draft, container, part, child)
  }
  changeLeaf(container, parts, creates, change)
}

/** The child of a container, MISSING when it has none by that name; undefined when it cannot have one. */
function childOf(container: BsonDocument | BsonValue[], part: string): MaybeValue {
  if (container instanceof Map) {
    const value = container.get(part)
    return value === undefined ? (container.has(part) ? null : MISSING) : value
  }
  if (!isPosition(part)) return undefined
  return Number(part) < container.length ? (container[Number(part)] ?? null) : MISSING
}

function createBelow(parts: readonly string[], from: number, change: (value: MaybeValue) => MaybeValue): MaybeValue {
  let value = change(MISSING)
  for (let at = parts.length - 1; at >= from && value !== MISSING; at -= 1) value = new Map([[parts[at] as string, value]])
  return value
}

function changeLeaf(
  container: BsonDocument | BsonValue[],
  parts: readonly string[],
  creates: boolean,
  change: (value: MaybeValue) => MaybeValue,
): void {
  const part = parts[parts.length - 1] as string
  if (Array.isArray(container) && !isPosition(part)) {
    if (creates) throw notViable(parts, parts.length - 1)
    return
  }
  const current = leafOf(container, part)
  if (current === MISSING && !creates) return
  const changed = change(current)
  if (changed !== MISSING) place(container, part, changed)
  else if (current !== MISSING) {
    if (container instanceof Map) container.delete(part)
    else place(container, part, null)
  }
}

function leafOf(container: BsonDocument | BsonValue[], part: string): MaybeValue {
  if (container instanceof Map) return container.has(part) ? container.get(part) : MISSING
  return Number(part) < container.length ? container[Number(part)] : MISSING
}

/** The order in which paths are changed: names as text, numbers as numbers (manual: "Update Operators Behavior"). */
export function comparePaths(left: readonly string[], right: readonly string[]): number {
  const shared = Math.min(left.length, right.length)
  for (let index = 0; index < shared; index += 1) {
    const a = left[index] as string
    const b = right[index] as string
    if (a === b) continue
    if (isPosition(a) && isPosition(b)) return a.length - b.length || (a < b ? -1 : 1)
    return a < b ? -1 : 1
  }
  return left.length - right.length
}

/** Throws ConflictingUpdateOperators when two of the paths are the same or one lies in the other. */
export function refuseConflicts(paths: readonly (readonly string[])[]): void {
  const seen = new Map<string, 'end' | 'inner'>()
  for (const parts of paths) {
    let prefix = ''
    for (let index = 0; index < parts.length; index += 1) {
      prefix = index === 0 ? (parts[0] as string) : `${prefix}.${parts[index]}`
      const known = seen.get(prefix)
      const isEnd = index === parts.length - 1
      if (known === 'end' || (isEnd && known === 'inner')) {
        throw new CommandError(
          'ConflictingUpdateOperators',
          `Updating the path '${parts.join('.')}' would create a conflict at '${prefix}'`,
        )
      }
      seen.set(prefix, isEnd ? 'end' : 'inner')
    }
  }
}
