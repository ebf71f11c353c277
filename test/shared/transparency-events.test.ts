import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { entryBytes, entryLeafHash } from '#shared/transparency/entry.ts'
import { eventCommitmentHex, factsDigest, type LedgerEvent, parseLedgerEvent } from '#shared/transparency/event.ts'
import { randomBelow, shuffle } from '#shared/transparency/shuffle.ts'
import vectors from '../vectors/ledger/events.json' with { type: 'json' }

const random = (length: number) => new Uint8Array(randomBytes(length))

describe('an event of the ledger (event/1)', () => {
  const event: LedgerEvent = {
    v: 'event/1',
    type: 'notice.published',
    subject: { tender: '0'.repeat(32) },
    at: instantOf(Date.UTC(2026, 10, 22, 1, 30)),
    actSha256: 'a'.repeat(64),
  }

  for (const { name, event: given, salt, jcs, c, entry, leaf } of vectors.events)
    it(`"${name}" gives the commitment, entry and leaf of the vector`, () => {
      const parsed = parseLedgerEvent(given)
      expect(eventCommitmentHex(fromHex(salt), parsed)).to.equal(c)
      const independent = createHash('sha256').update(Buffer.from(salt, 'hex')).update(jcs, 'utf8').digest('hex')
      expect(independent).to.equal(c)
      expect(hex(entryBytes(c))).to.equal(hex(utf8(entry)))
      expect(hex(entryLeafHash(c))).to.equal(leaf)
    })

  it('says nothing without its salt: another salt is another commitment', () => {
    const [one, other] = [random(32), random(32)]
    expect(eventCommitmentHex(one, event)).to.not.equal(eventCommitmentHex(other, event))
    expect(() => eventCommitmentHex(random(31), event)).to.throw(RangeError)
  })

  it('names an act or an object, has a known form, and no field more', () => {
    const { actSha256, ...bare } = event
    expect(actSha256).to.have.length(64)
    for (const wrong of [
      bare,
      { ...event, v: 'event/2' },
      { ...event, type: 'Published' },
      { ...event, at: '2026-11-22T01:30:00Z' },
      { ...event, extra: 1 },
      { ...event, subject: { tender: '' } },
      { ...event, subject: { 'a.b': 'x' } },
      { ...event, subject: Object.fromEntries(Array.from({ length: 13 }, (_, at) => [`k${at}`, 'x'])) },
      { ...event, actSha256: 'A'.repeat(64) },
    ])
      expect(() => parseLedgerEvent(wrong), JSON.stringify(wrong).slice(0, 80)).to.throw()
    expect(parseLedgerEvent({ ...bare, objectSha256: factsDigest({}) }).objectSha256).to.have.length(64)
  })

  it('has a predecessor exactly when it is not the first of its chain', () => {
    expect(() => parseLedgerEvent({ ...event, seq: 2 })).to.throw()
    expect(() => parseLedgerEvent({ ...event, previous: 'b'.repeat(64) })).to.throw()
    expect(() => parseLedgerEvent({ ...event, seq: 1, previous: 'b'.repeat(64) })).to.throw()
    expect(parseLedgerEvent({ ...event, seq: 1 }).seq).to.equal(1)
    expect(parseLedgerEvent({ ...event, seq: 2, previous: 'b'.repeat(64) }).seq).to.equal(2)
  })
})

describe('the order of a beat', () => {
  it('keeps every entry and prefers no order (χ² over all orders of four)', () => {
    const counts = new Map<string, number>()
    const rounds = 24_000
    for (let round = 0; round < rounds; round += 1) {
      const order = shuffle(['a', 'b', 'c', 'd'], random).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).to.equal(24)
    const expected = rounds / 24
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    // 23 degrees of freedom: 70 is passed once in two million runs.
    expect(chiSquare).to.be.below(70)
  })

  it('draws again what would favour small numbers', () => {
    const words = [0xffffffff, 0x00000007]
    const scripted = () => {
      const bytes = new Uint8Array(4)
      new DataView(bytes.buffer).setUint32(0, words.shift() ?? 0)
      return bytes
    }
    expect(randomBelow(10, scripted)).to.equal(7)
    expect(words).to.deep.equal([])
    expect(() => randomBelow(0, random)).to.throw(RangeError)
  })
})
