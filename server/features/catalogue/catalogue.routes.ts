import type { RulePackName } from '#shared/catalogue/rule-pack.ts'
import { readCatalogueContract } from '#shared/contracts/projects.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { readCatalogue } from './read-catalogue.ts'

/** Adds the catalogue's endpoint. */
export function registerCatalogueRoutes(
  http: HttpRegistrar,
  deps: { readonly config: { readonly rulePack: RulePackName } },
): void {
  http.route(readCatalogueContract, async () => readCatalogue(deps.config.rulePack))
}
