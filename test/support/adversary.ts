import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Something an adversary holds: a file of disk or backup, the log, the metrics, the environment. */
export interface Holding {
  readonly name: string
  readonly bytes: Buffer
}

/** Something the adversary looks for, in one spelling. */
export interface Needle {
  readonly what: string
  readonly bytes: Buffer
}

/** How many bytes on each side of a finding say in what it stands. */
const contextBytes = 12

/** Bytes in every spelling the platform uses anywhere: raw, hex, base64url, base64. */
export function spellings(what: string, bytes: Uint8Array): Needle[] {
  const buffer = Buffer.from(bytes)
  return [
    { what: `${what} (raw)`, bytes: buffer },
    { what: `${what} (hex)`, bytes: Buffer.from(buffer.toString('hex')) },
    { what: `${what} (base64url)`, bytes: Buffer.from(buffer.toString('base64url')) },
    { what: `${what} (base64)`, bytes: Buffer.from(buffer.toString('base64').replace(/=+$/, '')) },
  ]
}

/** A text to look for, in UTF-8. */
export const textNeedle = (what: string, text: string): Needle => ({ what, bytes: Buffer.from(text) })

function* findings(holding: Holding, needle: Needle): Generator<number> {
  for (let at = holding.bytes.indexOf(needle.bytes); at >= 0; at = holding.bytes.indexOf(needle.bytes, at + 1)) yield at
}

/** Where needles stand that should stand nowhere. */
export function found(holdings: readonly Holding[], needles: readonly Needle[]): string[] {
  return needles.flatMap((needle) =>
    holdings.filter((holding) => holding.bytes.includes(needle.bytes)).map((holding) => `${needle.what} in ${holding.name}`),
  )
}

/** What stands left and right of each finding, so that a row rewritten elsewhere on a page is told from a new mention. */
function contexts(holdings: readonly Holding[], needle: Needle): Set<string> {
  const known = new Set<string>()
  for (const holding of holdings) {
    for (const at of findings(holding, needle)) {
      known.add(`< ${holding.bytes.subarray(Math.max(0, at - contextBytes), at).toString('latin1')}`)
      const end = at + needle.bytes.length
      known.add(`> ${holding.bytes.subarray(end, end + contextBytes).toString('latin1')}`)
    }
  }
  return known
}

/** Mentions that are new: neither side is known from before. */
export function newMentions(before: readonly Holding[], after: readonly Holding[], needles: readonly Needle[]): string[] {
  return needles.flatMap((needle) => {
    const known = contexts(before, needle)
    return after.flatMap((holding) =>
      [...findings(holding, needle)].flatMap((at) => {
        const end = at + needle.bytes.length
        const left = `< ${holding.bytes.subarray(Math.max(0, at - contextBytes), at).toString('latin1')}`
        const right = `> ${holding.bytes.subarray(end, end + contextBytes).toString('latin1')}`
        return known.has(left) || known.has(right) ? [] : [`${needle.what} in ${holding.name} at ${at}`]
      }),
    )
  })
}

/** Every file of a folder and the folders in it. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const nested = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(path) : Promise.resolve(entry.isFile() ? [path] : [])
    }),
  )
  return nested.flat()
}
