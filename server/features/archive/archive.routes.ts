import { getArchive, listArchives } from '#shared/contracts/archive.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import type { ArchiveDeps } from './deps.ts'
import { bagName, readBag, readBags, zipOf } from './read-bags.ts'

/** Adds the archive's endpoints. */
export function registerArchiveRoutes(http: HttpRegistrar, deps: ArchiveDeps): void {
  http.route(listArchives, async ({ params, actor }) => ({
    bags: (await readBags(deps, { tender: params.tender, actor })).map(({ number, cause, at, files, missing }) => ({
      number,
      cause,
      at: at as Instant,
      files: files.map((file) => ({ ...file })),
      missing: [...missing],
    })),
  }))
  http.route(getArchive, async ({ params, query, actor }) => {
    const bag = await readBag(deps, { tender: params.tender, bag: query.bag, actor })
    return {
      bytes: zipOf(deps, bag),
      headers: { 'content-disposition': `attachment; filename="${bagName(bag)}.zip"` },
    }
  })
}
