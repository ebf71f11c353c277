import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import { ZipFile } from 'yazl'
import { fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { NotVerifiable } from '../../client/features/ledger/checked.ts'
import { openEntry, readZip } from '../../client/features/ledger/zip.ts'

const texts: ReadonlyMap<string, string> = new Map([
  ['a/一.txt', '第一个文件'],
  ['a/长.txt', '重复的内容。'.repeat(5000)],
  ['a/空.txt', ''],
])

async function zipped({ compress = true, isLong = false, comment = '' } = {}): Promise<Blob> {
  const zip = new ZipFile()
  for (const [path, text] of texts) zip.addBuffer(Buffer.from(text), path, { compress, forceZip64Format: isLong })
  zip.addEmptyDirectory('a/夹')
  zip.end({ forceZip64Format: isLong, comment })
  return new Blob([new Uint8Array(await buffer(zip.outputStream as Readable))])
}

async function contentOf(file: Blob): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const entry of await readZip(file)) {
    const parts: Uint8Array[] = []
    for await (const part of openEntry(file, entry)) parts.push(part)
    found.set(entry.path, fromUtf8(new Uint8Array(Buffer.concat(parts))))
  }
  return found
}

async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof NotVerifiable ? error.reason : error instanceof RangeError ? error.message : error),
  )
}

describe('an archive read in the browser', () => {
  it('gives its files plain and packed, short and ZIP64, with a comment behind its end', async () => {
    for (const options of [{}, { compress: false }, { isLong: true }, { comment: 'PK comment' }])
      expect([...(await contentOf(await zipped(options)))], JSON.stringify(options)).to.deep.equal([...texts])
  })

  it('is refused when it was cut, names a file twice, or is none', async () => {
    const whole = await zipped()
    expect(await refusalOf(readZip(whole.slice(0, whole.size - 30)))).to.equal('archive')
    expect(await refusalOf(readZip(new Blob([utf8('no archive at all')])))).to.equal('archive')
    expect(await refusalOf(readZip(whole.slice(100)))).to.equal('truncated')
    const twice = new ZipFile()
    for (const text of ['1', '2']) twice.addBuffer(Buffer.from(text), 'same.txt')
    twice.end()
    const both = new Blob([new Uint8Array(await buffer(twice.outputStream as Readable))])
    expect(await refusalOf(readZip(both))).to.equal('archive')
  })

  it('gives no more and no less of a file than its directory says', async () => {
    const whole = await zipped()
    const [, long] = await readZip(whole)
    if (long === undefined) throw new Error('no entry')
    const read = async (size: number) => {
      for await (const _ of openEntry(whole, { ...long, size }));
    }
    expect(await refusalOf(read(long.size - 1))).to.equal('longer than the directory says')
    expect(await refusalOf(read(long.size + 1))).to.equal('shorter than the directory says')
  })
})
