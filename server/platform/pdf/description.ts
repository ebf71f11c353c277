/** What a document says, without how it looks. Text may hold line breaks; everything else of control is refused. */
export interface PdfDescription {
  readonly title: string
  readonly subtitle?: string
  /** Whoever issues the document: metadata, and the line under the title. */
  readonly author: string
  /** Milliseconds since 1970; the only date the file bears, so that the same description gives the same bytes. */
  readonly createdAt: number
  readonly sections: readonly PdfSection[]
  /** At the foot of every page, beside the page number: what the document is, and a digest it can be found by. */
  readonly footer: string
  /** Files carried inside (PDF/A-3b then): the JSON a person may recompute the document from. */
  readonly attachments?: readonly PdfAttachment[]
}

/** A part of the document with its heading. */
export interface PdfSection {
  readonly heading?: string
  readonly blocks: readonly PdfBlock[]
}

/**
 * A piece of a section: running text, label–value rows, a table whose heading repeats on each page, or a QR code of an address with what it
 * leads to.
 */
export type PdfBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'table'; readonly columns: readonly PdfColumn[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'qr'; readonly address: string; readonly caption: string }

/** A column of a table. */
export interface PdfColumn {
  readonly title: string
  /** Share of the width; 1 when not given. */
  readonly weight?: number
  readonly align?: 'left' | 'center' | 'right'
}

/** A file carried inside the document. */
export interface PdfAttachment {
  readonly name: string
  readonly bytes: Uint8Array
  readonly mediaType: string
  readonly description: string
}

/** Every text of a description that will be drawn, with where it stands. */
export function textsOf(description: PdfDescription): { readonly where: string; readonly text: string }[] {
  const { title, subtitle, author, footer, sections } = description
  const texts = [
    { where: 'title', text: title },
    { where: 'subtitle', text: subtitle ?? '' },
    { where: 'author', text: author },
    { where: 'footer', text: footer },
  ]
  for (const section of sections) {
    const where = section.heading ?? title
    texts.push({ where, text: where })
    for (const block of section.blocks) texts.push(...textsOfBlock(block).map((text) => ({ where, text })))
  }
  return texts
}

function textsOfBlock(block: PdfBlock): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.text]
    case 'facts':
      return block.rows.flat()
    case 'qr':
      return [block.address, block.caption]
    case 'table':
      return [...block.columns.map(({ title }) => title), ...block.rows.flat()]
  }
}
