import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import { byteRangeOf, partOf } from '../../server/platform/http/byte-range.ts'

const whole = { size: 1000, etag: '"v1"' }
const asked = (range: string, ifRange?: string) =>
  byteRangeOf({ range, ...(ifRange === undefined ? {} : { 'if-range': ifRange }) }, whole)

describe('a part of a download (RFC 9110 §14)', () => {
  it('is what one range names, cut at the end', () => {
    expect(asked('bytes=0-')).to.deep.equal({ start: 0, end: 999 })
    expect(asked('bytes=500-')).to.deep.equal({ start: 500, end: 999 })
    expect(asked('bytes=500-599')).to.deep.equal({ start: 500, end: 599 })
    expect(asked('bytes=999-5000')).to.deep.equal({ start: 999, end: 999 })
    expect(asked('bytes=-100')).to.deep.equal({ start: 900, end: 999 })
    expect(asked('bytes=-5000')).to.deep.equal({ start: 0, end: 999 })
  })

  it('is the whole when none is asked for, several are, it cannot be read, or another version is meant', () => {
    expect(byteRangeOf({}, whole)).to.equal(undefined)
    for (const range of [
      'bytes=0-1,5-6',
      'bytes=',
      'bytes=-',
      'bytes=9-3',
      'lines=1-2',
      'bytes=0x10-',
      `bytes=${'9'.repeat(30)}-`,
    ])
      expect(asked(range), range).to.equal(undefined)
    expect(asked('bytes=500-', '"v0"')).to.equal(undefined)
    expect(asked('bytes=500-', '"v1"')).to.deep.equal({ start: 500, end: 999 })
  })

  it('is refused when it begins behind the end', () => {
    expect(asked('bytes=1000-')).to.equal('unsatisfiable')
    expect(asked('bytes=-0')).to.equal('unsatisfiable')
  })

  it('is read from its beginning on, and the rest is left', async () => {
    const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251))
    const source = () =>
      Readable.from([bytes.subarray(0, 300), bytes.subarray(300, 700), bytes.subarray(700)], { objectMode: false })
    for (const range of [
      { start: 0, end: 999 },
      { start: 299, end: 300 },
      { start: 650, end: 999 },
    ])
      expect(await buffer(partOf(source(), range))).to.deep.equal(bytes.subarray(range.start, range.end + 1))
    const left = source()
    await buffer(partOf(left, { start: 10, end: 20 }))
    expect(left.destroyed).to.equal(true)
  })
})
