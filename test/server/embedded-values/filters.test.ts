import { expect } from 'chai'
import { CommandError } from '../../../server/platform/mongo/embedded/values/command-error.ts'
import { decodeDocument, documentOf, encodeDocument } from '../../../server/platform/mongo/embedded/values/document.ts'
import { compileFilter } from '../../../server/platform/mongo/embedded/values/filter.ts'
import { encodeKey } from '../../../server/platform/mongo/embedded/values/key-encoding.ts'
import { indexedValues } from '../../../server/platform/mongo/embedded/values/paths.ts'
import { FILTER_CASES } from './cases/filters.ts'
import { type Plain, spelled } from './notation.ts'

/** What the filter says of the document once both have gone over the wire, and whether its bounds agree. */
function matches(filter: Plain, document: Plain): boolean {
  const compiled = compileFilter(decodeDocument(encodeDocument(documentOf(filter))))
  const stored = decodeDocument(encodeDocument(documentOf(document)))
  const verdict = compiled.matches(stored)
  for (const path of compiled.paths) {
    const bounds = compiled.boundsFor(path)
    if (!verdict || bounds === undefined) continue
    const keys = indexedValues(stored, path).map((value) => encodeKey([value], [1]))
    const isInside = keys.some((key) =>
      bounds.some(({ from, to }) => Buffer.compare(from, key) <= 0 && Buffer.compare(key, to) < 0),
    )
    expect(isInside, `bounds over ${path} hold ${spelled(stored)}`).to.equal(true)
  }
  return verdict
}

describe('Filters of the embedded database', () => {
  for (const [page, cases] of Object.entries(FILTER_CASES)) {
    describe(`as the manual's "${page}" says`, () => {
      for (const { filter, matches: hits = [], misses = [], code } of cases) {
        const text = spelled(documentOf(filter))
        for (const document of hits) {
          it(`${text} matches ${spelled(documentOf(document))}`, () => expect(matches(filter, document)).to.equal(true))
        }
        for (const document of misses) {
          it(`${text} does not match ${spelled(documentOf(document))}`, () => expect(matches(filter, document)).to.equal(false))
        }
        if (code !== undefined) {
          it(`${text} is refused with ${code}`, () => {
            expect(() => compileFilter(documentOf(filter)).matches(documentOf({ a: 1 })))
              .to.throw(CommandError)
              .with.property('code', code)
          })
        }
      }
    })
  }
})

describe('The array position a filter leaves for the positional operator', () => {
  const cases: [Plain, Plain, number | undefined][] = [
    [{ grades: 80 }, { grades: [85, 80, 80] }, 1],
    [
      { 'grades.grade': { $lte: 85 }, 'grades.mean': { $gt: 80 } },
      {
        grades: [
          { grade: 90, mean: 85 },
          { grade: 80, mean: 75 },
        ],
      },
      0,
    ],
    [
      { grades: { $elemMatch: { grade: { $lte: 90 }, mean: { $gt: 80 } } } },
      {
        grades: [
          { grade: 95, mean: 99 },
          { grade: 85, mean: 85 },
        ],
      },
      1,
    ],
    [{ a: 1 }, { a: 1 }, undefined],
    [{ a: 9 }, { a: [1] }, undefined],
    [{ 'a.b': 2 }, { a: [{ b: [1] }, { b: [0, 2] }] }, 1],
    [{ 'a.1': 5 }, { a: [0, 5] }, undefined],
  ]
  for (const [filter, document, expected] of cases) {
    it(`is ${expected} for ${spelled(documentOf(filter))} on ${spelled(documentOf(document))}`, () => {
      expect(compileFilter(documentOf(filter)).matchedArrayIndex(documentOf(document))).to.equal(expected)
    })
  }
})
