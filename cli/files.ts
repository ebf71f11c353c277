import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { ByteSink, ByteStream } from '#shared/sealed-bid/runtime.ts'
import type { FileToSeal } from '#shared/sealed-bid/seal-bid.ts'
import { CliFault, exitCodes } from './command.ts'

/** Bytes read at once: large reads, whatever is done with them. */
const READ_BYTES = 1024 * 1024

/** A whole file, bounded before it is read. Throws CliFault. */
export async function readWhole(path: string, maxBytes: number): Promise<Bytes> {
  try {
    const { size } = await stat(path)
    if (size > maxBytes) throw new CliFault(exitCodes.unusable, `${path}: larger than ${maxBytes} bytes`)
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw asFault(path, error)
  }
}

/** Writes a file so that it is either the old or the new one whole, readable by its owner alone. Throws CliFault. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    const scratch = `${path}.part`
    const file = await open(scratch, 'w', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(scratch, path)
  } catch (error) {
    throw asFault(path, error)
  }
}

/** A file to be sealed: read twice, and unchanged as long as its size and modification time are. Throws CliFault. */
export async function fileToSeal(path: string): Promise<FileToSeal> {
  try {
    const before = await stat(path, { bigint: true })
    if (!before.isFile()) throw new CliFault(exitCodes.unusable, `${path}: not a file`)
    return {
      name: basename(path).normalize('NFC'),
      size: Number(before.size),
      open: () => readFrom(path, 0),
      async isUnchanged() {
        const now = await stat(path, { bigint: true })
        return now.size === before.size && now.mtimeNs === before.mtimeNs && now.ino === before.ino
      },
    }
  } catch (error) {
    throw asFault(path, error)
  }
}

/** A file from a byte on. */
export async function* readFrom(path: string, from: number): ByteStream & AsyncGenerator<Uint8Array> {
  for await (const part of createReadStream(path, { start: from, highWaterMark: READ_BYTES })) yield part as Uint8Array
}

/** A file being written; it has its name only when it is closed, and is durable then. */
export function fileSink(path: string): ByteSink {
  const scratch = `${path}.part`
  let file: Awaited<ReturnType<typeof open>> | undefined
  return {
    async write(bytes) {
      file ??= await open(scratch, 'w', 0o600)
      await file.write(bytes)
    },
    async close() {
      file ??= await open(scratch, 'w', 0o600)
      await file.sync()
      await file.close()
      await rename(scratch, path)
    },
  }
}

function asFault(path: string, error: unknown): unknown {
  if (error instanceof CliFault) return error
  if (error instanceof Error && 'code' in error) return new CliFault(exitCodes.unusable, `${path}: ${error.message}`)
  return error
}
