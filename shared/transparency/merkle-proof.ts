import { type Bytes, equalBytes } from '../primitives/bytes.ts'
import {
  emptyRoot,
  foldNodes,
  hashLength,
  type LeafRange,
  nodeHash,
  nodesOfRange,
  splitPoint,
  type TreeNode,
} from './merkle-tree.ts'

/** Gives the hash of a whole node, from tiles or from leaves. */
export type NodeReader = (node: TreeNode) => Promise<Bytes>

/** Most hashes a proof may have: a tree of 2^53 leaves needs fewer. */
export const maxProofHashes = 64

/** The ranges whose hashes are the inclusion proof PATH(index, D[0:size]) of RFC 9162 §2.1.3.1, from the leaf's sibling up. */
function inclusionRanges(index: number, size: number): LeafRange[] {
  if (!isSize(size) || !isSize(index) || index >= size) throw new RangeError('no such leaf in a tree of this size')
  const ranges: LeafRange[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + splitPoint(end - start)
    if (index < middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  return ranges.reverse()
}

/** The ranges whose hashes are the consistency proof PROOF(older, D[0:newer]) of RFC 9162 §2.1.4.1. Empty for 0 and for equal sizes. */
function consistencyRanges(older: number, newer: number): LeafRange[] {
  if (!isSize(older) || !isSize(newer) || older > newer) throw new RangeError('a tree does not shrink')
  if (older === 0 || older === newer) return []
  const ranges: LeafRange[] = []
  let start = 0
  let end = newer
  while (end !== older) {
    const middle = start + splitPoint(end - start)
    if (older <= middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  // The old tree's own last subtree: left out only where it is the whole old tree, which the verifier knows.
  if (start !== 0) ranges.push({ start, end })
  return ranges.reverse()
}

/** The hash of a range of leaves. */
async function hashOfRange(range: LeafRange, readNode: NodeReader): Promise<Bytes> {
  return foldNodes(await Promise.all(nodesOfRange(range).map(readNode)))
}

/** The root of a tree of `size` leaves. */
export async function rootOfSize(size: number, readNode: NodeReader): Promise<Bytes> {
  return size === 0 ? emptyRoot : hashOfRange({ start: 0, end: size }, readNode)
}

/** Builds the inclusion proof of a leaf. Throws a RangeError when the tree has no such leaf. */
export async function inclusionProof(index: number, size: number, readNode: NodeReader): Promise<Bytes[]> {
  return Promise.all(inclusionRanges(index, size).map((range) => hashOfRange(range, readNode)))
}

/** Builds the consistency proof between two sizes of one tree. Throws a RangeError when the newer is the smaller. */
export async function consistencyProof(older: number, newer: number, readNode: NodeReader): Promise<Bytes[]> {
  return Promise.all(consistencyRanges(older, newer).map((range) => hashOfRange(range, readNode)))
}

/** A reader over leaf hashes held in memory: for verifiers that mirror the log, and for tests. */
export function readerOfLeaves(leafHashes: readonly Bytes[]): NodeReader {
  return async ({ height, index }) => {
    const width = 2 ** height
    let level = leafHashes.slice(index * width, (index + 1) * width)
    if (level.length !== width) throw new RangeError('the tree does not reach this node')
    while (level.length > 1) {
      const above: Bytes[] = []
      for (let left = 0; left < level.length; left += 2) above.push(nodeHash(level[left] as Bytes, level[left + 1] as Bytes))
      level = above
    }
    return level[0] as Bytes
  }
}

/** Whether an attacker-controlled proof shows that the leaf stands at `index` in the tree with this root. RFC 9162 §2.1.3.2. */
export function verifyInclusion(claim: {
  readonly index: number
  readonly size: number
  readonly leaf: Uint8Array
  readonly proof: readonly Bytes[]
  readonly root: Uint8Array
}): boolean {
  if (
    !isSize(claim.size) ||
    !isSize(claim.index) ||
    claim.index >= claim.size ||
    !areHashes([claim.leaf, claim.root, ...claim.proof])
  )
    return false
  let fn = claim.index
  let sn = claim.size - 1
  let hash: Uint8Array = claim.leaf
  for (const sibling of claim.proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && equalBytes(hash, claim.root)
}

/**
 * Whether an attacker-controlled proof shows that the newer tree begins with the older one: nothing was changed, moved or taken out.
 * RFC 9162 §2.1.4.2; a tree of size 0 is the beginning of any (its root must be that of the empty tree).
 */
export function verifyConsistency(claim: {
  readonly older: { readonly size: number; readonly root: Uint8Array }
  readonly newer: { readonly size: number; readonly root: Uint8Array }
  readonly proof: readonly Bytes[]
}): boolean {
  const { older, newer, proof } = claim
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size) return false
  if (!areHashes([older.root, newer.root, ...proof])) return false
  if (older.size === newer.size) return proof.length === 0 && equalBytes(older.root, newer.root)
  if (older.size === 0) return proof.length === 0 && equalBytes(older.root, emptyRoot)
  const path: Uint8Array[] = isPowerOfTwo(older.size) ? [older.root, ...proof] : [...proof]
  let fn = older.size - 1
  let sn = newer.size - 1
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)]
  let [olderHash, newerHash] = [path[0], path[0]]
  if (olderHash === undefined || newerHash === undefined || path.length < 2) return false
  for (const sibling of path.slice(1)) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      olderHash = nodeHash(sibling, olderHash)
      newerHash = nodeHash(sibling, newerHash)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else {
      newerHash = nodeHash(newerHash, sibling)
    }
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && equalBytes(olderHash, older.root) && equalBytes(newerHash, newer.root)
}

function half(value: number): number {
  return Math.floor(value / 2)
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value)) && 2 ** Math.log2(value) === value
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.length <= maxProofHashes + 2 && hashes.every((hash) => hash.length === hashLength)
}
