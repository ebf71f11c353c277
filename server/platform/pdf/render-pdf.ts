import PDFDocument from 'pdfkit'
import { type Bytes, concat } from '#shared/primitives/bytes.ts'
import type { PdfDescription } from './description.ts'
import { checkGlyphs, FONTS } from './fonts.ts'
import { drawBlock, drawHeading, drawTitle, MARGIN, type Page } from './layout.ts'

/**
 * Renders a description as PDF/A-2b (ISO 19005-2; 3b with attachments): A4, Noto Sans SC embedded as a subset, XMP metadata, sRGB
 * output intent, no encryption, nothing active. The same description gives the same bytes. Throws GlyphsMissing, naming the
 * characters and where they stand, before anything is drawn.
 */
export async function renderPdf(description: PdfDescription): Promise<Bytes> {
  checkGlyphs(description)
  const { attachments = [] } = description
  const createdAt = new Date(Math.floor(description.createdAt / 1000) * 1000)
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN.top, bottom: MARGIN.bottom, left: MARGIN.side, right: MARGIN.side },
    font: FONTS.regular,
    lang: 'zh-CN',
    displayTitle: true,
    pdfVersion: '1.7',
    subset: attachments.length > 0 ? 'PDF/A-3b' : 'PDF/A-2b',
    bufferPages: true,
    info: {
      Title: metadataText(description.title),
      Author: metadataText(description.author),
      Creator: 'Kaibiao',
      Producer: 'Kaibiao (pdfkit)',
      CreationDate: createdAt,
    },
  })
  const chunks: Uint8Array[] = []
  const finished = new Promise<void>((resolve, reject) => {
    document.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    document.on('end', resolve)
    document.on('error', reject)
  })
  const page: Page = { document, width: document.page.width - 2 * MARGIN.side, bottom: document.page.height - MARGIN.bottom }
  drawTitle(page, description)
  for (const section of description.sections) {
    if (section.heading !== undefined) drawHeading(page, section.heading)
    for (const block of section.blocks) drawBlock(page, block)
  }
  for (const { name, bytes, mediaType, description: about } of attachments) {
    const options = {
      name,
      type: mediaType,
      description: about,
      creationDate: createdAt,
      modifiedDate: createdAt,
      relationship: 'Source',
    }
    document.file(Buffer.from(bytes), options)
  }
  drawFooters(page, description.footer)
  document.end()
  await finished
  return concat(...chunks)
}

/** pdfkit puts metadata into XML as it stands: what would be markup there is written in its full-width form, in metadata only. */
function metadataText(text: string): string {
  return text.replaceAll('&', '＆').replaceAll('<', '＜').replaceAll('>', '＞').replaceAll('\n', ' ')
}

/** After everything else, when the number of pages is known. */
function drawFooters({ document, width }: Page, footer: string): void {
  const { start, count } = document.bufferedPageRange()
  for (let index = 0; index < count; index += 1) {
    document.switchToPage(start + index)
    const top = document.page.height - MARGIN.bottom + 18
    // Text below the bottom margin would open a page of its own.
    document.page.margins.bottom = 0
    document
      .lineWidth(0.5)
      .strokeColor('#999999')
      .moveTo(MARGIN.side, top - 6)
      .lineTo(MARGIN.side + width, top - 6)
      .stroke()
    document.font(FONTS.regular).fontSize(8).fillColor('#444444')
    document.text(footer, MARGIN.side, top, { width: width - 90, height: 24, ellipsis: true })
    document.text(`第 ${index + 1} 页 / 共 ${count} 页`, MARGIN.side + width - 80, top, {
      width: 80,
      align: 'right',
      lineBreak: false,
    })
    document.page.margins.bottom = MARGIN.bottom
  }
}
