import { beijingTime } from './beijing-time.ts'
import type { PdfBlock, PdfColumn, PdfDescription } from './description.ts'
import { FONTS } from './fonts.ts'
import { qrRuns } from './qr-runs.ts'

/** Points from the edges of the page. */
export const MARGIN = { top: 56, bottom: 64, side: 56 } as const

/** The document being drawn and the room on its pages. */
export interface Page {
  readonly document: PDFKit.PDFDocument
  readonly width: number
  readonly bottom: number
}

const BODY = 10
const PADDING = 5
const INK = '#000000'

/** The title, who issues the document and when, in Beijing time. */
export function drawTitle({ document, width }: Page, { title, subtitle, author, createdAt }: PdfDescription): void {
  document.font(FONTS.bold).fontSize(18).fillColor(INK).text(title, MARGIN.side, document.y, { width, align: 'center' })
  if (subtitle !== undefined) document.moveDown(0.3).font(FONTS.regular).fontSize(12).text(subtitle, { width, align: 'center' })
  document.moveDown(0.4).font(FONTS.regular).fontSize(9).fillColor('#444444')
  document.text(`${author}　${beijingTime(createdAt)}（北京时间）`, { width, align: 'center' }).fillColor(INK)
  document.moveDown(1)
}

/** A section's heading, kept with at least the first lines of what follows. */
export function drawHeading(page: Page, heading: string): void {
  const { document, width } = page
  makeRoom(page, 60)
  document.moveDown(0.6).font(FONTS.bold).fontSize(12).fillColor(INK).text(heading, MARGIN.side, document.y, { width })
  document.moveDown(0.4)
}

/** One block, over as many pages as it needs. */
export function drawBlock(page: Page, block: PdfBlock): void {
  const { document, width } = page
  document.font(FONTS.regular).fontSize(BODY).fillColor(INK)
  switch (block.kind) {
    case 'paragraph':
      makeRoom(page, 30)
      document.text(block.text, MARGIN.side, document.y, { width, lineGap: 3 }).moveDown(0.5)
      return
    case 'facts':
      for (const [label, value] of block.rows) drawRow(page, FACT_COLUMNS, [label, value], { headings: [], isShaded: true })
      document.moveDown(0.5)
      return
    case 'qr':
      drawQr(page, block.address, block.caption)
      return
    case 'table': {
      const titles = block.columns.map(({ title }) => title)
      drawRow(page, block.columns, titles, { headings: [], isHeading: true })
      for (const row of block.rows) drawRow(page, block.columns, row, { headings: titles })
      document.moveDown(0.5)
    }
  }
}

/** Points along one side of a QR code with its quiet zone of four modules: 2.5 cm of code, which a telephone reads off paper. */
const QR_SIDE = 84
const QUIET = 4

/** The code in black on white as rectangles, its caption and its address beside it. */
function drawQr(page: Page, address: string, caption: string): void {
  const { document, width } = page
  makeRoom(page, QR_SIDE + 8)
  const { size, runs } = qrRuns(address)
  const module = QR_SIDE / (size + 2 * QUIET)
  const top = document.y + 4
  document.rect(MARGIN.side, top, QR_SIDE, QR_SIDE).fill('#ffffff')
  for (const { x, y, width: run } of runs)
    document.rect(MARGIN.side + (x + QUIET) * module, top + (y + QUIET) * module, run * module, module)
  document.fill(INK)
  const beside = { width: width - QR_SIDE - 12, lineGap: 3 }
  document.font(FONTS.regular).fontSize(BODY).fillColor(INK)
  document.text(caption, MARGIN.side + QR_SIDE + 12, top + 10, beside)
  document.fontSize(8).fillColor('#444444').text(address, beside).fillColor(INK)
  document.x = MARGIN.side
  document.y = top + QR_SIDE + 4
}

const FACT_COLUMNS: readonly PdfColumn[] = [
  { title: '', weight: 1 },
  { title: '', weight: 3 },
]

interface RowStyle {
  /** Repeated on top when the row begins a page. */
  readonly headings: readonly string[]
  readonly isHeading?: boolean
  /** The first cell is a label. */
  readonly isShaded?: boolean
}

function drawRow(page: Page, columns: readonly PdfColumn[], cells: readonly string[], style: RowStyle): void {
  const { document, bottom } = page
  const widths = widthsOf(page, columns)
  const height = heightOf(page, widths, cells, style)
  const isOnNewPage = document.y + height > bottom && document.y > MARGIN.top
  if (isOnNewPage) {
    document.addPage()
    if (style.headings.length > 0) drawRow(page, columns, style.headings, { headings: [], isHeading: true })
  }
  if (document.y + height <= bottom) {
    drawCells(page, columns, widths, cells, height, style)
    return
  }
  const [first, rest] = splitRow(page, widths, cells, bottom - document.y, style)
  drawCells(page, columns, widths, first, heightOf(page, widths, first, style), style)
  document.addPage()
  drawRow(page, columns, rest, style)
}

function widthsOf({ width }: Page, columns: readonly PdfColumn[]): number[] {
  const total = columns.reduce((sum, { weight = 1 }) => sum + weight, 0)
  return columns.map(({ weight = 1 }) => (width * weight) / total)
}

function heightOf({ document }: Page, widths: readonly number[], cells: readonly string[], style: RowStyle): number {
  document.font(style.isHeading === true ? FONTS.bold : FONTS.regular).fontSize(BODY)
  const heights = cells.map((cell, index) =>
    document.heightOfString(cell === '' ? ' ' : cell, { width: (widths[index] ?? 0) - 2 * PADDING }),
  )
  return Math.max(...heights) + 2 * PADDING
}

/** A row taller than a page is cut where each cell's text still fits; nothing is lost, the rest goes on overleaf. */
function splitRow(
  page: Page,
  widths: readonly number[],
  cells: readonly string[],
  room: number,
  style: RowStyle,
): [string[], string[]] {
  const first: string[] = []
  const rest: string[] = []
  for (const [index, cell] of cells.entries()) {
    const characters = [...cell]
    let fits = 1
    let over = characters.length + 1
    while (over - fits > 1) {
      const middle = Math.floor((fits + over) / 2)
      const candidate = characters.slice(0, middle).join('')
      if (heightOf(page, [widths[index] ?? 0], [candidate], style) <= room) fits = middle
      else over = middle
    }
    first.push(characters.slice(0, fits).join(''))
    rest.push(characters.slice(fits).join(''))
  }
  return [first, rest]
}

function drawCells(
  { document }: Page,
  columns: readonly PdfColumn[],
  widths: readonly number[],
  cells: readonly string[],
  height: number,
  style: RowStyle,
): void {
  const top = document.y
  let left: number = MARGIN.side
  for (const [index, column] of columns.entries()) {
    const width = widths[index] ?? 0
    if (style.isHeading === true || (style.isShaded === true && index === 0))
      document.rect(left, top, width, height).fill('#f0f2f5')
    document.lineWidth(0.5).strokeColor('#999999').rect(left, top, width, height).stroke()
    document
      .font(style.isHeading === true ? FONTS.bold : FONTS.regular)
      .fontSize(BODY)
      .fillColor(INK)
    document.text(cells[index] ?? '', left + PADDING, top + PADDING, {
      width: width - 2 * PADDING,
      align: column.align ?? 'left',
    })
    left += width
  }
  document.x = MARGIN.side
  document.y = top + height
}

function makeRoom({ document, bottom }: Page, height: number): void {
  if (document.y + height > bottom) document.addPage()
}
