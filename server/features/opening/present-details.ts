import type { z } from 'zod'
import type { getOpeningEvents, getOpeningManifests, getOpeningMessages } from '#shared/contracts/opening-reading.ts'
import { isPublishedOpening } from '#shared/lifecycle/opening.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readStoredBid } from '../bids/index.ts'
import { readParty } from '../identity/index.ts'
import { tenderChain } from '../ledger/index.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { OpeningReads } from './deps.ts'
import { type OpeningName, readOpening, readOpeningBids } from './read-opening.ts'
import { utteranceModel } from './utterance.model.ts'

type EventsView = z.input<(typeof getOpeningEvents)['answer']['schema']>
type ManifestsView = z.input<(typeof getOpeningManifests)['answer']['schema']>
type MessagesView = z.input<(typeof getOpeningMessages)['answer']['schema']>

/** Facts of the tender's chain after a sequence number, those under no checkpoint yet left out: a gap tells the client to ask again. */
export async function presentEvents(deps: OpeningReads, tender: string, after: number): Promise<EventsView> {
  await readPublishedTender(deps, tender)
  const chain = await tenderChain(deps, tender)
  return {
    events: chain
      .filter(({ event, leafIndex }) => (event.seq ?? 0) > after && leafIndex !== undefined)
      .map(({ event, facts, c, leafIndex }) => ({
        sequence: event.seq ?? 0,
        type: event.type,
        at: event.at,
        facts: facts ?? {},
        c,
        leafIndex: leafIndex ?? null,
      })),
  }
}

/** Every manifest of the list with its identity record: what custodians open from. Public once listed, because the list is. */
export async function presentManifests(deps: OpeningReads, tender: string): Promise<ManifestsView> {
  const opening = await readOpening(deps, tender)
  if (opening.list === null) throw new DomainProblem('opening-not-begun', { deadlineAt: instantOf(opening.deadlineAt.getTime()) })
  const manifests: ManifestsView['manifests'] = []
  for (const { _id } of await readOpeningBids(deps, tender)) {
    const stored = await readStoredBid(deps, _id)
    if (stored !== undefined)
      manifests.push({ manifestSha256: _id, manifest: fromUtf8(stored.manifestBytes), identity: stored.identity.record })
  }
  return { list: opening.list, manifests }
}

/** The chat. A bidder is nameless until publication (O3); a hidden message keeps its place and loses its words. */
export async function presentMessages(deps: OpeningReads, { tender, stage }: OpeningName): Promise<MessagesView> {
  const opening = await readOpening(deps, tender, undefined, stage)
  // At a later stage everybody is known already.
  const isPublished = stage !== undefined || isPublishedOpening(opening.state)
  const said = await utteranceModel(deps.connection)
    .find({ tender: opening._id, kind: 'message' })
    .sort({ at: 1, _id: 1 })
    .limit(2000)
    .lean()
  return {
    messages: await Promise.all(
      said.map(async ({ _id, at, party, role, text, isHidden }) => ({
        id: _id,
        at: instantOf(at.getTime()),
        author: role === 'bidder' && !isPublished ? '' : (await readParty(deps, party)).name,
        role,
        text: isHidden ? '' : text,
        isHidden,
      })),
    ),
  }
}
