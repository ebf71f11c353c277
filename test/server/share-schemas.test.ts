import { expect } from 'chai'
import { shareSchemas } from '../../server/platform/http/share-schemas.ts'

const words = (text: string) => ({ type: 'string', description: text.repeat(20) })
/** Long enough to be worth a name; its parts are not. */
const long = (name: string) => ({
  type: 'object',
  properties: { [name]: words('one '), more: words('two '), still: words('three ') },
})
const inside = long('inside')
const outer = { type: 'object', properties: { one: inside, two: { type: 'array', items: inside } } }
const document = {
  paths: { '/a': { get: { schema: outer } }, '/b': { get: { schema: outer } }, '/c': { get: { schema: long('alone') } } },
  components: { schemas: { Kept: { type: 'string' } } },
}

/** The document with every reference put back in place. */
function expanded(node: unknown, schemas: Readonly<Record<string, unknown>>): unknown {
  if (typeof node !== 'object' || node === null) return node
  const { $ref } = node as { $ref?: string }
  if ($ref !== undefined) {
    const name = $ref.replace('#/components/schemas/', '')
    expect(schemas, $ref).to.have.property(name)
    return expanded(schemas[name], schemas)
  }
  if (Array.isArray(node)) return node.map((item) => expanded(item, schemas))
  return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, expanded(inner, schemas)]))
}

describe('schemas that repeat in the description of the API', () => {
  const shared = shareSchemas(document) as typeof document & { components: { schemas: Record<string, unknown> } }
  const { schemas } = shared.components

  it('stand once, under a name, also those inside others', () => {
    expect(Object.keys(schemas)).to.have.length(3).and.to.include('Kept')
    expect(shared.paths['/a'].get.schema).to.deep.equal(shared.paths['/b'].get.schema).and.to.have.property('$ref')
  })
  it('say the same as before, wherever they are referred to', () => {
    expect(expanded(shared.paths, schemas)).to.deep.equal(document.paths)
  })
  it('stay where they are when they do not repeat', () => {
    expect(shared.paths['/c'].get.schema).to.deep.equal(long('alone'))
  })
})
