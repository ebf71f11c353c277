import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  deserialize,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson'
import { expect } from 'chai'
import fc from 'fast-check'
import { CommandError } from '../../../server/platform/mongo/embedded/values/command-error.ts'
import { compareValues } from '../../../server/platform/mongo/embedded/values/compare.ts'
import {
  type BsonDocument,
  type BsonValue,
  decodeDocument,
  encodeDocument,
} from '../../../server/platform/mongo/embedded/values/document.ts'
import { compileFilter } from '../../../server/platform/mongo/embedded/values/filter.ts'
import { encodeKey, scanBounds, textPrefixRange } from '../../../server/platform/mongo/embedded/values/key-encoding.ts'
import { indexEntries } from '../../../server/platform/mongo/embedded/values/paths.ts'
import { compileSort } from '../../../server/platform/mongo/embedded/values/sort.ts'
import { spelledValue } from './notation.ts'

const number: fc.Arbitrary<BsonValue> = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((value) => new Int32(value)),
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  fc.integer({ min: -3, max: 3 }).map((value) => new Double(value / 2)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.bigInt({ min: 2n ** 53n - 2n, max: 2n ** 53n + 4n }).map((value) => Long.fromBigInt(value)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -6176, max: 6111 }))
    .map(([coefficient, exponent]) => Decimal128.fromString(`${coefficient}E${exponent}`)),
  fc
    .tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -2, max: 2 }))
    .map(([c, e]) => Decimal128.fromString(`${c}E${e}`)),
  fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0', '9007199254740993.5').map((text) => Decimal128.fromString(text)),
)
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('a', 'b', '\0', '\ue000', '😀', '招'), maxLength: 4 }),
)
const bytes = fc.uint8Array({ maxLength: 5 })
const leaf: fc.Arbitrary<BsonValue> = fc.oneof(
  number,
  text,
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  bytes.map((value) => new Binary(value)),
  fc.tuple(bytes, fc.constantFrom(0, 2, 4, 128)).map(([value, subtype]) => new Binary(value, subtype)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((value) => new ObjectId(value)),
  fc.tuple(fc.nat(), fc.nat()).map(([t, i]) => new Timestamp({ t, i })),
  fc
    .tuple(fc.constantFrom('a', 'b', '^a'), fc.constantFrom('', 'i', 'm'))
    .map(([pattern, options]) => new BSONRegExp(pattern, options)),
  fc.constantFrom<BsonValue>(new MinKey(), new MaxKey(), undefined, new Code('f()'), new Code('f()', new Map())),
)
const name = fc.constantFrom('a', 'b', 'c', '', '0', '10', '招', 'ab')
const { value, document } = fc.letrec<{ value: BsonValue; document: BsonDocument }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('document')),
  document: fc
    .uniqueArray(fc.tuple(name, tie('value')), { selector: ([key]) => key, maxLength: 3 })
    .map((entries) => new Map(entries)),
}))

describe('BSON values of the embedded database, whatever they are', () => {
  it('come back bit for bit from encoding and decoding', () => {
    fc.assert(
      fc.property(document, (original) => {
        const encoded = encodeDocument(original)
        expect(Buffer.from(encodeDocument(decodeDocument(encoded))).equals(encoded)).to.equal(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('are decoded from and encoded to the bytes the driver uses', () => {
    fc.assert(
      fc.property(document, (original) => {
        const theirs = deserialize(encodeDocument(original), { promoteValues: false, bsonRegExp: true, promoteBuffers: false })
        const driver = Buffer.from(serialize(theirs, { ignoreUndefined: false }))
        expect(driver.equals(encodeDocument(decodeDocument(driver)))).to.equal(true)
      }),
      { numRuns: 1000 },
    )
  })

  it('sort by their index keys as they compare, ascending and descending, also before other fields', () => {
    fc.assert(
      fc.property(value, value, fc.constantFrom<1 | -1>(1, -1), value, (left, right, direction, after) => {
        const order = Math.sign(compareValues(left, right)) * direction
        const keys = [left, right].map((one) => encodeKey([one, after], [direction, 1])) as [Uint8Array, Uint8Array]
        const bytewise = Math.sign(Buffer.compare(keys[0], keys[1]))
        expect(bytewise + 0, `${spelledValue(left)} against ${spelledValue(right)}`).to.equal(order + 0)
      }),
      { numRuns: 8000 },
    )
  })

  it('are ordered without contradiction', () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(Math.sign(compareValues(a, b)) + Math.sign(compareValues(b, a))).to.equal(0)
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).to.be.at.most(0)
      }),
      { numRuns: 5000 },
    )
  })

  it('compare as numbers exactly as their decimal spellings do', () => {
    const exact = (one: BsonValue): [bigint, number] | undefined => {
      if (one instanceof Int32) return [BigInt(one.value), 0]
      if (one instanceof Long) return [one.toBigInt(), 0]
      if (!(one instanceof Decimal128)) return undefined
      const found = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]\d+))?$/.exec(one.toString())
      if (found === null) return undefined
      const fraction = found[3] ?? ''
      return [BigInt(`${found[1]}${found[2]}${fraction}`), Number(found[4] ?? 0) - fraction.length]
    }
    fc.assert(
      fc.property(number, number, (left, right) => {
        const a = exact(left)
        const b = exact(right)
        if (a === undefined || b === undefined) return
        const least = Math.min(a[1], b[1])
        const difference = a[0] * 10n ** BigInt(a[1] - least) - b[0] * 10n ** BigInt(b[1] - least)
        expect(Math.sign(compareValues(left, right))).to.equal(difference > 0n ? 1 : difference < 0n ? -1 : 0)
      }),
      { numRuns: 5000 },
    )
  })
})

