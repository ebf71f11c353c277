import { expect } from 'chai'
import fc from 'fast-check'
import { documentOf } from '../../../server/platform/mongo/embedded/values/document.ts'
import { compileFilter } from '../../../server/platform/mongo/embedded/values/filter.ts'
import { naiveMatches } from './naive-filter.ts'
import { beside, clauseAt, fields, joined } from './random-filters.ts'

const clause = clauseAt(fc.constantFrom('a', 'b', 'a.b', 'a.b.c', 'b.c'))
const filter = fc.oneof(clause, beside(clause), joined(clause))

describe('Filters of the embedded database, against a second evaluation', () => {
  it('agree on random documents and filters', () => {
    let matched = 0
    fc.assert(
      fc.property(fields, filter, (document, random) => {
        const wanted = naiveMatches(document, random)
        if (wanted) matched += 1
        expect(compileFilter(documentOf(random)).matches(documentOf(document))).to.equal(wanted)
      }),
      { numRuns: 20_000 },
    )
    expect(matched, 'enough of them match').to.be.greaterThan(2000)
  })
})
