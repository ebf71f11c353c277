import { create } from 'qrcode'

/** A QR code as the dark runs of its rows, in modules from its upper left corner: what a page draws as rectangles. */
export interface QrRuns {
  /** Modules along one side, without the quiet zone. */
  readonly size: number
  readonly runs: readonly { readonly x: number; readonly y: number; readonly width: number }[]
}

/** The QR code of a text, with error correction M (ISO/IEC 18004): the same text gives the same runs. */
export function qrRuns(text: string): QrRuns {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules
  const runs: { x: number; y: number; width: number }[] = []
  for (let y = 0; y < size; y += 1) {
    let width = 0
    for (let x = 0; x <= size; x += 1) {
      const isDark = x < size && data[y * size + x] === 1
      if (isDark) width += 1
      else if (width > 0) {
        runs.push({ x: x - width, y, width })
        width = 0
      }
    }
  }
  return { size, runs }
}
