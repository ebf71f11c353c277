import { expect } from 'chai'
import fc from 'fast-check'
import {
  bitsOf,
  booleanOf,
  childrenOf,
  DerRefused,
  fieldsOf,
  integerHexOf,
  namedBitsOf,
  octetsOf,
  oidOf,
  readDer,
  smallIntegerOf,
  TAG,
  textOf,
  timeOf,
} from '#shared/pki/der.ts'
import {
  bitString,
  element,
  generalizedTime,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  utcTime,
  utf8String,
} from '#shared/pki/der-write.ts'
import { type Bytes, concat, fromHex, hex } from '#shared/primitives/bytes.ts'

const refused: [string, string, (bytes: Bytes) => unknown][] = [
  ['an indefinite length', '3080020101 0000', readDer],
  ['a length of several bytes that fits into one', '308103020101', readDer],
  ['a length with leading zeros', '30820003020101', readDer],
  ['a length of five bytes', '308500000000030201 01', readDer],
  ['more content than there is', '3004020101', readDer],
  ['bytes after the end', '300302010100', readDer],
  ['a tag of several bytes', '1f8101 00', readDer],
  ['a child cut off', '3003020301', (bytes) => childrenOf(readDer(bytes))],
  ['a child that reaches beyond its parent', '30050204010203', (bytes) => childrenOf(readDer(bytes))],
  ['children of a primitive', '0403020101', (bytes) => childrenOf(readDer(bytes))],
  ['a field too many', '3003020101', (bytes) => fieldsOf(readDer(bytes)).end()],
  ['a field too few', '3000', (bytes) => fieldsOf(readDer(bytes)).take()],
  ['another field', '3003020101', (bytes) => fieldsOf(readDer(bytes)).take(TAG.oid)],
  ['an empty integer', '0200', (bytes) => integerHexOf(readDer(bytes))],
  ['a padded integer', '02020001', (bytes) => integerHexOf(readDer(bytes))],
  ['a negative integer', '0201ff', (bytes) => integerHexOf(readDer(bytes))],
  ['an integer too large to count with', '020500ffffffff', (bytes) => smallIntegerOf(readDer(bytes))],
  ['a boolean of 01', '010101', (bytes) => booleanOf(readDer(bytes))],
  ['a bit string with loose bits', '03020180', (bytes) => bitsOf(readDer(bytes))],
  ['named bits with trailing zeros', '03020080', (bytes) => namedBitsOf(readDer(bytes))],
  ['named bits whose unused bits are set', '03020781', (bytes) => namedBitsOf(readDer(bytes))],
  ['an identifier cut off', '06022a86', (bytes) => oidOf(readDer(bytes))],
  ['a padded identifier', '06032a8001', (bytes) => oidOf(readDer(bytes))],
  ['an empty identifier', '0600', (bytes) => oidOf(readDer(bytes))],
  ['a time without seconds', '170b323630313031303030305a', (bytes) => timeOf(readDer(bytes))],
  ['a time with an offset', '17113236303130313030303030302b30383030', (bytes) => timeOf(readDer(bytes))],
  ['a day not in the calendar', '170d3236303233303030303030305a', (bytes) => timeOf(readDer(bytes))],
  ['a fraction with trailing zeros', '181332303236303130313030303030302e3530305a', (bytes) => timeOf(readDer(bytes))],
  ['text that is not UTF-8', '0c02c328', (bytes) => textOf(readDer(bytes))],
  ['half a character', '1e03004100', (bytes) => textOf(readDer(bytes))],
  ['a constructed octet string', '2403040101', (bytes) => octetsOf(readDer(bytes))],
]

describe('the reader of DER (X.690)', () => {
  for (const [name, text, read] of refused) {
    it(`refuses ${name}`, () => {
      expect(() => read(fromHex(text.replaceAll(' ', '')))).to.throw(DerRefused)
    })
  }

  it('reads what the writer writes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(0x7fffffff),
        fc.date({ min: new Date(0), max: new Date(2_500_000_000_000), noInvalidDate: true }),
        fc.string({ unit: 'grapheme' }),
        (raw, number, date, text) => {
          const bytes = new Uint8Array(raw)
          const at = date.getTime()
          const fields = fieldsOf(
            readDer(
              sequence(
                octetString(bytes),
                integer(number),
                integer(bytes),
                generalizedTime(at),
                utcTime(at),
                utf8String(text),
                bitString(bytes),
                setOf([integer(2), integer(1)]),
              ),
            ),
          )
          expect(hex(octetsOf(fields.take()))).to.equal(hex(bytes))
          expect(smallIntegerOf(fields.take())).to.equal(number)
          expect(BigInt(`0x${integerHexOf(fields.take())}`)).to.equal(BigInt(`0x${hex(bytes) || '0'}`))
          expect(timeOf(fields.take())).to.equal(at)
          expect(timeOf(fields.take())).to.equal(wholeSecondsWithin(at))
          expect(textOf(fields.take())).to.equal(new TextDecoder().decode(new TextEncoder().encode(text)))
          expect(hex(bitsOf(fields.take()))).to.equal(hex(bytes))
          expect(childrenOf(fields.take()).map(smallIntegerOf)).to.deep.equal([1, 2])
          fields.end()
        },
      ),
    )
  })

  it('knows identifiers of any size, up to arcs a number can hold', () => {
    for (const text of [
      '2.5.29.15',
      '1.2.840.113549.1.9.16.2.47',
      '0.9.2342.19200300.100.1.25',
      '2.999.1',
      '2.25.9007199254740000',
    ])
      expect(oidOf(readDer(oid(text)))).to.equal(text)
    expect(() => oidOf(readDer(oid('2.25.148287763210968217415894117405389150466')))).to.throw(DerRefused)
  })

  it('gives for any bytes a value or a refusal, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (raw) => {
        const readers = [
          readDer,
          (bytes: Bytes) => childrenOf(readDer(bytes)),
          (bytes: Bytes) => oidOf(readDer(bytes)),
          (bytes: Bytes) => timeOf(readDer(bytes)),
          (bytes: Bytes) => textOf(readDer(bytes)),
        ]
        for (const read of readers) {
          try {
            read(new Uint8Array(raw))
          } catch (error) {
            expect(error).to.be.instanceOf(DerRefused)
          }
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('makes one spelling only: what it accepts, written again, is the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(0x04, 0x30, 0xa0), (raw, tag) => {
        const bytes = concat(Uint8Array.of(tag), raw)
        try {
          const node = readDer(bytes)
          expect(hex(element(node.tag, node.content))).to.equal(hex(bytes))
        } catch (error) {
          expect(error).to.be.instanceOf(DerRefused)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

/** UTCTime ends in 2049 and holds whole seconds. */
function wholeSecondsWithin(at: number): number {
  const whole = Math.floor(at / 1000) * 1000
  const year = new Date(whole).getUTCFullYear()
  return year < 2050 ? whole : Date.parse(new Date(whole).toISOString().replace(/^20/, '19'))
}
