import { at, type Json, order } from '../embedded-values/naive-filter.ts'

/**
 * Sorting, projecting and updating written a second time for the tests alone, from the manual's words, slowly and over
 * plain JavaScript values: nothing of the server's is used.
 */
export type Fields = { readonly [name: string]: Json }

/** A document of the generator: its own fields and a number for its `_id`. */
export type Row = Fields & { readonly _id: number }

function isObject(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a document is sorted by: the least element of an array going up, the greatest going down. */
function sortValues(value: Json | undefined, path: readonly string[]): (Json | undefined)[] {
  const [name, ...rest] = path
  if (name === undefined)
    return Array.isArray(value) ? (value.length === 0 ? [undefined] : [...(value as Json[])]) : [value ?? null]
  if (!isObject(value)) return [null]
  const inner = value[name]
  if (!Array.isArray(inner) || rest.length === 0) return sortValues(inner, rest)
  if (inner.length === 0) return [null]
  return (inner as readonly Json[]).flatMap((element) => sortValues(element, rest))
}

/** The rows by one field, ties by `_id`. */
export function naiveSort(rows: readonly Row[], path: string, direction: 1 | -1): Row[] {
  const keyOf = (row: Row): Json | undefined =>
    sortValues(row, path.split('.')).reduce((best, one) => (order(one, best) * direction < 0 ? one : best))
  return [...rows].sort((left, right) => order(keyOf(left), keyOf(right)) * direction || left._id - right._id)
}

/** The document with the paths kept or left out, and with or without `_id`. */
export function naiveProject(row: Row, paths: readonly string[], isInclusion: boolean, keepsId: boolean): Fields {
  const { _id, ...rest } = row
  const parts = paths.map((path) => path.split('.'))
  const shown = isInclusion ? included(rest, parts) : excluded(rest, parts)
  return keepsId ? { _id, ...shown } : shown
}

function below(paths: readonly (readonly string[])[], name: string): (readonly string[])[] {
  return paths.filter(([first]) => first === name).map(([, ...rest]) => rest)
}

function included(document: Fields, paths: readonly (readonly string[])[]): Fields {
  const kept = Object.entries(document).flatMap(([name, value]): [string, Json][] => {
    const inner = below(paths, name)
    if (inner.length === 0) return []
    if (inner.some((rest) => rest.length === 0)) return [[name, value]]
    const shown = includedValue(value, inner)
    return shown === undefined ? [] : [[name, shown]]
  })
  return Object.fromEntries(kept)
}

function includedValue(value: Json, paths: readonly (readonly string[])[]): Json | undefined {
  if (isObject(value)) return included(value, paths)
  if (!Array.isArray(value)) return undefined
  return (value as readonly Json[]).map((one) => includedValue(one, paths)).filter((one): one is Json => one !== undefined)
}

function excluded(document: Fields, paths: readonly (readonly string[])[]): Fields {
  const kept = Object.entries(document).flatMap(([name, value]): [string, Json][] => {
    const inner = below(paths, name)
    if (inner.some((rest) => rest.length === 0)) return []
    return [[name, inner.length === 0 ? value : excludedValue(value, inner)]]
  })
  return Object.fromEntries(kept)
}

function excludedValue(value: Json, paths: readonly (readonly string[])[]): Json {
  if (isObject(value)) return excluded(value, paths)
  return Array.isArray(value) ? (value as readonly Json[]).map((one) => excludedValue(one, paths)) : value
}

/** The different values of a path, arrays taken apart once. */
export function naiveDistinct(rows: readonly Row[], path: string): Json[] {
  const found: Json[] = []
  for (const row of rows) {
    for (const value of at(row, path.split('.'))) {
      for (const one of Array.isArray(value) ? (value as readonly Json[]) : [value]) {
        if (one !== undefined && !found.some((known) => order(known, one) === 0)) found.push(one)
      }
    }
  }
  return found.sort(order)
}

/** One operator on one path, as the generator makes them. */
export interface Change {
  readonly operator: '$set' | '$unset' | '$inc' | '$min' | '$max' | '$push' | '$addToSet' | '$pull' | '$pop'
  readonly path: string
  readonly operand: Json
}

/** The server must refuse such a change. */
export class Refused extends Error {}

/** The document after the changes, which are about different fields; throws {@link Refused}. New fields come in the order of their names. */
export function naiveUpdate(row: Row, changes: readonly Change[]): Row {
  const copy = structuredClone(row) as Record<string, unknown>
  for (const change of [...changes].sort((left, right) => (left.path < right.path ? -1 : 1))) applyChange(copy, change)
  return copy as Row
}

function applyChange(document: Record<string, unknown>, { operator, path, operand }: Change): void {
  const creates = !['$unset', '$pull', '$pop'].includes(operator)
  const parts = path.split('.')
  const last = parts.pop() ?? ''
  let holder: unknown = document
  for (const part of parts) {
    const inner = stepInto(holder, part)
    if (inner === undefined) {
      if (!creates) return
      const made = {}
      put(holder, part, made)
      holder = made
    } else holder = inner
  }
  if (holder === null || typeof holder !== 'object') {
    if (creates) throw new Refused(`no field can be made in ${String(holder)}`)
    return
  }
  if (Array.isArray(holder)) {
    if (creates) throw new Refused('an array has no such element')
    return
  }
  const fields = holder as Record<string, unknown>
  const before = fields[last] as Json | undefined
  const after = changed(operator, before, operand)
  if (after === undefined) delete fields[last]
  else fields[last] = structuredClone(after)
}

function stepInto(holder: unknown, part: string): unknown {
  if (Array.isArray(holder)) return undefined
  if (holder === null || typeof holder !== 'object') return undefined
  return Object.hasOwn(holder, part) ? (holder as Record<string, unknown>)[part] : undefined
}

function put(holder: unknown, part: string, value: unknown): void {
  if (holder === null || typeof holder !== 'object' || Array.isArray(holder)) throw new Refused('no field can be made there')
  ;(holder as Record<string, unknown>)[part] = value
}

function changed(operator: Change['operator'], before: Json | undefined, operand: Json): Json | undefined {
  switch (operator) {
    case '$set':
      return operand
    case '$unset':
      return undefined
    case '$inc':
      if (before === undefined) return operand
      if (typeof before !== 'number') throw new Refused('no number')
      return before + Number(operand)
    case '$min':
      return before === undefined || order(operand, before) < 0 ? operand : before
    case '$max':
      return before === undefined || order(operand, before) > 0 ? operand : before
    case '$push':
      return [...listOf(before), operand]
    case '$addToSet': {
      const list = listOf(before)
      return list.some((one) => order(one, operand) === 0) ? list : [...list, operand]
    }
    case '$pull':
      if (before === undefined) return undefined
      return listOf(before).filter((one) => order(one, operand) !== 0)
    case '$pop':
      if (before === undefined) return undefined
      return operand === 1 ? listOf(before).slice(0, -1) : listOf(before).slice(1)
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new Refused('no array')
  return value as readonly Json[]
}
