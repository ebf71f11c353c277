import { getArchive, listArchives } from '#shared/contracts/archive.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { byteRangeOf, partOf } from '../../platform/http/byte-range.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import type { ArchiveDeps } from './deps.ts'
import { bagName, etagOf, readBag, readBags, zipOf } from './read-bags.ts'

/** Adds the archive's endpoints. */
export function registerArchiveRoutes(http: HttpRegistrar, deps: ArchiveDeps): void {
  http.route(listArchives, async ({ params, actor }) => ({
    bags: (await readBags(deps, { tender: params.tender, actor })).map(({ number, cause, at, files, missing, zip }) => ({
      number,
      cause,
      at: at as Instant,
      files: files.map((file) => ({ ...file })),
      missing: [...missing],
      zip: zip ?? null,
    })),
  }))
  http.route(getArchive, async ({ params, query, actor, exchange }) => {
    const bag = await readBag(deps, { tender: params.tender, bag: query.bag, actor })
    const { bytes, size } = zipOf(deps, bag)
    const etag = etagOf(bag)
    const range = byteRangeOf(exchange.request.headers, { size, etag })
    const headers = {
      'content-disposition': `attachment; filename="${bagName(bag)}.zip"`,
      'accept-ranges': 'bytes',
      etag,
    }
    if (range === 'unsatisfiable') {
      bytes.destroy()
      return { bytes: new Uint8Array(), status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } }
    }
    if (range === undefined) return { bytes, headers: { ...headers, 'content-length': String(size) } }
    const { start, end } = range
    return {
      bytes: partOf(bytes, range),
      status: 206,
      headers: {
        ...headers,
        'content-length': String(end - start + 1),
        'content-range': `bytes ${start}-${end}/${size}`,
      },
    }
  })
}
