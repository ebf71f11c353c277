import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, MaxKey, MinKey, ObjectId, Timestamp, UUID } from 'bson'
import { decimal, double, inOrder, long } from '../../embedded-values/notation.ts'

const id = new ObjectId('65a000000000000000000001')

/** A value of the specification's corpus, with the name and number `$type` knows its type by. */
export interface TypeCase {
  readonly what: string
  readonly value: unknown
  readonly alias: string
  readonly number: number
  /** A pattern is compared by what it matches, so that it cannot be asked for as a value. */
  readonly isPattern?: boolean
}

const of = (alias: string, number: number, entries: Readonly<Record<string, unknown>>): TypeCase[] =>
  Object.entries(entries).map(([what, value]) => ({ what, value, alias, number }))

/** One group per file of the BSON corpus (drivers' specifications: bson-corpus). */
export const TYPE_CASES: Readonly<Record<string, readonly TypeCase[]>> = {
  'double.json': of('double', 1, {
    'a fraction': double(1.25),
    'a whole double': double(5),
    'the largest': double(Number.MAX_VALUE),
    'the smallest': double(Number.MIN_VALUE),
    'minus zero': double(-0),
    infinity: double(Number.POSITIVE_INFINITY),
    'minus infinity': double(Number.NEGATIVE_INFINITY),
    'no number': double(Number.NaN),
    'beyond 2^53': double(2 ** 60),
  }),
  'string.json': of('string', 2, {
    'an empty text': '',
    'two bytes a character': 'é'.repeat(6),
    'three bytes a character': '招标公告',
    'four bytes a character': '😀',
    'a zero byte within': 'ab\0cd',
    'control characters': '\u0001\u007f\t\n',
  }),
  'document.json': of('object', 3, {
    'an empty document': {},
    'an empty name': { '': 'b' },
    'names that look like positions, in their order': inOrder(['2', 1], ['10', 2], ['1', 3]),
    'names with dots': { 'a.b': 1 },
  }),
  'array.json': of('array', 4, { 'an empty array': [], 'mixed types': [1, 'a', null, [double(2)], { b: long(3) }] }),
  'binary.json': of('binData', 5, {
    'subtype 0, empty': new Binary(new Uint8Array(0), 0),
    'subtype 0': new Binary(Uint8Array.of(255, 255), 0),
    'subtype 1': new Binary(Uint8Array.of(255, 255), 1),
    'subtype 2': new Binary(Uint8Array.of(1, 2, 3), 2),
    'subtype 3': new Binary(new Uint8Array(16).fill(7), 3),
    'subtype 4, a UUID': new UUID('c8edabc3-f738-4ca3-b68d-ab92a91478a3'),
    'subtype 5': new Binary(new Uint8Array(16).fill(5), 5),
    'subtype 6': new Binary(Uint8Array.of(1), 6),
    'subtype 128': new Binary(Uint8Array.of(9, 9, 9), 128),
  }),
  'oid.json': of('objectId', 7, {
    'an id': id,
    zeroes: new ObjectId('000000000000000000000000'),
    ones: new ObjectId('ffffffffffffffffffffffff'),
  }),
  'boolean.json': of('bool', 8, { true: true, false: false }),
  'datetime.json': of('date', 9, {
    'the epoch': new Date(0),
    'before the epoch': new Date(-284643869501),
    'with milliseconds': new Date('2026-07-01T08:00:00.123Z'),
    'the last of year 9999': new Date('9999-12-31T23:59:59.999Z'),
  }),
  'null.json': of('null', 10, { null: null }),
  'regex.json': [
    ...of('regex', 11, {
      'a pattern': new BSONRegExp('abc', 'im'),
      'an empty pattern': new BSONRegExp('', ''),
      'every option': new BSONRegExp('a', 'imsx'),
    }),
  ].map((one) => ({ ...one, isPattern: true })),
  'code.json': of('javascript', 13, { 'a function': new Code('function() { return 1 }'), 'no text': new Code('') }),
  'symbol.json': of('symbol', 14, { 'a symbol': new BSONSymbol('abc') }),
  'code_w_scope.json': of('javascriptWithScope', 15, {
    'with variables': new Code('x', { x: 1 }),
    'without variables': new Code('x', {}),
  }),
  'int32.json': of('int', 16, { zero: 0, one: 1, least: -(2 ** 31), greatest: 2 ** 31 - 1 }),
  'timestamp.json': of('timestamp', 17, {
    'a time': new Timestamp({ t: 123456789, i: 42 }),
    'with the high bit': new Timestamp({ t: 4294967295, i: 4294967295 }),
  }),
  'int64.json': of('long', 18, {
    zero: long(0),
    'beyond 2^53': long('9007199254740993'),
    least: long('-9223372036854775808'),
    greatest: long('9223372036854775807'),
  }),
  'decimal128-1.json to -7.json': of('decimal', 19, {
    'a fraction with a trailing zero': decimal('1.10'),
    'thirty-four digits': decimal('9.999999999999999999999999999999999E+6144'),
    'the smallest': decimal('1E-6176'),
    'minus zero with an exponent': decimal('-0E+3'),
    infinity: decimal('Infinity'),
    'minus infinity': decimal('-Infinity'),
    'no number': decimal('NaN'),
  }),
  'minkey.json and maxkey.json': [
    ...of('minKey', -1, { 'the least of all': new MinKey() }),
    ...of('maxKey', 127, { 'the greatest of all': new MaxKey() }),
  ],
  'dbref.json': of('object', 3, {
    'a reference': new DBRef('lots', id),
    'a reference with a database': new DBRef('lots', id, 'other'),
  }),
}

/** Values in MongoDB's order; those of one line are equal to each other (manual: "Comparison/Sort Order"). */
export const ORDER: readonly (readonly unknown[])[] = [
  [new MinKey()],
  [[]],
  [null],
  [double(Number.NaN), decimal('NaN')],
  [double(Number.NEGATIVE_INFINITY), decimal('-Infinity')],
  [long('-9223372036854775808'), double(-(2 ** 63))],
  [decimal('-1.5'), double(-1.5)],
  [0, double(-0), long(0), decimal('0E+10')],
  [double(0.1)],
  [decimal('0.1000000000000000055511151231257828')],
  [5, long(5), double(5), decimal('5.000')],
  [long('9007199254740992'), double(2 ** 53)],
  [long('9007199254740993')],
  [long('9223372036854775807')],
  [double(2 ** 63), decimal('9223372036854775808')],
  [decimal('1E+100')],
  [double(Number.POSITIVE_INFINITY), decimal('Infinity')],
  ['', new BSONSymbol('')],
  ['A'],
  ['a', new BSONSymbol('a')],
  ['ab'],
  ['é'],
  ['招'],
  ['😀'],
  [{}],
  [{ a: 1 }, { a: long(1) }],
  [{ a: 1, b: 1 }],
  [{ b: 0 }],
  [{ a: 'x' }],
  [new Binary(new Uint8Array(0))],
  [new Binary(Uint8Array.of(2))],
  [new Binary(Uint8Array.of(1), 5)],
  [new Binary(Uint8Array.of(1, 1))],
  [new ObjectId('000000000000000000000001')],
  [id],
  [false],
  [true],
  [new Date(-1)],
  [new Date(0)],
  [new Timestamp({ t: 1, i: 0 })],
  [new Timestamp({ t: 1, i: 1 })],
  [new BSONRegExp('a', '')],
  [new BSONRegExp('a', 'i')],
  [new BSONRegExp('b', '')],
  [new Code('f()')],
  [new Code('f()', { a: 1 })],
  [new MaxKey()],
]
