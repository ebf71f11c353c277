/**
 * As much of a PDF file as signing needs: the chain of classic cross-reference tables (ISO 32000-1 §7.5.4) and dictionaries of
 * objects, by their bytes as Latin-1 text. Files with cross-reference streams are refused: neither pdfkit nor this module writes any.
 */

/** The file is not one that can be signed here. */
export class PdfRefused extends Error {
  override readonly name = 'PdfRefused'
}

/** A dictionary: keys without slash, values as they are written. */
export type PdfDictionary = Map<string, string>

/** An opened file. */
export interface PdfFile {
  readonly text: string
  /** Where the newest cross-reference table begins. */
  readonly startXref: number
  /** The newest trailer. */
  readonly trailer: PdfDictionary
  /** The dictionary of an object named by a reference such as `12 0 R`, in its newest version. Throws PdfRefused. */
  dictionary(reference: string): PdfDictionary
  /** The same, or nothing when the object is something else. */
  dictionaryOrNothing(reference: string): PdfDictionary | undefined
  /** The text of an object, whatever it is. */
  value(reference: string): string
  /** The dictionary of a stream and its bytes as they stand. */
  stream(reference: string): { dictionary: PdfDictionary; bytes: Uint8Array }
  /** References of all objects in use, in their newest versions. */
  objects(): string[]
}

const MOST_REVISIONS = 100
const DEEPEST = 50

/** Opens a file. Throws PdfRefused. */
export function openPdf(bytes: Uint8Array): PdfFile {
  const text = Buffer.from(bytes).toString('latin1')
  if (!/^%PDF-1\.\d/.test(text)) throw new PdfRefused('no PDF header')
  const startXref = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text.slice(-64))?.[1] ?? Number.NaN)
  const offsets = new Map<number, number>()
  let trailer: PdfDictionary | undefined
  let next: number | undefined = startXref
  for (let revision = 0; next !== undefined; revision += 1) {
    if (revision >= MOST_REVISIONS || !Number.isSafeInteger(next))
      throw new PdfRefused('its cross-reference tables cannot be followed')
    const found = readXref(text, next)
    for (const [object, offset] of found.offsets) if (!offsets.has(object)) offsets.set(object, offset)
    trailer ??= found.trailer
    const previous = found.trailer.get('Prev')
    next = previous === undefined ? undefined : Number(previous)
  }
  if (trailer === undefined) throw new PdfRefused('no trailer')
  /** Where the body of an object begins. */
  function bodyOf(reference: string): number {
    const object = objectNumberOf(reference)
    const offset = offsets.get(object)
    if (offset === undefined) throw new PdfRefused(`object ${object} is missing`)
    const head = new RegExp(`^${object} 0 obj\\s*`).exec(text.slice(offset, offset + 32))
    if (head === null) throw new PdfRefused(`object ${object} is not where it should be`)
    return offset + head[0].length
  }

  return {
    text,
    startXref,
    trailer,
    dictionary: (reference) => parseDictionary(text, bodyOf(reference)).dictionary,
    dictionaryOrNothing(reference) {
      const start = bodyOf(reference)
      return text.startsWith('<<', start) ? parseDictionary(text, start).dictionary : undefined
    },
    value(reference) {
      const start = bodyOf(reference)
      return text.slice(start, skipValue(text, start, 0))
    },
    stream(reference) {
      const { dictionary, end } = parseDictionary(text, bodyOf(reference))
      const start = end + (/^\s*stream\r?\n/.exec(text.slice(end, end + 32))?.[0].length ?? 0)
      const length = Number(dictionary.get('Length'))
      if (start === end || !Number.isSafeInteger(length)) throw new PdfRefused('no stream where one belongs')
      return { dictionary, bytes: bytes.subarray(start, start + length) }
    },
    objects: () => [...offsets.keys()].sort((left, right) => left - right).map((object) => `${object} 0 R`),
  }
}

/** The number of an indirect reference `n 0 R`. Throws PdfRefused. */
export function objectNumberOf(reference: string): number {
  const match = /^(\d+) 0 R$/.exec(reference)
  if (match === null) throw new PdfRefused(`“${reference.slice(0, 40)}” is no reference`)
  return Number(match[1])
}

