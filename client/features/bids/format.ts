const UNITS = ['B', 'kB', 'MB', 'GB'] as const

/** A size for people: `12.1 MB`, powers of ten. */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${UNITS[unit] ?? ''}`
}

/** Minutes and seconds of a duration in milliseconds, for texts. */
export function minutesOf(milliseconds: number): { readonly minutes: number; readonly seconds: number } {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  return { minutes: Math.floor(seconds / 60), seconds: seconds % 60 }
}

/** Offers bytes as a file to keep. */
export function saveFile(name: string, bytes: Uint8Array | string, type = 'application/octet-stream'): void {
  saveBlob(name, new Blob([typeof bytes === 'string' ? bytes : bytes.slice()], { type }))
}

/** Offers what may be too large for the memory as a file to keep. */
export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
