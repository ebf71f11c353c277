import { expect } from 'chai'
import { CommandError } from '../../../server/platform/mongo/embedded/values/command-error.ts'
import { bsonValueOf, documentOf, encodeDocument } from '../../../server/platform/mongo/embedded/values/document.ts'
import { compileFilter } from '../../../server/platform/mongo/embedded/values/filter.ts'
import { checkId, compileUpdate, upsertBase } from '../../../server/platform/mongo/embedded/values/update.ts'
import { NOW, UPDATE_CASES, UPSERT_CASES, type UpdateCase } from './cases/updates.ts'
import { documentsOf, spelled, spelledValue } from './notation.ts'

/** The document after the update, as text; the one before must stay as it was. */
function applied({ update, before, filter, arrayFilters, isInsert }: UpdateCase): string {
  const compiled = compileUpdate(
    bsonValueOf(update),
    arrayFilters === undefined ? {} : { arrayFilters: documentsOf(arrayFilters) },
  )
  const document = documentOf(before)
  const untouched = encodeDocument(document)
  const matchedArrayIndex = filter === undefined ? undefined : compileFilter(documentOf(filter)).matchedArrayIndex(document)
  const after = compiled.apply(document, { now: NOW, isInsert: isInsert ?? false, matchedArrayIndex })
  expect(Buffer.from(encodeDocument(document)).equals(untouched), 'the original is unchanged').to.equal(true)
  return spelled(after)
}

describe('Updates of the embedded database', () => {
  for (const [page, cases] of Object.entries(UPDATE_CASES)) {
    describe(`as the manual's "${page}" says`, () => {
      for (const one of cases) {
        const title = `${spelledValue(bsonValueOf(one.update))} on ${spelled(documentOf(one.before))}`
        const { after, code } = one
        if (after !== undefined) {
          const wanted = documentOf(after instanceof Map ? { wrapped: after } : after)
          const whole = after instanceof Map ? wanted.get('wrapped') : wanted
          it(`${title} gives the documented result`, () => expect(applied(one)).to.equal(spelled(whole as typeof wanted)))
        } else {
          it(`${title} is refused with ${code}`, () => {
            expect(() => applied(one))
              .to.throw(CommandError)
              .with.property('code', code)
          })
        }
      }
    })
  }
})

describe('Upserts of the embedded database', () => {
  for (const { filter, base, code } of UPSERT_CASES) {
    const title = spelled(documentOf(filter))
    if (base !== undefined)
      it(`start from the equalities of ${title}`, () =>
        expect(spelled(upsertBase(documentOf(filter)))).to.equal(spelled(documentOf(base))))
    else
      it(`refuse ${title} with ${code}`, () =>
        expect(() => upsertBase(documentOf(filter)))
          .to.throw(CommandError)
          .with.property('code', code))
  }

  it('start a replacement from nothing but the id', () => {
    const base = upsertBase(documentOf({ 'a.b': 1, a: { b: 1 }, _id: 7 }), true)
    expect(spelled(base)).to.equal(spelled(documentOf({ _id: 7 })))
  })

  it('refuse ids that are arrays, regular expressions or undefined', () => {
    for (const id of [[1], /x/, undefined])
      expect(() => checkId(bsonValueOf(id)))
        .to.throw(CommandError)
        .with.property('code', 53)
  })
})
