import { assertHolds } from '../primitives/assert.ts'
import { type Bytes, concat } from '../primitives/bytes.ts'
import { sha256 } from '../primitives/digest.ts'

/** Length of every hash of the tree in bytes. */
export const hashLength = 32

const LEAF = new Uint8Array([0])
const NODE = new Uint8Array([1])

/** Hash of a leaf: SHA-256(0x00 ‖ entry). RFC 9162 §2.1.1. */
export function leafHash(entry: Uint8Array): Bytes {
  return sha256(concat(LEAF, entry))
}

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right). RFC 9162 §2.1.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  return sha256(concat(NODE, left, right))
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export const emptyRoot: Bytes = sha256(new Uint8Array(0))

/** Leaves `start` (included) to `end` (excluded) of a tree. */
export interface LeafRange {
  readonly start: number
  readonly end: number
}

/** The node `index` at `height`: the root of leaves index · 2^height … (index + 1) · 2^height − 1. Leaves have height 0. */
export interface TreeNode {
  readonly height: number
  readonly index: number
}

/** The largest power of two smaller than `size`; `size` must be at least 2. */
export function splitPoint(size: number): number {
  let half = 1
  while (half * 2 < size) half *= 2
  return half
}

/**
 * The whole nodes that make up a range of leaves, from left to right, so that `foldNodes` of their hashes is its Merkle tree hash.
 * The range must be one that a tree has: it starts at a multiple of the power of two that covers it, or at 0.
 */
export function nodesOfRange(range: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = []
  let { start } = range
  let left = range.end - range.start
  assertHolds(left > 0, 'a range of leaves is not empty')
  for (let height = Math.floor(Math.log2(left)) + 1; height >= 0; height -= 1) {
    const width = 2 ** height
    if (width > left) continue
    assertHolds(start % width === 0, 'a range starts where a node of its size starts')
    nodes.push({ height, index: start / width })
    start += width
    left -= width
  }
  return nodes
}

/** The Merkle tree hash over whole nodes given from left to right, each smaller than the one before it. */
export function foldNodes(hashes: readonly Bytes[]): Bytes {
  return hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => nodeHash(left, right))
}

/**
 * The right edge of a tree: the hashes of its whole nodes from left to right, one for each bit of `size`.
 * All that appending needs; 64 hashes for any log.
 */
export interface Frontier {
  readonly size: number
  readonly hashes: readonly Bytes[]
}

/** The frontier of the tree without leaves. */
export const emptyFrontier: Frontier = { size: 0, hashes: [] }

/** The frontier after these leaf hashes have been appended in order. */
export function appendLeaves(frontier: Frontier, leafHashes: readonly Bytes[]): Frontier {
  let { size } = frontier
  const hashes = [...frontier.hashes]
  for (const leaf of leafHashes) {
    let hash = leaf
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = hashes.pop()
      assertHolds(left !== undefined, 'a frontier has one hash for each bit of its size')
      hash = nodeHash(left, hash)
    }
    hashes.push(hash)
    size += 1
  }
  return { size, hashes }
}

/** The root of the tree with this right edge. */
export function rootOfFrontier(frontier: Frontier): Bytes {
  return foldNodes(frontier.hashes)
}

/** The root of a tree given whole by its leaf hashes (RFC 9162 §2.1.1). */
export function treeRoot(leafHashes: readonly Bytes[]): Bytes {
  return rootOfFrontier(appendLeaves(emptyFrontier, leafHashes))
}
