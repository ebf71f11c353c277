import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'chai'
import { type Unsupported, type UnsupportedKind, unsupported } from '../../../server/platform/mongo/embedded/unsupported.ts'
import { refusalOf, useOwnServer } from '../../support/embedded.ts'

const page = new URL('../../../docs/database.md', import.meta.url)
const begin =
  '<!-- the list of server/platform/mongo/embedded/unsupported.ts; written by UPDATE_DOCS=1 npx mocha test/server/embedded/unsupported.test.ts -->'
const end = '<!-- end of the list -->'

/** A command that uses the thing in the plainest way. */
const probes: Readonly<Record<UnsupportedKind, (name: string) => object>> = {
  command: (name) => ({ [name]: 'lots' }),
  'query operator': (name) => ({ find: 'lots', filter: { [name]: 1 } }),
  'field operator': (name) => ({ find: 'lots', filter: { a: { [name]: 1 } } }),
  'pipeline stage': (name) => ({ aggregate: 'lots', pipeline: [{ [name]: {} }], cursor: {} }),
  expression: (name) => ({ aggregate: 'lots', pipeline: [{ $project: { x: { [name]: {} } } }], cursor: {} }),
  accumulator: (name) => ({ aggregate: 'lots', pipeline: [{ $group: { _id: null, x: { [name]: {} } } }], cursor: {} }),
  variable: (name) => ({ aggregate: 'lots', pipeline: [{ $project: { x: name } }], cursor: {} }),
  'index kind': (name) => ({ createIndexes: 'lots', indexes: [{ name: 'i', key: name === '$**' ? { '$**': 1 } : { a: name } }] }),
  'index option': (name) => ({ createIndexes: 'lots', indexes: [{ name: 'i', key: { a: 1 }, [name]: { locale: 'zh' } }] }),
  'collection option': (name) => ({ create: 'other', [name]: 1 }),
  'collMod option': (name) => ({ collMod: 'lots', [name]: 1 }),
  'find option': (name) => ({ find: 'lots', [name]: name === 'min' || name === 'max' ? { a: 1 } : true }),
  option: (name) =>
    ({
      collation: { find: 'lots', sort: { a: 1 }, collation: { locale: 'zh' } },
      'readConcern snapshot of count outside a transaction': { count: 'lots', readConcern: { level: 'snapshot' } },
      'writeConcern with w above 1': { insert: 'lots', documents: [{ a: 1 }], writeConcern: { w: 2 } },
    })[name] ?? {},
}

describe('What the embedded database does not support', () => {
  const own = useOwnServer()
  before(() => own().db.collection('lots').insertOne({ a: 1 }))

  for (const { kind, name, code } of unsupported) {
    it(`is refused by name: ${kind} ${name} (${code})`, async () => {
      const refusal = await refusalOf(own().db.command(probes[kind](name)))
      expect(refusal.code).to.equal(code)
      expect(refusal.message).to.include(name.split(' ')[0])
    })
  }

  it('is listed in docs/database.md, every line of it', () => {
    const text = readFileSync(page, 'utf8')
    const [head = '', rest = ''] = text.split(begin)
    const [, tail = ''] = rest.split(end)
    const made = `${head}${begin}\n\n${table(unsupported)}\n${end}${tail}`
    if (process.env['UPDATE_DOCS']) writeFileSync(page, made)
    expect(readFileSync(page, 'utf8')).to.equal(made)
  })
})

function table(list: readonly Unsupported[]): string {
  const lines = list.map(({ kind, name, why, code }) => `| ${kind} | \`${name}\` | ${code} | ${why} |`)
  return ['| kind | name | code | instead, or why |', '|---|---|---|---|', ...lines, ''].join('\n')
}
