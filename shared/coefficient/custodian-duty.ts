import { z } from 'zod'
import { confirmCoefficientEscrow, getCoefficientBundle, releaseCoefficientShares } from '../contracts/coefficient.ts'
import { openDrawEnvelopes } from '../draw/custodian-step.ts'
import { fromBase64url, fromHex } from '../primitives/bytes.ts'
import { millisOf } from '../primitives/instant.ts'
import type { StepOrder } from '../sealed-bid/client/custodian-step.ts'
import { custodyKey } from '../sealed-bid/client/custody-file.ts'
import { noticesOfChain } from '../sealed-bid/client/notices-of-chain.ts'
import { ChainRefused, type KnownLog, type WalkedChain, walkChain } from '../sealed-bid/client/walk-chain.ts'
import { keyDigest } from '../sealed-bid/custodian-share.ts'
import { eventCommitmentHex, parseLedgerEvent } from '../transparency/event.ts'
import { parseNoteKey } from '../transparency/signed-note.ts'
import { type CoefficientRecord, ofCoefficientType, readCoefficientRecord } from './record.ts'
import { type Contributor, contributorsOf } from './terms.ts'
import { parseCoefficientBundle, verifyCoefficient } from './verify-coefficient.ts'

/** Why a custodian's client keeps its shares of a coefficient's numbers, or signs nothing. */
export const coefficientRefusals = ['nothing-due', 'not-overdue', 'tender-suspended', 'other-custody', 'unproven'] as const
/** One reason. */
export type CoefficientRefusal = (typeof coefficientRefusals)[number]

/** What a custodian's client did for a coefficient, or why it did nothing. `logs` is to be kept in the custody file. */
export interface CoefficientDuty {
  readonly done: 'confirmed' | 'shares' | 'nothing'
  /** Whose numbers were found to open, or whose shares were given. */
  readonly of: readonly Contributor[]
  readonly unreadable: readonly { readonly of: string; readonly cause: string }[]
  readonly refusal?: CoefficientRefusal
  readonly why?: string
  /** Whether nothing more will be asked: the coefficient is drawn, or has come to nothing. */
  readonly isOver: boolean
  readonly logs: readonly KnownLog[]
}

interface Case {
  readonly order: StepOrder
  readonly chain: WalkedChain
  readonly record: CoefficientRecord
}

type Outcome = Partial<Omit<CoefficientDuty, 'isOver' | 'logs'>>

/**
 * Does what a coefficient now asks of a custodian, by its own client's judgement (`coefficient/1`): walks the public chain to checkpoints it
 * accepts and verifies the bundle under them; after the deadline it confirms which envelopes open; shares of a silent contributor leave only
 * after `reveal.closed`, when the contributor's time is over by the signed notice and by this device's clock. Throws ChainRefused, ProblemError.
 */
export async function takeCoefficientStep(order: StepOrder): Promise<CoefficientDuty> {
  const { person, custody } = order
  const chain = await walkChain({
    client: person,
    tender: custody.tender,
    knownLogs: custody.logs,
    trustedKeys: order.trust.logKeys,
    proven: ['coefficient.closed', 'reveal.closed', 'coefficient.held'],
  })
  const record = readCoefficientRecord(chain.events)
  if ('fault' in record) throw new ChainRefused(record.fault)
  const isOver = record.events.some(({ type }) => type === 'coefficient.drawn' || type === 'coefficient.void')
  const nothing = { done: 'nothing', of: [], unreadable: [], isOver, logs: chain.logs } as const
  return { ...nothing, ...(await taskOf({ order, chain, record })) }
}

async function taskOf(at: Case): Promise<Outcome> {
  const { record, order, chain } = at
  const has = (type: Parameters<typeof ofCoefficientType>[1]) => ofCoefficientType(record.events, type).length > 0
  if (!has('coefficient.closed') || has('coefficient.drawn') || has('coefficient.void')) return { refusal: 'nothing-due' }
  const lastStop = chain.events.findLast(({ type }) => type === 'tender.suspended' || type === 'tender.resumed')
  if (lastStop?.type === 'tender.suspended') return { refusal: 'tender-suspended' }
  const seats = await seatsOf(at)
  if (seats === undefined) return { refusal: 'other-custody' }
  const unproven = await bundleFault(at)
  if (unproven !== undefined) return { refusal: 'unproven', why: unproven }
  if (has('coefficient.held')) return give(at, seats.signatureSeconds)
  const isDone = ofCoefficientType(record.events, 'coefficient.confirmed').some(({ facts }) => facts.i === order.custody.i)
  return isDone ? { refusal: 'nothing-due' } : confirm(at)
}

