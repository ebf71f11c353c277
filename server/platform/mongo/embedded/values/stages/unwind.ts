import { Long } from 'bson'
import { type BsonDocument, type BsonValue, isDocument, type MaybeValue, MISSING } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { isNullish } from '../expression-support.ts'
import { splitPath, valueAt } from '../paths.ts'
import type { Stage } from './stage.ts'

/** `$unwind`: a document per array element; a value that is no array stands for itself (manual: "$unwind"). */
export function unwindStage(specification: BsonValue): Stage {
  const options: BsonDocument = isDocument(specification) ? specification : new Map([['path', specification]])
  const path = options.get('path')
  if (typeof path !== 'string') throw new CommandError(28808, 'expected a string as the path for $unwind stage')
  if (!path.startsWith('$')) throw new CommandError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`)
  const keepsEmpty = options.get('preserveNullAndEmptyArrays') ?? false
  if (typeof keepsEmpty !== 'boolean')
    throw new CommandError(28809, 'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage')
  const indexField = options.get('includeArrayIndex')
  if (indexField !== undefined && (typeof indexField !== 'string' || indexField === '')) {
    throw new CommandError(28810, 'expected a non-empty string for the includeArrayIndex option to $unwind stage')
  }
  if (typeof indexField === 'string' && indexField.startsWith('$')) {
    throw new CommandError(28822, `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${indexField}`)
  }
  for (const name of options.keys()) {
    if (!['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(name)) {
      throw new CommandError(28811, `unrecognized option to $unwind stage: ${name}`)
    }
  }
  const field = path.slice(1)
  const parts = splitPath(field)
  return async function* unwound(source) {
    for await (const document of source) {
      const value = valueAt(document, field)
      if (Array.isArray(value) && value.length > 0) {
        for (const [index, element] of value.entries()) {
          const copy = placed(document, parts, 0, element)
          yield indexField === undefined ? copy : placed(copy, splitPath(indexField), 0, Long.fromNumber(index))
        }
      } else if (!isEmpty(value) || keepsEmpty) {
        const kept = Array.isArray(value) ? placed(document, parts, 0, MISSING) : document
        yield indexField === undefined ? kept : placed(kept, splitPath(indexField), 0, null)
      }
    }
  }
}

function isEmpty(value: MaybeValue): boolean {
  return isNullish(value) || Array.isArray(value)
}

/** The document with another value at a path of documents; MISSING takes the field away. */
function placed(document: BsonDocument, parts: readonly string[], from: number, value: MaybeValue): BsonDocument {
  const copy = new Map(document)
  const part = parts[from] as string
  if (from < parts.length - 1) {
    const inner = document.get(part)
    copy.set(part, placed(isDocument(inner) ? inner : new Map(), parts, from + 1, value))
  } else if (value === MISSING) copy.delete(part)
  else copy.set(part, value)
  return copy
}
