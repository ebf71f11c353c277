import { undrawableCharacters } from './fonts.ts'

/** A text as the font of PDFs can draw it: a rare character outside of it is written as its code point. */
export function drawable(text: string): string {
  let written = text
  for (const character of undrawableCharacters(text))
    written = written.replaceAll(character, `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}]`)
  return written
}
