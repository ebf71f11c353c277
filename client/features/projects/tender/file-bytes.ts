/** Bytes read at once: large reads are fast, and no file stands whole in memory. */
const SLICE_BYTES = 4 * 1024 * 1024

/** The bytes of a file from an offset on, in slices. */
export async function* bytesOfFile(file: Blob, from: number): AsyncGenerator<Uint8Array> {
  for (let offset = from; offset < file.size; offset += SLICE_BYTES)
    yield new Uint8Array(await file.slice(offset, offset + SLICE_BYTES).arrayBuffer())
}

/** A size as people read it: `812 B`, `1.4 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(2)} GB`
}
