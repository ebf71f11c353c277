import { type CommandDefinition, collectionOf, sourceOf } from '../command-context.ts'
import { atItsMoment } from '../held-snapshots.ts'
import { keyText } from '../indexes.ts'
import { createPacer } from '../pacer.ts'
import { answer, countAll, planOf } from '../query.ts'
import { okReply } from '../replies.ts'
import { documentOfFound } from '../scan.ts'
import { MISSING } from '../values/bson-value.ts'
import { CommandError } from '../values/command-error.ts'
import type { BsonValue } from '../values/document.ts'
import { encodeKey } from '../values/key-encoding.ts'
import { splitPath, visitElements } from '../values/paths.ts'
import { findQuery } from './find.ts'
import { requireFields } from './unknown-fields.ts'

/** `count`: how many documents match (manual: "count"). */
export const count: CommandDefinition = {
  fields: ['count', 'query', 'limit', 'skip', 'hint', 'collation', 'fields'],
  run: async (context) => {
    const query = findQuery(context)
    const collection = collectionOf(context)
    if (!collection) return okReply({ n: 0 })
    const source = sourceOf(context)
    if (query.filter.isEmpty && query.skip === 0 && query.limit === 0 && !source.transaction) {
      return okReply({ n: await countAll(source, collection, createPacer(context.maxTimeMs)) })
    }
    let n = 0
    const plan = planOf(source, context.engine.catalogue, collection, query)
    for await (const _ of answer(source, collection, query, plan, createPacer(context.maxTimeMs))) n += 1
    return okReply({ n })
  },
}

const mostDistinctBytes = 16 * 1024 * 1024

/** `distinct`: the different values of a field; array elements count one by one (manual: "distinct"). */
export const distinct: CommandDefinition = {
  fields: ['distinct', 'key', 'query', 'hint', 'collation'],
  isTransactional: true,
  run: async (context) => {
    const query = findQuery(context)
    requireFields('distinct', context.command, ['key'])
    const path = context.command.get('key')
    if (typeof path !== 'string' || path === '')
      throw new CommandError('TypeMismatch', "BSON field 'distinct.key' must be a string")
    const collection = collectionOf(context)
    const moment = context.snapshot ? { atClusterTime: context.snapshot.time } : {}
    if (!collection) return okReply({ values: [], ...moment })
    const source = sourceOf(context)
    const plan = planOf(source, context.engine.catalogue, collection, query)
    const values = new Map<string, BsonValue>()
    let bytes = 0
    const keep = (value: BsonValue): void => {
      const text = keyText(encodeKey([value], [1]))
      if (values.has(text)) return
      bytes += text.length
      if (bytes > mostDistinctBytes) throw new CommandError(17217, 'distinct too big, 16mb cap')
      values.set(text, value)
    }
    await atItsMoment(context.snapshot, async () => {
      for await (const found of answer(source, collection, query, plan, createPacer(context.maxTimeMs))) {
        visitElements(documentOfFound(found), splitPath(path), false, (value) => {
          if (value !== MISSING) for (const one of Array.isArray(value) ? value : [value]) keep(one)
          return false
        })
      }
    })
    return okReply({ values: [...values.values()], ...moment })
  },
}
