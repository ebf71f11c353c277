import { z } from 'zod'
import type { PersonClient } from '../../acts/person-client.ts'
import { type LaterStage, laterStages } from '../../catalogue/letter-form.ts'
import { digestField } from '../../contracts/fields.ts'
import { releaseIdentities, releaseShares, reportEnvelopes } from '../../contracts/opening-custodians.ts'
import { getOpening, getOpeningManifests, getSettlement } from '../../contracts/opening-reading.ts'
import { stageFact } from '../../lifecycle/opening.ts'
import type { TrustMaterial } from '../../pki/path.ts'
import { concat, fromHex, hex, utf8 } from '../../primitives/bytes.ts'
import { sha256Hex } from '../../primitives/digest.ts'
import type { NoteKey } from '../../transparency/signed-note.ts'
import { envelopeContext, identityContext } from '../commitments.ts'
import { type OpenedShare, openCustodianShare, type SharePurpose } from '../custodian-share.ts'
import { deadlinesOf } from '../deadline-in-force.ts'
import { identityRecordSchema } from '../identity-envelope.ts'
import { type Manifest, parseManifest, type SealedShare } from '../manifest.ts'
import { type ReleaseRefusal, type ReleaseRequest, releaseDecision } from '../release-decision.ts'
import type { NoticeAct } from '../target-of-notice.ts'
import { type CustodyFile, custodyKey } from './custody-file.ts'
import { noticesOfChain } from './notices-of-chain.ts'
import { stageOpening, stagesLeft } from './stage-opening.ts'
import { ChainRefused, type KnownLog, type WalkedChain, walkChain } from './walk-chain.ts'

/** Steps whose own place in the log a custodian must see proven. */
const PROVEN = [
  'notice.published',
  'notice.amended',
  'tender.resumed',
  'deadline.passed',
  'opening.listed',
  'opening.bid-added',
  'opening.live-bids-found',
  'opening.window-closed',
  'reveal.closed',
  ...laterStages.map((stage) => stageFact(stage, 'opened')),
] as const

type EnvelopeName = 'qualification' | 'technical' | 'commercial'

/** An envelope a custodian could not open to what its bidder committed to, as reports and releases name it. */
export interface UnreadableShare {
  readonly manifestSha256: string
  readonly envelope: EnvelopeName
  readonly purpose: 'custodian' | 'remedy'
  readonly cause: string
}

/** An identity envelope whose share did not open. */
export interface UnreadableIdentity {
  readonly manifestSha256: string
  readonly envelope: 'identity'
  readonly purpose: 'identity'
  readonly cause: string
}

/** What a custodian's client has done, or why it did not. `logs` is to be kept in the custody file. */
export interface CustodianStep {
  readonly done: 'identities' | 'report' | 'shares' | 'nothing'
  /** The later stage whose shares were released; not set at the opening itself. */
  readonly stage?: LaterStage | undefined
  /** Whether nothing more will be asked: every stage is published, or nothing (more) will be opened. */
  readonly isOver?: boolean | undefined
  /** Bids of the list. */
  readonly bids: number
  /** What did not open to what was committed to, and was reported. */
  readonly unreadable: readonly (UnreadableShare | UnreadableIdentity)[]
  /** Why shares that were asked for stay on the device. */
  readonly refusal?: ReleaseRefusal | undefined
  readonly logs: readonly KnownLog[]
}

/** What the step needs. */
export interface StepOrder {
  readonly person: PersonClient
  readonly custody: CustodyFile
  /** The device's own clock, milliseconds. */
  readonly now: number
  readonly trust: {
    readonly material: TrustMaterial
    readonly isRevocationChecked: boolean
    /** Keys of logs got from elsewhere than the platform, if there are any. */
    readonly logKeys?: readonly NoteKey[] | undefined
  }
}

interface ListedManifest {
  readonly manifestSha256: string
  readonly manifest: Manifest
  readonly identity: readonly SealedShare[]
}

