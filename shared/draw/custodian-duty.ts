import { z } from 'zod'
import { confirmDrawEscrow, getDraw, getDrawBundle, releaseDrawShares } from '../contracts/experts-draw.ts'
import { digestField } from '../contracts/fields.ts'
import { fromBase64url, fromHex, hex } from '../primitives/bytes.ts'
import { millisOf } from '../primitives/instant.ts'
import type { StepOrder } from '../sealed-bid/client/custodian-step.ts'
import { type CustodyFile, custodyKey } from '../sealed-bid/client/custody-file.ts'
import { fetchAct, verifySignedText } from '../sealed-bid/client/notice-pack.ts'
import { noticesOfChain } from '../sealed-bid/client/notices-of-chain.ts'
import { ChainRefused, type KnownLog, type WalkedChain, type WalkedEvent, walkChain } from '../sealed-bid/client/walk-chain.ts'
import { keyDigest } from '../sealed-bid/custodian-share.ts'
import { eventCommitmentHex, parseLedgerEvent } from '../transparency/event.ts'
import { parseNoteKey } from '../transparency/signed-note.ts'
import { openDrawEnvelopes } from './custodian-step.ts'
import { type EscrowOf, namesEscrow, openEscrowShare, platformEscrow } from './escrow.ts'
import { type DrawRecord, drawFacts, ofType, readDrawRecord } from './record.ts'
import { committeeSeated } from './supplement.ts'
import { type DrawBundle, parseDrawBundle, verifyDraw } from './verify-draw.ts'

/** Why a custodian's client keeps its shares, or signs nothing, although the platform asks. */
export type DrawRefusal =
  | 'step-not-on-chain'
  | 'draw-unproven'
  | 'other-custody'
  | 'escrow-incomplete'
  | 'party-not-silent'
  | 'party-not-overdue'
  | 'tender-suspended'
  | 'names-not-agreed'
  | 'not-for-custodians'

/** What a custodian's client did in a draw, or why it did not. `logs` is to be kept in the custody file. */
export interface DrawDuty {
  readonly done: 'confirmed' | 'shares' | 'nothing'
  /** The draw something was done or refused in; else the newest whose pool stands on the chain. */
  readonly draw: string | undefined
  /** Escrows that were found to open, or whose shares were given. */
  readonly of: readonly EscrowOf[]
  readonly unreadable: readonly { readonly of: EscrowOf; readonly cause: string }[]
  /** What was asked for and refused; `of` is missing where it is the whole. */
  readonly refused: readonly { readonly refusal: DrawRefusal; readonly of?: EscrowOf; readonly why?: string }[]
  /** Whether nothing more will be asked: every draw of the committee is released, or the tender has ended. */
  readonly isOver: boolean
  readonly logs: readonly KnownLog[]
}

/** What the step needs. */
interface DrawDutyOrder extends StepOrder {
  /**
   * Whether the custodian has agreed to give its share of the key of names: k of them with the stored data learn who sits (X3). Never given
   * otherwise, however often it is asked for.
   */
  readonly mayGiveNames: boolean
}

type Outcome = Partial<Pick<DrawDuty, 'done' | 'of' | 'unreadable' | 'refused'>>
interface Case {
  readonly order: DrawDutyOrder
  readonly chain: WalkedChain
  readonly record: DrawRecord
}

/**
 * Does what a draw now asks of a custodian, by its own client's judgement (`draw/1`): walks the public chain to checkpoints it accepts,
 * verifies the whole bundle under them, sees that pool and custody are those of the notice, opens its envelopes as the chain shows them,
 * and then confirms, or gives shares of a party whose time is over by the limit the requester signed and by this device's clock, or of the
 * key of names if its custodian has agreed. Draws that a supplementary one completes are looked at, too: their names are still sealed. Does
 * nothing when nothing is due. Throws ChainRefused, ProblemError, DomainProblem.
 */
