import { onEvent } from '../ledger/index.ts'
import type { ArchiveDeps } from './deps.ts'
import { archiving, writeBag } from './write-bag.ts'

/** Has every tender that comes to an end written into a bag. */
export function startArchive(deps: ArchiveDeps): void {
  onEvent(deps, 'archive-bags', (event) => writeBag(deps, event), { types: archiving })
}
