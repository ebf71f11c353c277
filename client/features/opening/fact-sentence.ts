import type { TFunction } from 'i18next'
import type { HallFact, HallOpening, HallTender } from './hall-state.ts'
import { priceFieldOf } from './seal-view.ts'

/** Facts that are no announcement: they belong to the chat beside it. */
const NOT_ANNOUNCED: ReadonlySet<string> = new Set(['opening.message-sent'])

/** Whether a fact belongs on the notice board. */
export function isAnnounced({ type }: HallFact): boolean {
  return !NOT_ANNOUNCED.has(type)
}

/** What a fact says, in a sentence. Before publication nothing in it names a bidder, because the fact itself does not (O3). */
export function factSentence(
  t: TFunction<'opening'>,
  fact: HallFact,
  { opening, tender }: { readonly opening: HallOpening | undefined; readonly tender: HallTender | undefined },
): string {
  const { facts, type } = fact
  const numberOf = (manifest: unknown) => opening?.seals.find(({ manifestSha256 }) => manifestSha256 === manifest)?.number
  const nameOf = (party: unknown) => opening?.seals.find(({ bidder }) => bidder?.party === party)?.bidder?.name
  const custodian = opening?.custodians.find(({ i }) => i === facts['i'])?.name ?? ''
  const two = (number: unknown) => String(number ?? '?').padStart(2, '0')
  const count = (key: string) => (Array.isArray(facts[key]) ? facts[key].length : 0)
  const unreadable = count('unreadable')
  switch (type) {
    case 'opening.listed':
      return t('fact.opening.listed', { count: count('manifests') })
    case 'opening.live-bids-found':
      return t('fact.opening.live-bids-found', { count: count('live') })
    case 'opening.identities-wanted':
      return t('fact.opening.identities-wanted', { count: count('bids') })
    case 'opening.payloads-wanted':
      return t('fact.opening.payloads-wanted', { count: count('payloads') })
    case 'opening.checked-in':
      return facts['number'] === undefined
        ? t('fact.opening.present', { roles: rolesOf(t, facts['roles']) })
        : t('fact.opening.checked-in', { number: two(facts['number']) })
    case 'bid.revealed':
    case 'bid.identity-supplied':
    case 'bid.payload-supplied':
    case 'opening.bid-added':
      return t(`fact.${type}`, { number: two(facts['number']) })
    case 'custody.reveal-posted':
      return t('fact.custody.reveal-posted', { number: two(facts['number']), custodian })
    case 'opening.window-closed':
      return t('fact.opening.window-closed', { count: count('revealed'), silent: count('silent') })
    case 'custody.identities-released':
      return unreadable > 0
        ? t('fact.custody.identities-unreadable', { custodian, count: unreadable })
        : t('fact.custody.identities-released', { custodian })
    case 'custody.reported':
      return unreadable > 0
        ? t('fact.custody.reported-bad', { custodian, count: unreadable })
        : t('fact.custody.reported', { custodian })
    case 'custody.released':
      return t('fact.custody.released', { custodian })
    case 'opening.settlement-signed':
      return t(`fact.opening.settlement-signed-${facts['as'] === 'regulator' ? 'regulator' : 'tenderer'}`)
    case 'reveal.closed':
      return t('fact.reveal.closed', { count: count('opening'), signatures: count('signatures') })
    case 'opening.published':
      return t(
        `fact.opening.published${facts['later'] !== undefined ? '-first' : facts['stage'] !== undefined ? '-later' : ''}`,
        {
          count: openedOf(facts['bids']),
        },
      )
    case 'stage.price-opened':
      return t('fact.stage.price-opened', { count: count('opening'), unopened: count('unopened') })
    case 'opening.read-out':
      return readOutSentence(t, facts['manifests'], { opening, tender, two, numberOf })
    case 'opening.objection-raised':
      return t('fact.opening.objection-raised', {
        name: nameOf(facts['party']) ?? t('role.bidder'),
        text: String(facts['text'] ?? ''),
      })
    case 'opening.objection-answered':
      return t('fact.opening.objection-answered', { text: String(facts['text'] ?? '') })
    case 'opening.record-signed':
      return t(facts['isRefusal'] === true ? 'fact.opening.record-refused' : 'fact.opening.record-signed', {
        who: nameOf(facts['party']) ?? t(`role.${roleOf(facts['as'])}`),
      })
    case 'opening.recorded':
      return t('fact.opening.recorded', { count: count('signatures') })
    case 'opening.custodians-awaited':
      return t('fact.opening.custodians-awaited', { names: namesOf(facts['custodians'], opening) })
    default:
      return t(`fact.${type}`, { defaultValue: t('fact.other', { type }) })
  }
}

function readOutSentence(
  t: TFunction<'opening'>,
  manifests: unknown,
  {
    opening,
    tender,
    two,
    numberOf,
  }: {
    readonly opening: HallOpening | undefined
    readonly tender: HallTender | undefined
    readonly two: (number: unknown) => string
    readonly numberOf: (manifest: unknown) => number | undefined
  },
): string {
  const read = Array.isArray(manifests) ? manifests : []
  const field = priceFieldOf(tender)
  const [first] = read
  const seal = opening?.seals.find(({ manifestSha256 }) => manifestSha256 === first)
  if (read.length !== 1 || seal === undefined || field === undefined)
    return t('fact.opening.read-out', { count: read.length, numbers: read.map((one) => two(numberOf(one))).join(t('list')) })
  return t('fact.opening.read-one', {
    number: two(seal.number),
    name: seal.bidder?.name ?? '',
    price: seal.fields?.[field] ?? '',
  })
}

function openedOf(bids: unknown): number {
  return Array.isArray(bids) ? bids.filter((bid) => (bid as { state?: unknown }).state === 'opened').length : 0
}

function rolesOf(t: TFunction<'opening'>, roles: unknown): string {
  return Array.isArray(roles) ? roles.map((role) => t(`role.${roleOf(role)}`)).join(t('list')) : ''
}

/** The role as the texts know it; anything else is somebody present. */
export function roleOf(role: unknown): string {
  const known = ['host', 'bidder', 'custodian', 'regulator', 'centre', 'tenderer', 'agency']
  return typeof role === 'string' && known.includes(role) ? role : 'present'
}

function namesOf(custodians: unknown, opening: HallOpening | undefined): string {
  if (!Array.isArray(custodians)) return ''
  return custodians.map((i) => opening?.custodians.find((seat) => seat.i === i)?.name ?? String(i)).join('、')
}
