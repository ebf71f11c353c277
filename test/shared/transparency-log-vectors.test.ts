import { createHash } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import { expect } from 'chai'
import { fromHex, fromUtf8, hex } from '#shared/primitives/bytes.ts'
import { openCheckpoint, signCheckpoint } from '#shared/transparency/checkpoint.ts'
import { verifyCosignatures } from '#shared/transparency/cosignature.ts'
import { entryBytes, entryLeafHash } from '#shared/transparency/entry.ts'
import {
  consistencyProof,
  inclusionProof,
  readerOfLeaves,
  verifyConsistency,
  verifyInclusion,
} from '#shared/transparency/merkle-proof.ts'
import { treeRoot } from '#shared/transparency/merkle-tree.ts'
import { parseNoteKey } from '#shared/transparency/signed-note.ts'
import { formatTlogProof, parseTlogProof, verifyTlogProof } from '#shared/transparency/tlog-proof.ts'
import vectors from '../vectors/ledger/log.json' with { type: 'json' }

/** The log of docs/formats/ledger.md's vectors: what an outsider's implementation must give, ours gives too. */
describe('the vectors of a whole log (ledger/1)', () => {
  const commitments = Array.from({ length: 300 }, (_, index) => createHash('sha256').update(`entry ${index}`).digest('hex'))
  const leaves = commitments.map(entryLeafHash)
  const key = parseNoteKey(vectors.key)
  const rootAt = (size: number) => treeRoot(leaves.slice(0, size))

  it('have its entries and roots', () => {
    expect(fromUtf8(entryBytes(commitments[0] ?? ''))).to.equal(vectors.firstEntry)
    for (const [size, root] of Object.entries(vectors.roots)) expect(hex(rootAt(Number(size))), size).to.equal(root)
  })

  it('have its checkpoints, byte for byte: Ed25519 signs one way only', () => {
    for (const [size, note] of Object.entries(vectors.checkpoints)) {
      const checkpoint = { origin: key.name, size: Number(size), root: rootAt(Number(size)) }
      expect(signCheckpoint(checkpoint, key, (bytes) => ed25519.sign(bytes, fromHex(vectors.seed)))).to.equal(note)
      expect(openCheckpoint(note, key)).to.deep.equal(checkpoint)
    }
    expect(verifyCosignatures(vectors.cosigned, [parseNoteKey(vectors.witnessKey)])).to.deep.equal([
      { witness: 'witness.example/w1', at: 1_793_318_400 },
    ])
  })

  it('have its proofs', async () => {
    const readNode = readerOfLeaves(leaves)
    const { index, size, proof } = vectors.inclusion
    expect((await inclusionProof(index, size, readNode)).map(hex)).to.deep.equal(proof)
    const leaf = entryLeafHash(commitments[index] ?? '')
    expect(verifyInclusion({ index, size, leaf, proof: proof.map(fromHex), root: rootAt(size) })).to.equal(true)
    for (const { older, newer, proof: hashes } of [vectors.consistency, vectors.consistencyOfOdd]) {
      expect((await consistencyProof(older, newer, readNode)).map(hex)).to.deep.equal(hashes)
      const claim = { older: { size: older, root: rootAt(older) }, newer: { size: newer, root: rootAt(newer) } }
      expect(verifyConsistency({ ...claim, proof: hashes.map(fromHex) })).to.equal(true)
    }
    const kept = parseTlogProof(vectors.tlogProof)
    expect(formatTlogProof(kept)).to.equal(vectors.tlogProof)
    expect(verifyTlogProof(kept, commitments[index] ?? '', key).size).to.equal(300)
  })
})