function readXref(text: string, start: number): { offsets: Map<number, number>; trailer: PdfDictionary } {
  const offsets = new Map<number, number>()
  let at = start
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match !== null) at = pattern.lastIndex
    return match
  }
  if (take(/xref\s+/y) === null) throw new PdfRefused('no cross-reference table')
  for (let section = take(/(\d+) (\d+)\s*\n/y); section !== null; section = take(/(\d+) (\d+)\s*\n/y)) {
    const [, first, count] = section.map(Number)
    for (let index = 0; index < (count ?? 0); index += 1) {
      const entry = take(/(\d{10}) (\d{5}) ([nf])[ \r\n]{2}/y)
      if (entry === null) throw new PdfRefused('a broken cross-reference table')
      if (entry[3] === 'n') offsets.set((first ?? 0) + index, Number(entry[1]))
    }
  }
  if (take(/trailer\s*/y) === null) throw new PdfRefused('no trailer')
  return { offsets, trailer: parseDictionary(text, at).dictionary }
}

/** A dictionary that begins at `start`, and where it ends. Throws PdfRefused. */
export function parseDictionary(text: string, start: number, depth = 0): { dictionary: PdfDictionary; end: number } {
  if (depth > DEEPEST) throw new PdfRefused('nested too deeply')
  if (!text.startsWith('<<', start)) throw new PdfRefused('no dictionary where one belongs')
  const dictionary: PdfDictionary = new Map()
  let at = start + 2
  for (;;) {
    at = skipSpace(text, at)
    if (text.startsWith('>>', at)) return { dictionary, end: at + 2 }
    const key = matchAt(/\/([^\s/<>[\]()]+)/y, text, at)
    if (key === undefined) throw new PdfRefused('a broken dictionary')
    const from = skipSpace(text, at + key.length)
    const end = skipValue(text, from, depth + 1)
    dictionary.set(key.slice(1), text.slice(from, end))
    at = end
  }
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function skipSpace(text: string, at: number): number {
  return at + (matchAt(/(?:[\s\0]|%[^\r\n]*)*/y, text, at)?.length ?? 0)
}

/** Where the value that begins at `at` ends. */
function skipValue(text: string, at: number, depth: number): number {
  if (depth > DEEPEST) throw new PdfRefused('nested too deeply')
  if (text.startsWith('<<', at)) return parseDictionary(text, at, depth + 1).end
  if (text[at] === '[') {
    let next = skipSpace(text, at + 1)
    while (text[next] !== ']') next = skipSpace(text, skipValue(text, next, depth + 1))
    return next + 1
  }
  if (text[at] === '(') return skipString(text, at)
  const token = matchAt(/\d+ \d+ R|<[0-9A-Fa-f\s]*>|\/[^\s/<>[\]()]*|[^\s/<>[\]()]+/y, text, at)
  if (token === undefined) throw new PdfRefused('a broken value')
  return at + token.length
}

function skipString(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const character = text[at]
    if (character === '\\') at += 1
    else if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    if (depth === 0) return at + 1
  }
  throw new PdfRefused('a string without end')
}

/** The interactive form of a catalog, which holds it or refers to it; empty when there is none. */
export function formOf(file: PdfFile, catalog: PdfDictionary): PdfDictionary {
  const form = catalog.get('AcroForm')
  if (form === undefined) return new Map()
  return form.startsWith('<<') ? parseDictionary(form, 0).dictionary : file.dictionary(form)
}

/** The items of an array of references such as `[3 0 R 4 0 R]`. */
export function referencesOf(array: string): string[] {
  return array.match(/\d+ 0 R/g) ?? []
}

/** A dictionary as it is written. */
export function writeDictionary(dictionary: PdfDictionary): string {
  return `<<\n${[...dictionary].map(([key, value]) => `/${key} ${value}`).join('\n')}\n>>`
}

/** A text string: UTF-16 with byte-order mark, in hex, so that no character needs escaping. */
export function writeText(text: string): string {
  return `<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>`
}

/** A date (ISO 32000-1 §7.9.4) in UTC. */
export function writeDate(at: number): string {
  return `(D:${new Date(at).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z)`
}