/**
 * Does what the opening now asks of a custodian, by its own client's judgement (`opening/1`, steps 2, 5 and 6): walks the public chain
 * to checkpoints it accepts, verifies the notices itself, opens its envelopes, decides by `releaseDecision`, and signs one act for all
 * bids. Does nothing when nothing is due or it is done already. Throws ChainRefused, ProblemError, DomainProblem.
 */
export async function takeCustodianStep(order: StepOrder): Promise<CustodianStep> {
  const { person, custody } = order
  const { tender } = custody
  const { logKeys: trustedKeys } = order.trust
  const chain = await walkChain({ client: person, tender, knownLogs: custody.logs, trustedKeys, proven: PROVEN })
  const nothing: CustodianStep = { done: 'nothing', isOver: isOverNow(chain), bids: 0, unreadable: [], logs: chain.logs }
  const due = dueStep(chain)
  const seat = due === undefined ? undefined : await ownSeat(order, due.stage)
  if (due === undefined || seat === undefined || seat[due.step]) return nothing
  const notices = await noticesOfChain(person, chain, order.trust)
  const listed = await listedManifests(order, chain)
  switch (due.step) {
    case 'identities':
      return giveIdentities(order, chain, notices, listed)
    case 'report':
      return giveReport(order, chain, listed)
    case 'shares':
      return giveShares(order, chain, notices, listed, due.stage)
  }
}

function isOverNow(chain: WalkedChain): boolean {
  const has = (type: string) => chain.events.some((event) => event.type === type)
  return has('opening.failed') || (has('opening.published') && stagesLeft(chain).length === 0)
}

type StepName = 'identities' | 'report' | 'shares'

/** Which act of a custodian the chain waits for, at the opening or at a later stage that has been opened. */
function dueStep(chain: WalkedChain): { readonly step: StepName; readonly stage?: LaterStage } | undefined {
  const has = (type: string) => chain.events.some((event) => event.type === type)
  if (has('opening.failed')) return undefined
  if (has('opening.published')) {
    const stage = stagesLeft(chain).find((left) => has(stageFact(left, 'opened')))
    return stage && { step: 'shares', stage }
  }
  if (has('reveal.closed')) return { step: 'shares' }
  if (has('opening.settlement-prepared')) return undefined
  if (has('opening.window-closed')) return { step: 'report' }
  if (has('opening.live-bids-found')) return undefined
  return has('opening.listed') ? { step: 'identities' } : undefined
}

async function ownSeat({ person, custody }: StepOrder, stage?: LaterStage): Promise<Record<StepName, boolean> | undefined> {
  const { custodians } = await person.call(getOpening, { params: { tender: custody.tender }, query: { stage } })
  const seat = custodians.find(({ i }) => i === custody.i)
  return seat && { identities: seat.hasReleasedIdentities, report: seat.hasReported, shares: seat.hasReleased }
}

/** The manifests of the list, each with the digest the chain lists it under: a platform cannot slip in another. */
async function listedManifests({ person, custody }: StepOrder, chain: WalkedChain): Promise<ListedManifest[]> {
  const facts = z.looseObject({ manifests: z.array(digestField), list: digestField })
  const listed = facts.parse(chain.events.find((event) => event.type === 'opening.listed')?.facts)
  if (sha256Hex(concat(...listed.manifests.map(fromHex))) !== listed.list)
    throw new ChainRefused('the list and its digest differ')
  const { manifests } = await person.call(getOpeningManifests, { params: { tender: custody.tender } })
  const added = chain.events.filter((event) => event.type === 'opening.bid-added').map((event) => textOf(event.facts))
  const missing = listed.manifests.find((wanted) => !manifests.some(({ manifestSha256 }) => manifestSha256 === wanted))
  if (missing !== undefined) throw new ChainRefused(`the platform does not give the listed manifest ${missing}`)
  return manifests.map(({ manifestSha256, manifest, identity }) => {
    const bytes = utf8(manifest)
    if (sha256Hex(bytes) !== manifestSha256) throw new ChainRefused(`not the manifest ${manifestSha256}`)
    if (!listed.manifests.includes(manifestSha256) && !added.includes(manifestSha256)) {
      throw new ChainRefused(`the manifest ${manifestSha256} is not on the list`)
    }
    return { manifestSha256, manifest: parseManifest(bytes), identity: identityRecordSchema.parse(identity).custodians }
  })
}

