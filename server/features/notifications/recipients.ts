import { assertNever } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readDepositParties } from '../deposits/index.ts'
import { partiesAsked } from '../evaluation/index.ts'
import { drawParties } from '../experts/index.ts'
import { partiesInRole } from '../identity/index.ts'
import { type SequencedEvent, tenderChain } from '../ledger/index.ts'
import { readTender, type Tender } from '../notices/index.ts'
import { awardOfEvent, limitOf } from './award-facts.ts'
import type { NotificationsDeps } from './deps.ts'
import { asObject, factsOf } from './event-facts.ts'
import type { Audience } from './message-kind.ts'

/** Whom a message goes to: a whole party, or one person of it. */
export interface Recipient {
  readonly party: string
  readonly person?: string | undefined
}

/** The tender an event is about, if it is about one that is still there. */
export async function tenderOfEvent(deps: NotificationsDeps, event: SequencedEvent): Promise<Tender | undefined> {
  const id = event.subject['tender']
  if (id === undefined) return undefined
  try {
    return await readTender(deps, id)
  } catch (error) {
    if (error instanceof DomainProblem && error.code === 'not-found') return undefined
    throw error
  }
}

/** Everybody an event concerns, each once; a message to the whole party stands for one to its person. */
export async function recipientsOf(
  deps: NotificationsDeps,
  event: SequencedEvent,
  audiences: readonly Audience[],
  tender: Tender | undefined,
): Promise<Recipient[]> {
  const parties = new Set<string>()
  const persons: Recipient[] = []
  for (const audience of audiences) {
    if (audience === 'person') {
      const { party, person } = event.subject
      if (party !== undefined && person !== undefined) persons.push({ party, person })
      continue
    }
    for (const party of await partiesOf(deps, event, audience, tender)) parties.add(party)
  }
  return [...[...parties].map((party) => ({ party })), ...persons.filter(({ party }) => !parties.has(party))]
}

async function partiesOf(
  deps: NotificationsDeps,
  event: SequencedEvent,
  audience: Exclude<Audience, 'person'>,
  tender: Tender | undefined,
): Promise<readonly string[]> {
  switch (audience) {
    case 'party':
      return event.subject['party'] === undefined ? [] : [event.subject['party']]
    case 'project-parties':
      return textsOf(factsOf(event)['parties'])
    case 'tender-parties':
      return tender === undefined ? [] : [tender.tendererParty, ...(tender.agencyParty === null ? [] : [tender.agencyParty])]
    case 'custodians':
      return tender?.custodians.map(({ party }) => party) ?? []
    case 'category-bidders':
      return tender === undefined ? [] : biddersOf(deps, tender.category)
    case 'shown-bidders':
      return shownBidders(deps, event)
    case 'draw-parties':
      return tender === undefined ? [] : drawParties(deps, tender._id)
    case 'asked-bidders':
      return tender === undefined ? [] : partiesAsked(deps, tender._id, factsOf(event)['question'])
    case 'lot-bidders':
      return (await awardOfEvent(deps, event))?.bidders.map(({ party }) => party) ?? []
    case 'lot-winner': {
      const winner = (await awardOfEvent(deps, event))?.winner
      return winner == null ? [] : [winner.party]
    }
    case 'limit-keepers':
      return limitKeepers(deps, event, tender)
    case 'deposit-parties':
      return readDepositParties(deps, textsOf(factsOf(event)['deposits']))
    case 'regulators':
      return (await partiesInRole(deps, 'regulator')).map(({ _id }) => _id)
    case 'centres':
      return (await partiesInRole(deps, 'centre')).map(({ _id }) => _id)
    default:
      return assertNever(audience)
  }
}

/** Whose it is to keep a limit of an award: the regulator's for complaints, the winner's too for the contract, else the tender's parties'. */
async function limitKeepers(deps: NotificationsDeps, event: SequencedEvent, tender: Tender | undefined): Promise<string[]> {
  const limit = limitOf(event)
  const audiences: readonly Exclude<Audience, 'person'>[] =
    limit === 'complaint-acceptance' || limit === 'complaint-decision'
      ? ['regulators']
      : limit === 'contract'
        ? ['tender-parties', 'lot-winner']
        : ['tender-parties']
  return (await Promise.all(audiences.map((audience) => partiesOf(deps, event, audience, tender)))).flat()
}

/** Bidders registered for a category; one that named no category is registered for all. */
async function biddersOf(deps: NotificationsDeps, category: string): Promise<string[]> {
  const bidders = await partiesInRole(deps, 'bidder')
  return bidders
    .filter(({ categories }) => categories === undefined || categories.length === 0 || categories.includes(category))
    .map(({ _id }) => _id)
}

/** Bidders shown to everybody by the opening's publication: from then on, never before. */
async function shownBidders(deps: NotificationsDeps, event: SequencedEvent): Promise<string[]> {
  const id = event.subject['tender']
  const chain = id === undefined ? [] : await tenderChain(deps, id)
  const published = chain.find(({ event: { type } }) => type === 'opening.published')
  const { bids } = asObject(published?.facts)
  if (!Array.isArray(bids)) return []
  return textsOf(bids.map((bid: unknown) => asObject(bid)['party']))
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}