export async function takeDrawStep(order: DrawDutyOrder): Promise<DrawDuty> {
  const { person, custody } = order
  const { tender, logs: knownLogs } = custody
  const { logKeys: trustedKeys } = order.trust
  const chain = await walkChain({ client: person, tender, knownLogs, trustedKeys, proven: ['draw.dealt', 'draw.held'] })
  const withheld = chain.events.find(({ type, facts }) => facts === undefined && Object.hasOwn(drawFacts, type))
  if (withheld !== undefined) throw new ChainRefused(`the facts of ${withheld.type} are withheld`)
  const names = drawsOf(chain)
  const nothing = { done: 'nothing', of: [], unreadable: [], refused: [], logs: chain.logs } as const
  const records = names.map((draw) => {
    const record = readDrawRecord(chain.events, draw)
    if ('fault' in record) throw new ChainRefused(record.fault)
    return record
  })
  const newest = records.at(-1)
  if (newest === undefined) return { ...nothing, draw: undefined, isOver: false }
  const asking = records.filter((record) => mayAsk(record, chain))
  const outcomes: DrawDuty[] = []
  for (const record of asking.toReversed()) {
    const taken = await taskAt({ order, chain, record })
    const outcome = { ...nothing, draw: record.draw, isOver: false, ...taken }
    if (outcome.done !== 'nothing') return outcome
    if (Object.keys(taken).length > 0) outcomes.push(outcome)
  }
  const [kept] = outcomes
  if (kept !== undefined) return kept
  const isTenderOver = ofType(newest.events, 'draw.void').some(({ facts }) => facts.reason === 'tender-ended')
  const isReleased = ofType(newest.events, 'draw.released').length > 0
  return { ...nothing, draw: newest.draw, isOver: isTenderOver || (isReleased && asking.length === 0) }
}

/** The draws whose pools stand on the chain, oldest first: whoever sits by an older one sits under its key of names. */
function drawsOf({ events }: WalkedChain): string[] {
  return events.flatMap(({ type, facts }) =>
    type === 'draw.pooled' ? [z.looseObject({ draw: digestField }).parse(facts).draw] : [],
  )
}

/** Whether a draw may still ask for shares. One that nobody is left of may, once a committee sits by it: its names are still to be released. */
function mayAsk({ events }: DrawRecord, chain: WalkedChain): boolean {
  const has = (type: Parameters<typeof ofType>[1]) => ofType(events, type).length > 0
  if (has('draw.released') || has('draw.void')) return false
  const [exhausted] = ofType(events, 'draw.exhausted')
  if (exhausted === undefined) return true
  const seatedAt = chain.events.findIndex(({ type }) => type === committeeSeated)
  return seatedAt !== -1 && seatedAt < exhausted.index
}

/** What is asked now, judged and done. */
async function taskAt(at: Case): Promise<Outcome> {
  const { order, record } = at
  const { draw, events } = record
  const { i } = order.custody
  const asked = await order.person.call(getDraw, { params: { draw } })
  if (ofType(events, 'draw.held').length === 0) {
    const isAsked = asked.state === 'confirming' && !asked.confirmations.some((one) => one.i === i)
    if (asked.wanted.length > 0 || (isAsked && ofType(events, 'draw.dealt').length === 0))
      return { refused: [{ refusal: 'step-not-on-chain' }] }
    if (!isAsked || ofType(events, 'draw.confirmed').some(({ facts }) => facts.i === i)) return {}
    return (await faultOf(at)) ?? confirm(at)
  }
  const wanted = asked.wanted.filter((of) => asked.given.find((one) => one.of === of)?.i.includes(i) !== true)
  if (wanted.length === 0) return {}
  return (await faultOf(at)) ?? give(at, wanted)
}