async function giveIdentities(
  order: StepOrder,
  chain: WalkedChain,
  notices: readonly NoticeAct[],
  listed: readonly ListedManifest[],
): Promise<CustodianStep> {
  const { person, custody } = order
  const shares: { manifestSha256: string; share: string }[] = []
  const unreadable: UnreadableIdentity[] = []
  for (const { manifestSha256, identity } of listed) {
    const refusal = refusalOf(order, chain, notices, { purpose: 'identity', manifestSha256 })
    if (refusal !== undefined) return { done: 'nothing', bids: listed.length, unreadable: [], refusal, logs: chain.logs }
    const opened = await openOwn(custody, identity, 'identity', identityContext(manifestSha256))
    if (opened.ok) shares.push({ manifestSha256, share: hex(opened.share) })
    else unreadable.push({ manifestSha256, envelope: 'identity', purpose: 'identity', cause: opened.refusal })
  }
  const { tender } = custody
  await person.act(releaseIdentities, {
    params: { tender },
    subject: { tender, list: listOf(chain) },
    body: { shares, unreadable: unreadable.map(({ manifestSha256, cause }) => ({ manifestSha256, cause })) },
  })
  return { done: 'identities', bids: listed.length, unreadable, logs: chain.logs }
}

async function giveReport(order: StepOrder, chain: WalkedChain, listed: readonly ListedManifest[]): Promise<CustodianStep> {
  const { person, custody } = order
  const live = z
    .looseObject({ live: z.array(digestField) })
    .parse(chain.events.find((event) => event.type === 'opening.live-bids-found')?.facts).live
  const bids = listed.filter(({ manifestSha256 }) => live.includes(manifestSha256))
  const unreadable: UnreadableShare[] = []
  for (const bid of bids) unreadable.push(...(await openAll(custody, bid, true)).unreadable)
  const { tender } = custody
  await person.act(reportEnvelopes, { params: { tender }, subject: { tender, list: listOf(chain) }, body: { unreadable } })
  return { done: 'report', bids: bids.length, unreadable, logs: chain.logs }
}

async function giveShares(
  order: StepOrder,
  chain: WalkedChain,
  notices: readonly NoticeAct[],
  listed: readonly ListedManifest[],
  stage: LaterStage | undefined,
): Promise<CustodianStep> {
  const { person, custody } = order
  const { tender } = custody
  const { settlement } = await person.call(getSettlement, { params: { tender } })
  const closed = z
    .looseObject({ opening: z.array(digestField), settlementSha256: digestField })
    .parse(chain.events.find((event) => event.type === 'reveal.closed')?.facts)
  const shares: { manifestSha256: string; envelope: EnvelopeName; purpose: 'custodian' | 'remedy'; share: string }[] = []
  const unreadable: UnreadableShare[] = []
  const going = stage === undefined ? closed.opening : await stageOpening(order, chain, { notices, list: listOf(chain), stage })
  const bids = listed.filter(({ manifestSha256 }) => going.includes(manifestSha256))
  const stages = new Map(notices.at(-1)?.notice.envelopes.map(({ name, opensAt }) => [name as string, opensAt as string]))
  for (const bid of bids) {
    const { manifestSha256 } = bid
    const isRemedied = refusalOf(order, chain, notices, ask('remedy', manifestSha256, 'opening'), settlement) === undefined
    const opened = await openAll(custody, bid, isRemedied, (envelope) => stages.get(envelope) === (stage ?? 'opening'))
    for (const share of opened.shares) {
      const request = ask(share.purpose, manifestSha256, stages.get(share.envelope) ?? 'unknown', share.envelope)
      const refusal = refusalOf(order, chain, notices, request, settlement)
      if (refusal !== undefined) return { done: 'nothing', bids: bids.length, unreadable, refusal, logs: chain.logs }
    }
    shares.push(...opened.shares)
    unreadable.push(...opened.unreadable)
  }
  const { settlementSha256 } = closed
  const body = { settlementSha256, shares, unreadable }
  const subject = { tender, list: listOf(chain), ...(stage === undefined ? {} : { stage }) }
  await person.act(releaseShares, { params: { tender }, subject, body })
  return { done: 'shares', stage, bids: bids.length, unreadable, logs: chain.logs }
}

