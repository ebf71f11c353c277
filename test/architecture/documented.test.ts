import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import ts from 'typescript'

/** Every TypeScript file below a folder. */
async function sourcesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function isExported(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
}

/** Names a statement exports, of the kinds that a reader calls or implements. */
function namesOf(node: ts.Statement): string[] {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name.getText())
  if (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  )
    return [node.name?.text ?? 'default']
  return []
}

/** `path:line name` of everything a source text exports without a doc comment; of overloads the first speaks for all. */
function undocumented(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const seen = new Set<string>()
  return source.statements.filter(isExported).flatMap((node) => {
    const names = namesOf(node).filter((name) => !seen.has(name))
    for (const name of names) seen.add(name)
    const comment = ts.getJSDocCommentsAndTags(node).some((doc) => ts.isJSDoc(doc) && doc.getText().replace(/[/*\s]/g, '') !== '')
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
    return comment ? [] : names.map((name) => `${path}:${line} ${name}`)
  })
}

describe('every export says what it is', () => {
  for (const folder of ['shared', 'server']) {
    it(`in ${folder}/, by a doc comment`, async () => {
      const files = await sourcesOf(folder)
      expect(files.length).to.be.greaterThan(100)
      const found = await Promise.all(files.map(async (path) => undocumented(path, await readFile(path, 'utf8'))))
      expect(found.flat().join('\n')).to.equal('')
    })
  }

  it('and this test finds what does not', () => {
    const text = [
      'export const bare = 1',
      '/** Says so. */',
      'export const told = 2',
      '/** */',
      'export function empty(): void {}',
      '// no doc comment',
      'export interface Plain {}',
      'const inner = 3',
      'export { inner }',
    ].join('\n')
    expect(undocumented('x.ts', text)).to.deep.equal(['x.ts:1 bare', 'x.ts:5 empty', 'x.ts:7 Plain'])
  })
})
