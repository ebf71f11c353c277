/** Bytes of what the driver gives for binary data: a Binary, or its buffer. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  const { buffer, position } = value as { readonly buffer?: unknown; readonly position?: number }
  if (buffer instanceof Uint8Array) return buffer.subarray(0, position ?? buffer.length)
  throw new TypeError('not binary data')
}