function ask(purpose: 'custodian' | 'remedy', manifestSha256: string, opensAt: string, envelope = ''): ReleaseRequest {
  return { purpose, manifestSha256, envelope, opensAt }
}

function refusalOf(
  { now }: StepOrder,
  chain: WalkedChain,
  notices: readonly NoticeAct[],
  request: ReleaseRequest,
  settlement?: string,
): ReleaseRefusal | undefined {
  const { events, checkpoints } = chain
  const deadlines = deadlinesOf(events, notices)
  const decision = releaseDecision({ request, now, deadlines, chain: events, checkpoints, settlement })
  return decision.release ? undefined : decision.refusal
}

/** Opens this custodian's share of every envelope of one bid, or of those asked for; remedy shares only when asked for. */
async function openAll(
  custody: CustodyFile,
  { manifestSha256, manifest }: ListedManifest,
  withRemedy: boolean,
  isAsked: (envelope: string) => boolean = () => true,
): Promise<{
  shares: { manifestSha256: string; envelope: EnvelopeName; purpose: 'custodian' | 'remedy'; share: string }[]
  unreadable: UnreadableShare[]
}> {
  const shares: { manifestSha256: string; envelope: EnvelopeName; purpose: 'custodian' | 'remedy'; share: string }[] = []
  const unreadable: UnreadableShare[] = []
  for (const described of manifest.envelopes) {
    const envelope = described.name as EnvelopeName
    if (!isAsked(envelope)) continue
    const context = envelopeContext(manifest.bind, described.name)
    for (const purpose of ['custodian', 'remedy'] as const) {
      const sealed = purpose === 'custodian' ? described.custodians : withRemedy ? described.remedy : undefined
      if (sealed === undefined) continue
      const opened = await openOwn(custody, sealed, purpose, context)
      if (opened.ok) shares.push({ manifestSha256, envelope, purpose, share: hex(opened.share) })
      else unreadable.push({ manifestSha256, envelope, purpose, cause: opened.refusal })
    }
  }
  return { shares, unreadable }
}

async function openOwn(
  custody: CustodyFile,
  shares: readonly SealedShare[],
  purpose: SharePurpose,
  context: ReturnType<typeof identityContext>,
): Promise<OpenedShare> {
  const { custodian, privateKey } = await custodyKey(custody)
  const sealed = shares.find(({ i }) => i === custodian.i)
  if (sealed === undefined) return { ok: false, refusal: 'share-wrong-recipient', detail: 'no share for this seat' }
  return openCustodianShare({ sealed, purpose, context, custodian, privateKey })
}

function listOf(chain: WalkedChain): string {
  const facts = z.looseObject({ list: digestField })
  return facts.parse(chain.events.find((event) => event.type === 'opening.listed')?.facts).list
}

function textOf(facts: unknown): string | undefined {
  const parsed = z.looseObject({ manifestSha256: digestField }).safeParse(facts)
  return parsed.success ? parsed.data.manifestSha256 : undefined
}