/** The limit that the notice signs, if the terms' custodians are the notice's and this custodian holds its own seat among them. */
async function seatsOf({ order, chain, record }: Case): Promise<{ readonly signatureSeconds: number } | undefined> {
  const { custody, person, trust } = order
  const notice = (await noticesOfChain(person, chain, trust)).at(-1)?.notice
  if (notice === undefined) return undefined
  const own = keyDigest(fromBase64url(custody.keySpki))
  const keys = notice.custodians.map(({ keySha256 }) => keySha256)
  const isOwnSeat = notice.custodians.some(({ i, keySha256 }) => i === custody.i && keySha256 === own)
  const committed = record.terms.custody
  const isSame = committed.k === notice.openingPolicy.k && committed.keys.join() === keys.join()
  if (!isOwnSeat || !isSame || record.terms.tender !== custody.tender) return undefined
  return { signatureSeconds: notice.openingPolicy.windows.signatureSeconds }
}

/** Verifies the coefficient as a stranger does, under the keys and along the very chain that were walked. */
async function bundleFault({ order, chain, record }: Case): Promise<string | undefined> {
  const params = { tender: order.custody.tender }
  const bundle = parseCoefficientBundle(await order.person.call(getCoefficientBundle, { params }))
  const commitments = bundle.chain.map(({ event, salt }) => eventCommitmentHex(fromHex(salt), parseLedgerEvent(event)))
  if (bundle.draw !== record.draw) return 'the bundle is of another draw'
  if (chain.events.some(({ c }, index) => commitments[index] !== c)) return 'the bundle shows another chain'
  const { material, isRevocationChecked } = order.trust
  const verdict = await verifyCoefficient(bundle, {
    logKeys: chain.logs.map(({ key }) => parseNoteKey(key)),
    certificates: { trust: material, isRevocationChecked },
  })
  // Lists that do not reach back to a signature say nothing of it.
  const failed = verdict.checks.find(
    ({ verdict: judged, why }) => judged === 'fail' && why?.startsWith('revocation-unknown') !== true,
  )
  return failed && `${failed.name} ${failed.why ?? ''}`.trim()
}

/** Opens every envelope of this custodian as the chain shows it, and signs what does not open. */
async function confirm(at: Case): Promise<Outcome> {
  const { person, custody } = at.order
  const { draw, terms } = at.record
  const opened = await openedOf(at, contributorsOf(terms))
  const unreadable = [...opened.unreadable]
  // Shares that go to others than the custodians open nothing when they are needed.
  for (const { of, sealed } of committedOf(at))
    if (sealed.map(({ keySha256 }) => keySha256).join() !== terms.custody.keys.join() && !unreadable.some((one) => one.of === of))
      unreadable.push({ of, cause: 'share-wrong-recipient' })
  await person.act(confirmCoefficientEscrow, {
    params: { tender: custody.tender },
    subject: { tender: custody.tender, draw },
    body: { unreadable: unreadable.map(({ of, cause }) => ({ of: of as Contributor, cause })) },
  })
  const of = committedOf(at)
    .map((one) => one.of)
    .filter((one) => !unreadable.some((bad) => bad.of === one))
  return { done: 'confirmed', of, unreadable }
}

const resumedFacts = z.looseObject({ pausedMs: z.int().min(0) })

/** Gives the shares of whoever counts and has not spoken, once its time is over. */
async function give(at: Case, signatureSeconds: number): Promise<Outcome> {
  const { order, chain, record } = at
  const held = chain.events.findIndex(({ type }) => type === 'coefficient.held')
  const counted = ofCoefficientType(record.events, 'coefficient.held').flatMap(({ facts }) => facts.counted)
  const revealed = ofCoefficientType(record.events, 'coefficient.revealed').map(({ facts }) => facts.of)
  const given = ofCoefficientType(record.events, 'coefficient.shares-released')
    .filter(({ facts }) => facts.i === order.custody.i)
    .flatMap(({ facts }) => facts.shares.map((share) => share.of))
  const silent = counted.filter((of) => !revealed.includes(of) && !given.includes(of))
  if (silent.length === 0) return { refusal: 'nothing-due' }
  const pausedMs = chain.events
    .slice(held)
    .filter(({ type }) => type === 'tender.resumed')
    .reduce((sum, { facts }) => sum + (resumedFacts.safeParse(facts).data?.pausedMs ?? Number.POSITIVE_INFINITY), 0)
  const heldAt = chain.events[held]?.at
  if (heldAt === undefined || order.now < millisOf(heldAt) + signatureSeconds * 1000 + pausedMs) return { refusal: 'not-overdue' }
  const { shares, unreadable } = await openedOf(at, silent)
  if (shares.length === 0) return { unreadable }
  await order.person.call(releaseCoefficientShares, {
    params: { tender: order.custody.tender },
    body: { shares: shares.map(({ of, share }) => ({ of: of as Contributor, share })) },
  })
  return { done: 'shares', of: shares.map(({ of }) => of as Contributor), unreadable }
}

function committedOf({ record }: Case) {
  return ofCoefficientType(record.events, 'coefficient.committed').map(({ facts }) => facts)
}

/** What this custodian's envelopes of these contributors hold. */
async function openedOf(at: Case, of: readonly Contributor[]) {
  const { custodian, privateKey } = await custodyKey(at.order.custody)
  const escrows = committedOf(at).filter((one) => of.includes(one.of))
  return openDrawEnvelopes({ draw: at.record.draw, escrows, custodian, privateKey })
}
