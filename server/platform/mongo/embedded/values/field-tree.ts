import { CommandError } from './command-error.ts'
import { splitPath } from './paths.ts'

/** A tree of what shall become of fields; inner nodes are documents. */
export type FieldTree<Leaf> = Map<string, Leaf | FieldTree<Leaf>>

/** Puts a leaf at a dotted path. Throws 40176 (for `$project`: 31249/31250) when paths collide, as MongoDB. */
export function addToTree<Leaf>(tree: FieldTree<Leaf>, path: string, leaf: Leaf, code = 31250): void {
  const parts = splitPath(path)
  if (parts.includes('')) throw new CommandError(path === '' ? 40352 : 15998, 'FieldPath field names may not be empty strings.')
  let node = tree
  for (const [index, part] of parts.entries()) {
    if (part.startsWith('$'))
      throw new CommandError(16410, `FieldPath field names may not start with '$'. Consider using $getField or $setField.`)
    const known = node.get(part)
    if (index === parts.length - 1) {
      if (known !== undefined) throw new CommandError(code, `Path collision at ${path}`)
      node.set(part, leaf)
    } else if (known === undefined) {
      const inner: FieldTree<Leaf> = new Map()
      node.set(part, inner)
      node = inner
    } else if (known instanceof Map) node = known
    else
      throw new CommandError(
        code === 31250 ? 31249 : code,
        `Path collision at ${path} remaining portion ${parts.slice(index + 1).join('.')}`,
      )
  }
}
