import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import ts from 'typescript'

const client = fileURLToPath(new URL('../../client/', import.meta.url))
const languages = ['zh-CN', 'en'] as const
const features = readdirSync(join(client, 'i18n/zh-CN')).sort()

/** Every text of a file by its dotted key. */
function textsOf(language: string, file: string): Map<string, string> {
  const texts = new Map<string, string>()
  const walk = (value: unknown, path: string) => {
    if (typeof value === 'string') texts.set(path, value)
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`)
    else throw new Error(`${language}/${file}: ${path} is no text`)
  }
  walk(JSON.parse(readFileSync(join(client, 'i18n', language, file), 'utf8')), '')
  return texts
}

/** English has one and many; Chinese only `other`: keys are compared without the form. */
const withoutForm = (keys: Iterable<string>): string[] =>
  [...new Set([...keys].map((key) => key.replace(/_(?:one|other)$/, '')))].sort()
const placesOf = (text: string): string[] =>
  [...new Set(text.match(/\{\{\s*[\w.]+/g) ?? [])].map((place) => place.replace(/\W/g, '')).sort()

/** Chinese that a page shows without asking for a text: literals and JSX text of every component. */
function proseIn(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isJsxText(node) || ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node)
    // A language is named in itself, whichever language the page is in.
    if (isText && node.text.trim() !== '简体中文' && /[\u4e00-\u9fff]/.test(node.text))
      found.push(`${path.slice(client.length)}: ${node.text.trim().slice(0, 40)}`)
    // A command is the same in every language.
    const isCode =
      ts.isJsxText(node) &&
      ts.isJsxElement(node.parent) &&
      /^(?:code|pre)$/.test(node.parent.openingElement.tagName.getText(source))
    if (ts.isJsxText(node) && !isCode && /[A-Za-z]{3,} [A-Za-z]{3,}/.test(node.text))
      found.push(`${path.slice(client.length)}: ${node.text.trim()}`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

describe('the texts of the client', () => {
  it('has every feature in both languages', () => {
    expect(readdirSync(join(client, 'i18n/en')).sort()).to.deep.equal(features)
  })
  for (const file of features) {
    it(`${file} has the same keys in Chinese and English, each with the same places to fill`, () => {
      const [chinese, english] = languages.map((language) => textsOf(language, file)) as [
        Map<string, string>,
        Map<string, string>,
      ]
      expect(withoutForm(english.keys())).to.deep.equal(withoutForm(chinese.keys()))
      for (const [key, text] of english) {
        const other =
          chinese.get(key) ??
          chinese.get(key.replace(/_(?:one|other)$/, '_other')) ??
          chinese.get(key.replace(/_(?:one|other)$/, ''))
        // “One seat” needs no figure.
        const places = placesOf(other ?? '').filter((place) => !(key.endsWith('_one') && place === 'count'))
        expect(places, key).to.deep.equal(placesOf(text).filter((place) => !(key.endsWith('_one') && place === 'count')))
      }
    })
    it(`${file} is written: nothing empty, no Chinese left in English`, () => {
      for (const language of languages)
        for (const [key, text] of textsOf(language, file)) expect(text.trim(), `${language} ${key}`).to.not.equal('')
      for (const [key, text] of textsOf('en', file))
        expect(text.replace(/开标|简体中文|[“「《（][^”」》）]*[”」》）]/g, ''), key).to.not.match(/[\u4e00-\u9fff]/)
    })
  }
  it('no page shows words that stand in its code', () => {
    const sources = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'))
    // Said before any text can be loaded, in both languages at once.
    const bilingual = ['app/insecure-page.tsx', 'ui/page-state.tsx']
    const prose = sources.filter((name) => !bilingual.includes(name)).flatMap((name) => proseIn(join(client, name)))
    expect(prose).to.deep.equal([])
  })
})
