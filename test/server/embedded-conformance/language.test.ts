import { expect } from 'chai'
import { bsonValueOf, documentOf } from '../../../server/platform/mongo/embedded/values/document.ts'
import { AGGREGATION_CASES, EXPRESSION_CASES, PROJECTION_CASES } from '../embedded-values/cases/aggregations.ts'
import { FILTER_CASES } from '../embedded-values/cases/filters.ts'
import { UPDATE_CASES, UPSERT_CASES } from '../embedded-values/cases/updates.ts'
import { type Plain, spelled, spelledValue } from '../embedded-values/notation.ts'
import { codeOf, isOwnServer, readAll, store, toldPlain, useWire, withIds } from './wire.ts'

/** Refusals of this server alone; a real MongoDB does these things. */
function isAskedOfAll(code: number | undefined): boolean {
  return code === undefined || isOwnServer || ![238, 40324].includes(code)
}

/** Whether a case depends on the moment it runs at. */
function isTimeless(one: unknown): boolean {
  return !/\$\$NOW|\$currentDate/.test(JSON.stringify(one, (_, value) => (value instanceof Map ? [...value] : value)))
}

function title(plain: unknown): string {
  return spelledValue(bsonValueOf(plain))
}

describe('The query language over the wire', () => {
  const wire = useWire()
  for (const [page, cases] of Object.entries(FILTER_CASES)) {
    describe(`as the manual's "${page}" says`, () => {
      for (const { filter, matches = [], misses = [], code } of cases.filter((one) => isAskedOfAll(one.code))) {
        if (code !== undefined) {
          it(`refuses ${title(filter)} with ${code}`, async () => {
            const collection = wire.fresh()
            await store(collection, [{ a: 1 }])
            expect(await codeOf(collection.find(filter).toArray())).to.equal(code)
          })
          continue
        }
        for (const isIndexed of [false, true]) {
          it(`answers ${title(filter)}${isIndexed ? ' by indexes' : ''}`, async () => {
            const collection = wire.fresh()
            if (isIndexed) for (const path of pathsOf(filter)) await collection.createIndex({ [path]: 1 })
            const ids = [...matches, ...misses].map((document) => document['_id'])
            const rounds = ids.some((id) => id !== undefined)
              ? [...matches.map((one) => [[one], []] as const), ...misses.map((one) => [[], [one]] as const)]
              : [[matches, misses] as const]
            for (const [hits, others] of rounds) {
              await collection.deleteMany({})
              await store(collection, [...hits, ...others])
              const found = await readAll(collection.find(filter, { raw: true, sort: { _id: 1 } }))
              expect(found).to.deep.equal(hits.map(toldPlain))
              expect(await collection.countDocuments(filter)).to.equal(hits.length)
            }
          })
        }
      }
    })
  }
})

function pathsOf(filter: Plain): string[] {
  return Object.keys(filter).filter((name) => !name.startsWith('$') && name !== '_id')
}

describe('Projections over the wire', () => {
  const wire = useWire()
  for (const { projection, document, expected, filter = {}, code } of PROJECTION_CASES.filter((one) => isAskedOfAll(one.code))) {
    const name = `${title(projection)} of ${spelled(documentOf(document))}`
    it(code === undefined ? `show ${name}` : `refuse ${name} with ${code}`, async () => {
      const collection = wire.fresh()
      await store(collection, [document])
      const found = readAll(collection.find(filter, { projection, raw: true }))
      if (expected === undefined) expect(await codeOf(found)).to.equal(code)
      else expect(await found).to.deep.equal([toldPlain(expected)])
    })
  }
})