const field = fc.constantFrom('a', 'a.b', 'b', 'a.b.c')
const small: fc.Arbitrary<BsonValue> = fc.oneof(
  fc.integer({ min: 0, max: 4 }).map((one) => new Int32(one)),
  fc.constantFrom<BsonValue>(
    new Double(2.5),
    Long.fromNumber(3),
    null,
    'x',
    'xy',
    'y',
    true,
    new Double(Number.NaN),
    Decimal128.fromString('2'),
  ),
)
const { nested, record } = fc.letrec<{ nested: BsonValue; record: BsonDocument }>((tie) => ({
  nested: fc.oneof({ depthSize: 'small', maxDepth: 3 }, small, small, fc.array(tie('nested'), { maxLength: 3 }), tie('record')),
  record: fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), tie('nested')), { selector: ([key]) => key, maxLength: 3 })
    .map((entries) => new Map(entries)),
}))
const operator: fc.Arbitrary<BsonDocument> = fc.oneof(
  fc.tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), nested).map(([op, operand]) => new Map([[op, operand]])),
  fc
    .tuple(fc.constantFrom('$in', '$nin', '$all'), fc.array(nested, { maxLength: 3 }))
    .map(([op, operand]) => new Map([[op, operand]])),
  fc.tuple(nested, nested).map(
    ([low, high]) =>
      new Map([
        ['$gte', low],
        ['$lt', high],
      ]),
  ),
  fc.boolean().map((one) => new Map([['$exists', one]])),
  fc.constantFrom('^x', '^xy', 'y').map((pattern) => new Map([['$regex', pattern]])),
  fc.tuple(nested, nested).map(
    ([low, high]) =>
      new Map([
        [
          '$elemMatch',
          new Map([
            ['$gt', low],
            ['$lte', high],
          ]),
        ],
      ]),
  ),
  fc.tuple(fc.constantFrom('b', 'c'), nested).map(([inner, operand]) => new Map([['$elemMatch', new Map([[inner, operand]])]])),
)
const condition = fc.tuple(field, fc.oneof(operator, nested)).map(([path, operand]): BsonDocument => new Map([[path, operand]]))
const filter: fc.Arbitrary<BsonDocument> = fc.oneof(
  condition,
  fc
    .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(condition, { minLength: 1, maxLength: 3 }))
    .map(([op, list]) => new Map([[op, list]])),
)

/** The filter, or undefined where random operands make one MongoDB refuses. */
function compiledOrRefused(random: BsonDocument): ReturnType<typeof compileFilter> | undefined {
  try {
    return compileFilter(random)
  } catch (error) {
    if (error instanceof CommandError) return undefined
    throw error
  }
}

describe('Index bounds of the embedded database', () => {
  it('never leave out a document the filter matches', () => {
    fc.assert(
      fc.property(record, filter, field, fc.constantFrom<1 | -1>(1, -1), (stored, random, path, direction) => {
        const compiled = compiledOrRefused(random)
        if (compiled === undefined || !compiled.matches(stored)) return
        const { entries, isMultikey } = indexEntries(stored, [path])
        const bounds = compiled.boundsFor(path, { isMultikey })
        if (bounds === undefined) return
        const scans = bounds.map((range) => scanBounds(new Uint8Array(0), range, direction))
        const isFound = entries.some(({ values }) => {
          const key = encodeKey([...values, 'next'], [direction, 1])
          return scans.some(({ from, to }) => Buffer.compare(from, key) <= 0 && Buffer.compare(key, to) < 0)
        })
        expect(isFound).to.equal(true)
      }),
      { numRuns: 8000 },
    )
  })

  it('of a text prefix hold exactly the texts that begin with it', () => {
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        const { from, to } = textPrefixRange(prefix)
        const key = encodeKey([other], [1])
        const isInside = Buffer.compare(from, key) <= 0 && Buffer.compare(key, to) < 0
        expect(isInside).to.equal(Buffer.from(other).subarray(0, Buffer.byteLength(prefix)).equals(Buffer.from(prefix)))
      }),
      { numRuns: 3000 },
    )
  })

  it('order index entries as a sort orders documents', () => {
    fc.assert(
      fc.property(record, record, field, fc.constantFrom<1 | -1>(1, -1), (left, right, path, direction) => {
        const sort = compileSort(new Map([[path, new Int32(direction)]]))
        const first = (stored: BsonDocument): Buffer => {
          const keys = indexEntries(stored, [path]).entries.map(({ values }) => Buffer.from(encodeKey(values, [direction])))
          return keys.reduce((least, key) => (Buffer.compare(key, least) < 0 ? key : least))
        }
        expect(Math.sign(sort.compare(left, right)) + 0).to.equal(Buffer.compare(first(left), first(right)))
      }),
      { numRuns: 5000 },
    )
  })
})
