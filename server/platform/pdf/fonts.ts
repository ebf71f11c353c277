import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import { assertHolds } from '#shared/primitives/assert.ts'
import { type PdfDescription, textsOf } from './description.ts'

const resolve = createRequire(import.meta.url).resolve

/** Noto Sans SC, static TrueType (OFL 1.1): GB 18030's common part and more, but not every rare character of a name. */
export const FONTS = {
  regular: resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  bold: resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf'),
} as const

/** Characters that cannot be drawn: with them the page would show boxes and would not be PDF/A. */
export class GlyphsMissing extends Error {
  override readonly name = 'GlyphsMissing'
  readonly missing: readonly MissingGlyph[]

  constructor(missing: readonly MissingGlyph[]) {
    super(
      `cannot be drawn: ${missing.map(({ character, text }) => `${character} (${codePointOf(character)}) in “${text}”`).join(', ')}`,
    )
    this.missing = missing
  }
}

/** One character without glyph, and the text it stands in: a name, mostly. */
export interface MissingGlyph {
  readonly character: string
  readonly where: string
  readonly text: string
}

/** Which characters of a text the font cannot draw, each once; control characters but the line break count among them. */
export function undrawableCharacters(text: string): string[] {
  const hasGlyph = glyphCheck()
  return [...new Set(text)].filter((character) => character !== '\n' && !hasGlyph(character.codePointAt(0) ?? 0))
}

/** Throws GlyphsMissing when a description holds characters that cannot be drawn. */
export function checkGlyphs(description: PdfDescription): void {
  const missing = textsOf(description).flatMap(({ where, text }) =>
    undrawableCharacters(text).map((character) => ({ character, where, text: text.slice(0, 80) })),
  )
  if (missing.length > 0) throw new GlyphsMissing(missing)
}

function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

let known: ((codePoint: number) => boolean) | undefined

/** Asks the font itself, through pdfkit, which has it parsed; both weights hold the same characters. */
function glyphCheck(): (codePoint: number) => boolean {
  if (known !== undefined) return known
  const document: unknown = new PDFDocument({ font: FONTS.regular, autoFirstPage: false })
  const font = property(property(document, '_font'), 'font')
  const has = property(font, 'hasGlyphForCodePoint')
  assertHolds(typeof has === 'function', 'pdfkit exposes the parsed font')
  known = (codePoint) => codePoint >= 0x20 && Boolean(has.call(font, codePoint))
  return known
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