describe('Pipelines over the wire', () => {
  const wire = useWire()
  for (const [page, cases] of Object.entries(AGGREGATION_CASES)) {
    describe(`as the manual's "${page}" says`, () => {
      for (const { documents, others = {}, pipeline, expected, code } of cases.filter((one) => isAskedOfAll(one.code))) {
        it(`${expected === undefined ? `refuse with ${code}` : 'give the documented result of'} ${title(pipeline)}`, async () => {
          const collection = wire.fresh()
          await store(collection, documents)
          for (const [name, foreign] of Object.entries(others)) {
            await wire.db().collection(name).deleteMany({})
            await store(wire.db().collection(name), foreign)
          }
          const run = readAll(collection.aggregate(pipeline as object[], { raw: true }))
          if (expected === undefined) expect(await codeOf(run)).to.equal(code)
          else expect(inAnyOrder(pipeline, await run)).to.deep.equal(inAnyOrder(pipeline, expected.map(toldPlain)))
        })
      }
    })
  }

  for (const [page, cases] of Object.entries(EXPRESSION_CASES)) {
    describe(`evaluate expressions as the manual's "${page}" says:`, () => {
      for (const [expression, document, expected] of cases) {
        const wanted = expected as { code?: number; missing?: boolean } | null
        const code = typeof wanted === 'object' ? wanted?.code : undefined
        if (!isAskedOfAll(code) || !isTimeless(expression)) continue
        it(`${title(expression)} on ${spelled(documentOf(document))}`, async () => {
          const collection = wire.fresh()
          await store(collection, [document])
          const pipeline = [{ $replaceWith: { value: expression } }]
          const run = readAll(collection.aggregate(pipeline, { raw: true }))
          if (code !== undefined) expect(await codeOf(run)).to.equal(code)
          else expect(await run).to.deep.equal([toldPlain(wanted?.missing === true ? {} : { value: expected })])
        })
      }
    })
  }
})

/** MongoDB promises no order of groups: without a later sort they are compared as a set. */
function inAnyOrder(pipeline: readonly Plain[], results: string[]): string[] {
  const names = pipeline.flatMap((stage) => Object.keys(stage))
  return names.includes('$group') && names.lastIndexOf('$sort') < names.indexOf('$group') ? results.sort() : results
}

describe('Updates over the wire', () => {
  const wire = useWire()
  for (const [page, cases] of Object.entries(UPDATE_CASES)) {
    describe(`as the manual's "${page}" says`, () => {
      for (const { update, before, after, code, filter = {}, arrayFilters, isInsert } of cases.filter(isTimeless)) {
        it(`${code === undefined ? 'make' : `refuse with ${code}`} ${title(update)} of ${spelled(documentOf(before))}`, async () => {
          const collection = wire.fresh()
          if (!isInsert) await store(collection, [before])
          const q = isInsert ? before : filter
          const statement = { q, u: update, upsert: isInsert ?? false, ...(arrayFilters ? { arrayFilters } : {}) }
          const reply = await wire.db().command({ update: collection.collectionName, updates: [statement] })
          if (code !== undefined) {
            expect(reply['writeErrors']).to.have.length(1)
            expect(reply['writeErrors'][0].code).to.equal(code)
            expect(await readAll(collection.find({}, { raw: true }))).to.deep.equal([toldPlain(before)])
          } else if (after !== undefined) {
            const [made] = withIds([after])
            const shown = isInsert && before['_id'] === undefined ? { projection: { ...(hasId(after) ? {} : { _id: 0 }) } } : {}
            expect(await readAll(collection.find({}, { raw: true, ...shown }))).to.deep.equal([toldPlain(made ?? {})])
          }
        })
      }
    })
  }

  for (const { filter, base, code } of UPSERT_CASES) {
    it(`${base === undefined ? `refuse with ${code} to insert for` : 'insert the equalities of'} ${title(filter)}`, async () => {
      const collection = wire.fresh()
      const statement = { q: filter, u: { $setOnInsert: { zz: true } }, upsert: true }
      const reply = await wire.db().command({ update: collection.collectionName, updates: [statement] })
      if (base === undefined) expect(reply['writeErrors'][0].code).to.equal(code)
      else {
        const projection = base['_id'] === undefined ? { _id: 0, zz: 0 } : { zz: 0 }
        expect(await readAll(collection.find({}, { raw: true, projection }))).to.deep.equal([toldPlain(base)])
      }
    })
  }
})

function hasId(document: Plain): boolean {
  return document instanceof Map ? document.has('_id') : document['_id'] !== undefined
}
