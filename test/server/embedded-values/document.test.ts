import { Binary, Decimal128, Double, Int32, Long, serialize, Timestamp } from 'bson'
import { expect } from 'chai'
import fc from 'fast-check'
import { CommandError } from '../../../server/platform/mongo/embedded/values/command-error.ts'
import {
  bsonValueOf,
  decodeDocument,
  documentOf,
  encodeDocument,
  plainOf,
} from '../../../server/platform/mongo/embedded/values/document.ts'

/** The bytes of a document: its length, these elements, a zero. */
function framed(elements: readonly number[], length = elements.length + 5): Uint8Array {
  const bytes = Uint8Array.from([0, 0, 0, 0, ...elements, 0])
  new DataView(bytes.buffer).setInt32(0, length, true)
  return bytes
}

function nested(depth: number): Uint8Array {
  let inner = framed([])
  for (let level = 1; level < depth; level += 1) inner = framed([3, 97, 0, ...inner])
  return inner
}

function refused(bytes: Uint8Array, codeName = 'InvalidBSON'): void {
  expect(() => decodeDocument(bytes))
    .to.throw(CommandError)
    .with.property('codeName', codeName)
}

describe('Decoding BSON from strangers (bsonspec.org)', () => {
  it('refuses lengths that lie', () => {
    refused(framed([], 4))
    refused(framed([], 6))
    refused(framed([], -1))
    refused(framed([], 2 ** 31 - 1))
    refused(new Uint8Array(0))
    refused(Uint8Array.of(5, 0, 0, 0))
    refused(Uint8Array.of(5, 0, 0, 0, 1))
    refused(Uint8Array.of(...framed([]), 0))
  })

  it('refuses strings, binaries and documents that leave their container', () => {
    refused(framed([2, 97, 0, 9, 0, 0, 0, 120, 0]))
    refused(framed([2, 97, 0, 0, 0, 0, 0, 0]))
    refused(framed([2, 97, 0, 2, 0, 0, 0, 120, 1]))
    refused(framed([5, 97, 0, 200, 0, 0, 0, 0, 1]))
    refused(framed([5, 97, 0, 255, 255, 255, 255, 0]))
    refused(framed([5, 97, 0, 5, 0, 0, 0, 2, 9, 0, 0, 0, 1]))
    refused(framed([3, 97, 0, 60, 0, 0, 0, 0]))
    refused(framed([16, 97, 0, 1, 0]))
    refused(framed([16, 97, 97]))
  })

  it('refuses unknown types, odd booleans, text that is not UTF-8 and names that repeat', () => {
    refused(framed([0x20, 97, 0]))
    refused(framed([0x0c, 97, 0, 2, 0, 0, 0, 120, 0, ...new Uint8Array(12)]))
    refused(framed([8, 97, 0, 2]))
    refused(framed([2, 97, 0, 2, 0, 0, 0, 0xff, 0]))
    refused(framed([10, 0xc3, 0x28, 0]))
    refused(framed([10, 97, 0, 10, 97, 0]))
    refused(framed([11, 97, 0, 97, 0, 113, 0]))
    refused(framed([9, 97, 0, 0, 0, 0, 0, 0, 0, 0, 127]))
  })

  it('keeps text that holds U+FFFD itself', () => {
    const bytes = serialize({ text: 'a\ufffdb', long: '\ufffd'.repeat(40) })
    expect(Buffer.from(encodeDocument(decodeDocument(bytes))).equals(bytes)).to.equal(true)
  })

  it('takes 200 levels of nesting and refuses 201 and 1,000', () => {
    expect(decodeDocument(nested(200)).size).to.equal(1)
    refused(nested(201), 'Overflow')
    refused(nested(1000), 'Overflow')
  })

  it('refuses every truncation of a document without any other error', () => {
    const bytes = encodeDocument(
      documentOf({ a: 'text', b: [1, { c: 2.5 }], d: new Binary(new Uint8Array(9), 2), e: Decimal128.fromString('1'), f: /x/i }),
    )
    for (let length = 0; length < bytes.length; length += 1) refused(bytes.subarray(0, length))
  })

  it('answers random and damaged bytes with a document or a refusal, nothing else', () => {
    const base = encodeDocument(
      documentOf({
        a: 'text',
        b: [1, { c: 2.5, d: null }],
        e: new Date(0),
        f: new Binary(new Uint8Array(3)),
        g: new Timestamp({ t: 1, i: 1 }),
      }),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: base.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 }),
        (damage) => {
          const bytes = Uint8Array.from(base)
          for (const [at, byte] of damage) bytes[at] = byte
          try {
            expect(Buffer.from(encodeDocument(decodeDocument(bytes))).length).to.be.at.most(bytes.length + 64)
          } catch (error) {
            expect(error).to.be.instanceOf(CommandError)
          }
        },
      ),
      { numRuns: 5000 },
    )
  })
})

describe('Documents made of plain values', () => {
  it('give whole numbers Int32, other numbers Double, bigints Long', () => {
    const document = documentOf({ a: 1, b: 1.5, c: 2 ** 31, d: 5n, e: -0 })
    expect(document.get('a')).to.be.instanceOf(Int32)
    expect(document.get('b')).to.be.instanceOf(Double)
    expect(document.get('c')).to.be.instanceOf(Double)
    expect(document.get('d')).to.be.instanceOf(Long)
    expect(document.get('e')).to.be.instanceOf(Double)
  })

  it('keep the order of names that look like numbers', () => {
    const document = decodeDocument(
      serialize(
        new Map([
          ['b', 1],
          ['10', 2],
          ['2', 3],
        ]),
      ),
    )
    expect([...document.keys()]).to.deep.equal(['b', '10', '2'])
    expect([...decodeDocument(encodeDocument(document)).keys()]).to.deep.equal(['b', '10', '2'])
  })

  it('come back as plain values where numbers are safe', () => {
    const plain = plainOf(documentOf({ a: 1, b: 2.5, c: Long.fromNumber(2 ** 40), d: Long.MAX_VALUE, e: { f: [1n] } }))
    expect(plain).to.deep.include({ a: 1, b: 2.5, c: 2 ** 40, d: Long.MAX_VALUE.toBigInt() })
    expect(plain['e']).to.have.property('f').that.deep.equals([1])
  })

  it('refuse functions, symbols and names with a zero byte', () => {
    expect(() => bsonValueOf(() => 1)).to.throw(CommandError)
    expect(() => bsonValueOf(Symbol('x'))).to.throw(CommandError)
    expect(() => encodeDocument(documentOf({ 'a\0b': 1 }))).to.throw(CommandError)
  })
})