/** What is wrong with the whole draw: nothing is signed and nothing given then. */
async function faultOf(at: Case): Promise<Outcome | undefined> {
  const refused = (refusal: DrawRefusal, why?: string): Outcome => ({
    refused: [{ refusal, ...(why === undefined ? {} : { why }) }],
  })
  const { order, chain, record } = at
  const { custody, person, trust } = order
  const notice = (await noticesOfChain(person, chain, trust)).at(-1)?.notice
  const own = keyDigest(fromBase64url(custody.keySpki))
  const keys = notice?.custodians.map(({ keySha256 }) => keySha256) ?? []
  const isOwnSeat = notice?.custodians.some(({ i, keySha256 }) => i === custody.i && keySha256 === own) === true
  const { custody: committed, tender } = record.pool
  const isSame = committed.k === notice?.openingPolicy.k && committed.keys.join() === keys.join()
  if (!isOwnSeat || !isSame || tender !== custody.tender) return refused('other-custody')
  const dealt = ofType(record.events, 'draw.escrowed').map(({ facts }) => facts.of)
  const expected = [...record.pool.parties.map(({ party }) => party), platformEscrow, namesEscrow]
  if (dealt.length !== expected.length || !expected.every((of) => dealt.includes(of))) return refused('escrow-incomplete')
  const unproven = await bundleFault(at)
  return unproven === undefined ? undefined : refused('draw-unproven', unproven)
}

/** Verifies the draw as a stranger does, under the keys and along the very chain that were walked. */
async function bundleFault({ order, chain, record }: Case): Promise<string | undefined> {
  const bundle = parseDrawBundle(await order.person.call(getDrawBundle, { params: { draw: record.draw } }))
  const commitments = bundle.chain.map(commitmentOf)
  if (bundle.draw !== record.draw || bundle.tender !== order.custody.tender) return 'the bundle is of another draw'
  if (chain.events.some(({ c }, index) => commitments[index] !== c)) return 'the bundle shows another chain'
  const { material, isRevocationChecked } = order.trust
  const verdict = await verifyDraw(bundle, {
    logKeys: chain.logs.map(({ key }) => parseNoteKey(key)),
    certificates: { trust: material, isRevocationChecked },
  })
  // Lists that do not reach back to a signature say nothing of it.
  const failed = verdict.checks.find(
    ({ verdict: judged, why }) => judged === 'fail' && why?.startsWith('revocation-unknown') !== true,
  )
  return failed && `${failed.name} ${failed.why ?? ''}`.trim()
}

function commitmentOf({ event, salt }: DrawBundle['chain'][number]): string {
  return eventCommitmentHex(fromHex(salt), parseLedgerEvent(event))
}

/** Opens every envelope of this custodian as the chain shows it, and signs what does not open. */
async function confirm({ order, record }: Case): Promise<Outcome> {
  const { person, custody } = order
  const { draw, pool } = record
  const { custodian, privateKey } = await custodyKey(custody)
  const dealt = ofType(record.events, 'draw.escrowed').map(({ facts }) => facts)
  const opened = await openDrawEnvelopes({ draw, escrows: dealt, custodian, privateKey })
  const unreadable = [...opened.unreadable]
  for (const { of, sealed, box } of dealt) {
    if (unreadable.some((one) => one.of === of)) continue
    // Shares that go to others than the custodians, or a proof that is nowhere, open nothing when they are needed.
    if (sealed.map(({ keySha256 }) => keySha256).join() !== pool.custody.keys.join())
      unreadable.push({ of, cause: 'share-wrong-recipient' })
    else if (of === platformEscrow && box === undefined) unreadable.push({ of, cause: 'box-missing' })
  }
  await person.act(confirmDrawEscrow, {
    params: { draw },
    subject: { tender: custody.tender, draw },
    body: { unreadable: unreadable.map(({ of, cause }) => ({ of: of as typeof platformEscrow, cause })) },
  })
  const of = dealt.map((each) => each.of).filter((each) => !unreadable.some((one) => one.of === each))
  return { done: 'confirmed', of, unreadable }
}

