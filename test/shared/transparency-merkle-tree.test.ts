import { expect } from 'chai'
import fc from 'fast-check'
import { type Bytes, fromHex, hex, uint64 } from '#shared/primitives/bytes.ts'
import {
  consistencyProof,
  inclusionProof,
  readerOfLeaves,
  verifyConsistency,
  verifyInclusion,
} from '#shared/transparency/merkle-proof.ts'
import { appendLeaves, emptyFrontier, emptyRoot, leafHash, rootOfFrontier, treeRoot } from '#shared/transparency/merkle-tree.ts'
import vectors from '../vectors/ledger/merkle-tree.json' with { type: 'json' }

const leaves = vectors.leaves.map((leaf) => leafHash(fromHex(leaf)))
const rootAt = (size: number) => fromHex(vectors.roots[size] ?? '')

function madeLeaves(count: number): Bytes[] {
  return Array.from({ length: count }, (_, index) => leafHash(uint64(index)))
}

describe('a Merkle tree (RFC 9162 §2.1)', () => {
  it('has the published root at every size, appended one by one or at once', () => {
    expect(hex(emptyRoot)).to.equal(vectors.roots[0])
    let frontier = emptyFrontier
    for (const [at, leaf] of leaves.entries()) {
      frontier = appendLeaves(frontier, [leaf])
      expect(hex(rootOfFrontier(frontier))).to.equal(vectors.roots[at + 1])
      expect(hex(treeRoot(leaves.slice(0, at + 1)))).to.equal(vectors.roots[at + 1])
    }
    expect(frontier.size).to.equal(8)
  })

  for (const { index, size, proof } of vectors.inclusion)
    it(`gives and accepts the published inclusion proof of leaf ${index} of ${size}`, async () => {
      const built = await inclusionProof(index, size, readerOfLeaves(leaves))
      expect(built.map(hex)).to.deep.equal(proof)
      const leaf = leaves[index] as Bytes
      expect(verifyInclusion({ index, size, leaf, proof: proof.map(fromHex), root: rootAt(size) })).to.equal(true)
    })

  for (const { older, newer, proof } of vectors.consistency)
    it(`gives and accepts the published consistency proof from ${older} to ${newer}`, async () => {
      const built = await consistencyProof(older, newer, readerOfLeaves(leaves))
      expect(built.map(hex)).to.deep.equal(proof)
      const claim = { older: { size: older, root: rootAt(older) }, newer: { size: newer, root: rootAt(newer) } }
      expect(verifyConsistency({ ...claim, proof: proof.map(fromHex) })).to.equal(true)
    })

  it('proves every leaf of every tree up to 40, and nothing when anything is changed', async () => {
    const all = madeLeaves(40)
    const readNode = readerOfLeaves(all)
    for (let size = 1; size <= all.length; size += 1) {
      const root = treeRoot(all.slice(0, size))
      for (let index = 0; index < size; index += 1) {
        const proof = await inclusionProof(index, size, readNode)
        const claim = { index, size, leaf: all[index] as Bytes, proof, root }
        expect(verifyInclusion(claim), `${index} of ${size}`).to.equal(true)
        expect(verifyInclusion({ ...claim, leaf: leafHash(uint64(1000)) })).to.equal(false)
        expect(verifyInclusion({ ...claim, proof: [...proof, root] })).to.equal(false)
        if (proof.length > 0) expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).to.equal(false)
        if (size > 1) expect(verifyInclusion({ ...claim, index: (index + 1) % size })).to.equal(false)
      }
    }
  })

  it('proves every growth of a tree up to 40, and no other history', async () => {
    const all = madeLeaves(40)
    const readNode = readerOfLeaves(all)
    const roots = Array.from({ length: 41 }, (_, size) => treeRoot(all.slice(0, size)))
    for (let newer = 0; newer <= 40; newer += 1) {
      for (let older = 0; older <= newer; older += 1) {
        const proof = await consistencyProof(older, newer, readNode)
        const claim = {
          older: { size: older, root: roots[older] as Bytes },
          newer: { size: newer, root: roots[newer] as Bytes },
          proof,
        }
        expect(verifyConsistency(claim), `${older} to ${newer}`).to.equal(true)
        const changed = { ...claim.older, root: leafHash(uint64(older + 7)) }
        expect(verifyConsistency({ ...claim, older: changed })).to.equal(false)
        for (const at of proof.keys()) {
          const bent = proof.map((hash, place) => (place === at ? leafHash(hash) : hash))
          expect(verifyConsistency({ ...claim, proof: bent }), `${older} to ${newer}, hash ${at} changed`).to.equal(false)
        }
      }
    }
  })

  it('has the same root however its leaves are cut into batches', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 8 }), (cuts) => {
        const total = cuts.reduce((sum, cut) => sum + cut, 0)
        const all = madeLeaves(total)
        let frontier = emptyFrontier
        let from = 0
        for (const cut of cuts) {
          frontier = appendLeaves(frontier, all.slice(from, from + cut))
          from += cut
        }
        expect(hex(rootOfFrontier(frontier))).to.equal(hex(treeRoot(all)))
      }),
      { numRuns: 25 },
    )
  })

  it('refuses what is out of range instead of guessing', async () => {
    const readNode = readerOfLeaves(leaves)
    const refused = async (work: () => Promise<unknown>) => {
      const outcome = await work().then(
        () => 'given',
        (error: unknown) => error,
      )
      expect(outcome).to.be.instanceOf(RangeError)
    }
    await refused(() => inclusionProof(8, 8, readNode))
    await refused(() => inclusionProof(-1, 8, readNode))
    await refused(() => consistencyProof(8, 7, readNode))
    const root = rootAt(8)
    expect(verifyInclusion({ index: 8, size: 8, leaf: root, proof: [], root })).to.equal(false)
    expect(verifyInclusion({ index: 0.5, size: 8, leaf: root, proof: [], root })).to.equal(false)
    expect(verifyInclusion({ index: 0, size: 1, leaf: root.slice(1), proof: [], root: root.slice(1) })).to.equal(false)
    expect(verifyConsistency({ older: { size: 0, root }, newer: { size: 8, root }, proof: [] })).to.equal(false)
    expect(verifyConsistency({ older: { size: 3, root }, newer: { size: 8, root }, proof: [] })).to.equal(false)
  })
})
