import { inflateRawSync } from 'node:zlib'

/** The files of a ZIP archive by name, read off its central directory: plain or deflated, without ZIP64. Plain ones are not copied. */
export function unzip(archive: Uint8Array): Map<string, Uint8Array> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end === -1) throw new Error('no end of central directory')
  const files = new Map<string, Uint8Array>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = bytes.readUInt16LE(at + 10)
    const packed = bytes.readUInt32LE(at + 20)
    const size = bytes.readUInt32LE(at + 24)
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset))
    if (name === undefined || extra === undefined || comment === undefined) throw new Error('a short header')
    const path = bytes.toString('utf8', at + 46, at + 46 + name)
    const local = bytes.readUInt32LE(at + 42)
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const body = bytes.subarray(begin, begin + packed)
    const content = method === 0 ? body : inflateRawSync(body)
    if (content.length !== size || files.has(path)) throw new Error(`${path} is not what the directory says`)
    files.set(path, new Uint8Array(content.buffer, content.byteOffset, content.byteLength))
    at += 46 + name + extra + comment
  }
  return files
}
