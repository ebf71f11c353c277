import { expect } from 'chai'
import fc from 'fast-check'
import { type Bytes, concat, hex, uint64 } from '#shared/primitives/bytes.ts'
import { entryBytes, entryLength, parseEntry } from '#shared/transparency/entry.ts'
import { consistencyProof, inclusionProof, readerOfLeaves, rootOfSize } from '#shared/transparency/merkle-proof.ts'
import { leafHash, treeRoot } from '#shared/transparency/merkle-tree.ts'
import {
  bundleBytes,
  edgeTiles,
  extendTiles,
  type FilledTile,
  parseBundle,
  parseTilePath,
  readerOfTiles,
  tilePath,
  tilesOfTree,
} from '#shared/transparency/tiles.ts'

/** Stores tiles as a log does: each grows in place. */
function tileStore() {
  const tiles = new Map<string, Bytes>()
  let size = 0
  const read = (level: number, index: number, width: number) =>
    (tiles.get(`${level}/${index}`) ?? new Uint8Array(0)).slice(0, width * 32)
  return {
    tiles,
    append(leaves: readonly Bytes[]) {
      const edge: FilledTile[] = edgeTiles(size).map((tile) => ({ ...tile, hashes: read(tile.level, tile.index, tile.width) }))
      for (const tile of extendTiles(size, edge, leaves)) tiles.set(`${tile.level}/${tile.index}`, tile.hashes)
      size += leaves.length
    },
    reader: (at: number) => readerOfTiles(at, async ({ level, index, width }) => read(level, index, width)),
  }
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, index) => leafHash(uint64(index)))

describe('tiles of a log (C2SP tlog-tiles)', () => {
  it('are named by their index in groups of three digits', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).to.equal('tile/0/x001/x234/067')
    expect(tilePath({ level: 1, index: 0, width: 1 })).to.equal('tile/1/000.p/1')
    expect(tilePath({ level: 'entries', index: 1000, width: 112 })).to.equal('tile/entries/x001/000.p/112')
  })

  it('have one spelling each; any other names nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
        fc.integer({ min: 0, max: 2 ** 40 }),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          const tile = level === 'entries' ? { level, index, width } : { level, index, width }
          expect(parseTilePath(tilePath(tile))).to.deep.equal(tile)
        },
      ),
    )
    for (const path of [
      'tile/00/000',
      'tile/64/000',
      'tile/0/0',
      'tile/0/x000/001',
      'tile/0/001/002',
      'tile/0/000.p/256',
      'tile/0/000.p/0',
      'tile/0/000.p/01',
      'tile/-1/000',
      'tile/entries/000/',
      '../tile/0/000',
      'tile/0/x999/x999/x999/x999/x999/x999/999',
    ])
      expect(parseTilePath(path), path).to.equal(undefined)
  })

  it('are those the specification counts for 70,000 leaves, and for 256', () => {
    const counted = [...tilesOfTree(70_000)]
    const of = (level: number) => counted.filter((tile) => tile.level === level)
    expect(of(0).filter(({ width }) => width === 256)).to.have.length(273)
    expect(of(0).at(-1)).to.deep.equal({ level: 0, index: 273, width: 112 })
    expect(of(1).map(({ width }) => width)).to.deep.equal([256, 17])
    expect(of(2).map(({ width }) => width)).to.deep.equal([1])
    expect([...tilesOfTree(256)]).to.deep.equal([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ])
  })

  it('grown batch by batch give the roots and proofs of the whole tree, at every size they passed', async () => {
    const all = leavesOf(1400)
    const store = tileStore()
    const sizes: number[] = []
    let size = 0
    for (const batch of [1, 3, 252, 1, 255, 256, 300, 4, 328]) {
      store.append(all.slice(size, size + batch))
      size += batch
      sizes.push(size)
    }
    const whole = readerOfLeaves(all)
    for (const at of sizes) {
      const readNode = store.reader(at)
      expect(hex(await rootOfSize(at, readNode)), `root at ${at}`).to.equal(hex(treeRoot(all.slice(0, at))))
      for (const index of [0, Math.floor(at / 2), at - 1])
        expect((await inclusionProof(index, at, readNode)).map(hex)).to.deep.equal(
          (await inclusionProof(index, at, whole)).map(hex),
        )
      for (const older of sizes.filter((earlier) => earlier <= at))
        expect((await consistencyProof(older, at, readNode)).map(hex)).to.deep.equal(
          (await consistencyProof(older, at, whole)).map(hex),
        )
    }
  })

  it('do not reach beyond the tree', async () => {
    const store = tileStore()
    store.append(leavesOf(10))
    const outcome = await store
      .reader(10)({ height: 3, index: 1 })
      .then(
        () => 'given',
        (error: unknown) => error,
      )
    expect(outcome).to.be.instanceOf(RangeError)
  })
})

describe('entries of the log (ledger/1)', () => {
  const c = '0123456789abcdef'.repeat(4)

  it('all have one length, and give back their commitment', () => {
    expect(entryBytes(c)).to.have.length(entryLength)
    expect(parseEntry(entryBytes(c))).to.equal(c)
    expect(() => entryBytes(c.toUpperCase())).to.throw(RangeError)
    expect(() => parseEntry(concat(entryBytes(c), new Uint8Array([10])))).to.throw(RangeError)
    expect(() => parseEntry(new Uint8Array(entryLength))).to.throw(RangeError)
  })

  it('stand in a bundle each after its length, and a bundle of anything else is refused', () => {
    const bundle = bundleBytes([entryBytes(c), entryBytes('f'.repeat(64))])
    expect(hex(bundle.slice(0, 2))).to.equal('0057')
    expect(parseBundle(bundle, 2).map(parseEntry)).to.deep.equal([c, 'f'.repeat(64)])
    expect(() => parseBundle(bundle, 3)).to.throw(RangeError)
    bundle[1] = 0x56
    expect(() => parseBundle(bundle, 2)).to.throw(RangeError)
  })
})