/** Gives what is rightly asked for, and says of the rest why not. */
async function give(at: Case, wanted: readonly EscrowOf[]): Promise<Outcome> {
  const { order, record } = at
  const { draw } = record
  const { custodian, privateKey } = await custodyKey(order.custody)
  const refused: { of: EscrowOf; refusal: DrawRefusal }[] = []
  const unreadable: { of: EscrowOf; cause: string }[] = []
  const shares: { of: typeof platformEscrow; share: string }[] = []
  for (const of of wanted) {
    const refusal = await refusalOf(at, of)
    if (refusal !== undefined) {
      refused.push({ of, refusal })
      continue
    }
    const sealed = ofType(record.events, 'draw.escrowed').find(({ facts }) => facts.of === of)?.facts.sealed ?? []
    const opened = await openEscrowShare({ sealed, draw, of, custodian, privateKey })
    if (opened.ok) shares.push({ of: of as typeof platformEscrow, share: hex(opened.share) })
    else unreadable.push({ of, cause: opened.refusal })
  }
  if (shares.length === 0) return { refused, unreadable }
  await order.person.call(releaseDrawShares, { params: { draw }, body: { shares } })
  return { done: 'shares', of: shares.map(({ of }) => of), refused, unreadable }
}

/** Why a share is kept. What nobody may need is never given: the platform has its own proof, and who has spoken is not silent. */
async function refusalOf(at: Case, of: EscrowOf): Promise<DrawRefusal | undefined> {
  const { order, chain, record } = at
  if (of === namesEscrow) return order.mayGiveNames ? undefined : 'names-not-agreed'
  if (!record.pool.parties.some(({ party }) => party === of)) return 'not-for-custodians'
  const hasSpoken = ofType(record.events, 'draw.revealed').some(({ facts }) => facts.party === of)
  if (hasSpoken || record.seedSha256 !== null) return 'party-not-silent'
  const lastStop = chain.events.findLast(({ type }) => type === 'tender.suspended' || type === 'tender.resumed')
  if (lastStop?.type === 'tender.suspended') return 'tender-suspended'
  const endsAt = await revealingEndsAt(at)
  return order.now < endsAt ? 'party-not-overdue' : undefined
}

const requestedFacts = z.looseObject({ attempt: z.int() })
const requestAct = z.looseObject({ type: z.literal('draw.request'), body: z.looseObject({ stepSeconds: z.int().min(1) }) })
const resumedFacts = z.looseObject({ pausedMs: z.int().min(0) })

/** Until when a party may speak: by the limit the requester signed, moved by every suspension since, never by what the platform says. */
async function revealingEndsAt({ order, chain, record }: Case): Promise<number> {
  const { events } = chain
  const isRequest = ({ type, facts }: WalkedEvent) =>
    type === 'draw.requested' && requestedFacts.safeParse(facts).data?.attempt === record.pool.attempt
  const requested = events.findLast(isRequest)
  const held = ofType(record.events, 'draw.held')[0]?.index ?? -1
  const heldAt = events[held]?.at
  if (requested?.actSha256 === undefined || heldAt === undefined) throw new ChainRefused('nobody signed how long a step is')
  const text = await fetchAct(order.person, requested.actSha256)
  await verifySignedText(text, order.trust)
  const act = requestAct.safeParse(JSON.parse(text.act))
  if (!act.success) throw new ChainRefused('nobody signed how long a step is')
  const pausedMs = events
    .slice(held)
    .filter(({ type }) => type === 'tender.resumed')
    .reduce((sum, { facts }) => sum + (resumedFacts.safeParse(facts).data?.pausedMs ?? Number.POSITIVE_INFINITY), 0)
  return millisOf(heldAt) + act.data.body.stepSeconds * 1000 + pausedMs
}

/** The custody file with what was seen of the log: the next run holds the platform to it. */
export function withLogs(custody: CustodyFile, logs: readonly KnownLog[]): CustodyFile {
  return { ...custody, logs: logs.map(({ log, key, newest }) => ({ log, key, ...(newest === undefined ? {} : { newest }) })) }
}
