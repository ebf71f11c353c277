const UNITS = ['B', 'KB', 'MB', 'GB'] as const

/** A size in bytes as people read it: `27.0 KB`, `412.6 MB` (steps of 1024). */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`
}
