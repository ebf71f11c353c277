import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect } from 'chai'
import {
  BlobDamaged,
  BlobMissing,
  type BlobStore,
  fileTimeSeconds,
  openBlobStore,
} from '../../server/platform/blobs/blob-store.ts'

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

async function refusal(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('blobs: files named after their content', () => {
  let folder: string
  let blobs: BlobStore

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blobs-'))
    blobs = await openBlobStore(join(folder, 'blobs'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('gives back what was put, as bytes and as a stream, under its SHA-256', async () => {
    const content = randomBytes(300_000)
    const fromBytes = await blobs.put(content)
    const fromStream = await blobs.put(Readable.from([content.subarray(0, 7), content.subarray(7)]))
    expect(fromBytes).to.deep.equal({ sha256: sha256Of(content), size: content.length })
    expect(fromStream).to.deep.equal(fromBytes)
    expect(await buffer(await blobs.open(fromBytes.sha256, { isVerified: true }))).to.deep.equal(content)
    expect(await buffer(await blobs.open(fromBytes.sha256, { start: 5, end: 9 }))).to.deep.equal(content.subarray(5, 10))
    expect(await blobs.size(fromBytes.sha256)).to.equal(content.length)
  })

  it('tells nothing by a file but digest and size: one flat folder, one time on all, 0600 (P9)', async () => {
    for (let index = 0; index < 5; index += 1) await blobs.put(randomBytes(100))
    const names = await readdir(join(folder, 'blobs'))
    expect(names).to.have.lengthOf(5)
    for (const name of names) {
      expect(name).to.match(/^[0-9a-f]{64}$/)
      const found = await stat(join(folder, 'blobs', name))
      expect(found.isFile()).to.equal(true)
      expect(found.mtimeMs).to.equal(fileTimeSeconds * 1000)
      expect(found.atimeMs).to.equal(fileTimeSeconds * 1000)
      expect(found.mode & 0o777).to.equal(0o600)
    }
    expect((await stat(join(folder, 'blobs'))).mode & 0o777).to.equal(0o700)
  })

  it('adopts a file without losing it, so that a crash before the record is written loses nothing', async () => {
    const content = randomBytes(1000)
    const path = join(folder, 'upload')
    await writeFile(path, content)
    await blobs.adopt(path, sha256Of(content), content.length)
    await blobs.adopt(path, sha256Of(content), content.length)
    expect(await buffer(await blobs.open(sha256Of(content), { isVerified: true }))).to.deep.equal(content)
    expect((await stat(path)).size).to.equal(content.length)
    await rm(path)
    expect(await blobs.has(sha256Of(content))).to.equal(true)
  })

  it('adopts one content ten times at the same moment', async () => {
    const content = randomBytes(1000)
    const path = join(folder, 'upload')
    await writeFile(path, content)
    await Promise.all(Array.from({ length: 10 }, () => blobs.adopt(path, sha256Of(content), content.length)))
    expect(await blobs.list()).to.deep.equal([sha256Of(content)])
  })

  it('refuses to adopt a file of another size', async () => {
    const path = join(folder, 'upload')
    await writeFile(path, 'abc')
    expect(await refusal(blobs.adopt(path, sha256Of(Buffer.from('abcd')), 4))).to.match(/3 were found/)
    expect(await blobs.list()).to.deep.equal([])
  })

  it('heals a damaged copy when the whole file is adopted again', async () => {
    const content = randomBytes(1000)
    const path = join(folder, 'upload')
    await writeFile(join(folder, 'blobs', sha256Of(content)), content.subarray(0, 10))
    await writeFile(path, content)
    await blobs.adopt(path, sha256Of(content), content.length)
    expect(await buffer(await blobs.open(sha256Of(content), { isVerified: true }))).to.deep.equal(content)
  })

  it('fails a verified reading when one bit on disk has flipped', async () => {
    const content = randomBytes(200_000)
    const { sha256 } = await blobs.put(content)
    content[100_000] = (content[100_000] ?? 0) ^ 1
    await writeFile(join(folder, 'blobs', sha256), content)
    expect(await refusal(blobs.open(sha256, { isVerified: true }).then(buffer))).to.be.instanceOf(BlobDamaged)
  })

  it('says that a blob is missing, and forgets one without a trace', async () => {
    const { sha256 } = await blobs.put(randomBytes(10))
    await blobs.remove(sha256)
    await blobs.remove(sha256)
    expect(await blobs.has(sha256)).to.equal(false)
    expect(await refusal(blobs.open(sha256))).to.be.instanceOf(BlobMissing)
  })

  it('leaves nothing behind when a stream breaks, nor after a crash in the middle of a put', async () => {
    const breaking = Readable.from(
      (async function* () {
        yield randomBytes(10)
        throw new Error('the source broke')
      })(),
    )
    expect(await refusal(blobs.put(breaking))).to.match(/the source broke/)
    await writeFile(join(folder, 'blobs', `${'0'.repeat(32)}.part`), 'half')
    await openBlobStore(join(folder, 'blobs'))
    expect(await readdir(join(folder, 'blobs'))).to.deep.equal([])
  })

  it('sweeps what nobody names, an age after it was first seen so, and begins anew when it is stored or named again', async () => {
    const { sha256: orphan } = await blobs.put(randomBytes(10))
    const { sha256: named } = await blobs.put(randomBytes(10))
    const again = randomBytes(10)
    const { sha256: stored } = await blobs.put(again)
    let names = new Set([named])
    const sweep = (now: number) => blobs.sweep({ readNamed: async () => names, now, ageMs: 100 })
    expect(await sweep(0)).to.equal(0)
    expect(await sweep(99)).to.equal(0)
    await blobs.put(again)
    expect(await sweep(100)).to.equal(1)
    expect(await blobs.list()).to.deep.equal([named, stored].sort())
    expect(await blobs.has(orphan)).to.equal(false)
    names = new Set([named, stored])
    expect(await sweep(500)).to.equal(0)
    names = new Set([named])
    expect(await sweep(501), 'named in between').to.equal(0)
    expect(await sweep(601)).to.equal(1)
    expect(await blobs.list()).to.deep.equal([named])
  })

  it('never reaches outside its folder', async () => {
    expect(await refusal(Promise.resolve().then(() => blobs.open('../../etc/passwd')))).to.match(/broken invariant/)
  })
})
