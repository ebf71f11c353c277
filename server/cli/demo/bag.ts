import { createHash } from 'node:crypto'
import { getArchive, listArchives } from '#shared/contracts/archive.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import type { Player } from './people.ts'
import type { Stages } from './stage.ts'
import { until } from './until.ts'
import { unzip } from './unzip.ts'

/** Takes the bag that the end of a tender has written (RFC 8493), and checks it by its own text, as whoever inherits it would. */
export async function checkBag(reader: Player, tender: string, stages: Stages): Promise<void> {
  const params = { tender }
  const { bags } = await until(
    'the bag of a finished tender',
    () => reader.call(listArchives, { params }),
    ({ bags: written }) => written.some(({ cause }) => cause.startsWith('award.')),
  )
  const bag = bags.at(-1)
  if (bag === undefined) throw new Error('no bag')
  const files = new Map<string, Uint8Array>()
  for (const [path, bytes] of unzip(await reader.call(getArchive, { params, query: { bag: bag.number } })))
    files.set(path.slice(path.indexOf('/') + 1), bytes)
  const checked = ['sha256', 'sha512'].flatMap((algorithm) =>
    ['manifest', 'tagmanifest'].map((kind) => countMatching(files, `${kind}-${algorithm}.txt`, algorithm)),
  )
  const payload = [...files.keys()].filter((path) => path.startsWith('data/'))
  if (checked[0] !== payload.length) throw new Error('a file of the bag is not on its manifest')
  const octets = payload.reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0)
  stages.line(
    `BagIt 包 ${bag.number}：${payload.length} 个文件，${(octets / 1024 / 1024).toFixed(0)} MB，SHA-256 与 SHA-512 全部相符 / the bag checks`,
  )
}

/** Files of a manifest that are what it says. Throws at the first that is not. */
function countMatching(files: ReadonlyMap<string, Uint8Array>, manifest: string, algorithm: string): number {
  const lines = fromUtf8(files.get(manifest) ?? new Uint8Array())
    .split('\n')
    .filter((line) => line !== '')
  for (const line of lines) {
    const [digest = '', path = ''] = line.split(/ {2}(.*)/)
    const bytes = files.get(path)
    if (bytes === undefined || createHash(algorithm).update(bytes).digest('hex') !== digest)
      throw new Error(`${path} is not what ${manifest} says`)
  }
  return lines.length
}
