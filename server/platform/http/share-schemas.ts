import { createHash } from 'node:crypto'

type Node = Readonly<Record<string, unknown>>

/** A schema shorter than this reads better where it stands. */
const WORTH_A_NAME = 300
const looksLikeSchema = (node: Node): boolean => ['type', 'anyOf', 'oneOf', 'allOf'].some((key) => key in node)

/**
 * Takes schemas that stand in several places of a document out into `components.schemas`, under the digest of what they say, and leaves
 * references (OpenAPI 3.1, Reference Object): the same schema is said once. Returns a new document.
 */
export function shareSchemas(document: Node): Node {
  const seen = new Map<string, number>()
  count(document['paths'], seen)
  const shared: Record<string, unknown> = {}
  const paths = refer(document['paths'], seen, shared)
  const components = document['components'] as Node
  const schemas = { ...(components['schemas'] as Node), ...Object.fromEntries(Object.entries(shared).sort()) }
  return { ...document, paths, components: { ...components, schemas } }
}

function count(node: unknown, seen: Map<string, number>): void {
  if (typeof node !== 'object' || node === null) return
  if (!Array.isArray(node) && looksLikeSchema(node as Node)) {
    const text = JSON.stringify(node)
    if (text.length >= WORTH_A_NAME) {
      seen.set(text, (seen.get(text) ?? 0) + 1)
      // What stands inside a repeated schema is repeated with it: once is enough to know.
      if ((seen.get(text) ?? 0) > 1) return
    }
  }
  for (const inner of Object.values(node)) count(inner, seen)
}

function refer(node: unknown, seen: ReadonlyMap<string, number>, shared: Record<string, unknown>): unknown {
  if (typeof node !== 'object' || node === null) return node
  if (Array.isArray(node)) return node.map((item) => refer(item, seen, shared))
  const within = () => Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, refer(inner, seen, shared)]))
  if (!looksLikeSchema(node as Node)) return within()
  const text = JSON.stringify(node)
  if ((seen.get(text) ?? 0) < 2) return within()
  const name = `S${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
  if (!(name in shared)) {
    shared[name] = {}
    shared[name] = within()
  }
  return { $ref: `#/components/schemas/${name}` }
}
