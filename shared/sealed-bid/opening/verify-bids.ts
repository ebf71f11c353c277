import { z } from 'zod'
import { digestField } from '../../contracts/fields.ts'
import { stageFact } from '../../lifecycle/opening.ts'
import { validatePath } from '../../pki/path.ts'
import { type Bytes, concat, fromHex, hex, utf8 } from '../../primitives/bytes.ts'
import { sha256Hex } from '../../primitives/digest.ts'
import { type Instant, millisOf } from '../../primitives/instant.ts'
import { DomainProblem } from '../../problems/domain-problem.ts'
import { entryLeafHash } from '../../transparency/entry.ts'
import { verifyInclusion } from '../../transparency/merkle-proof.ts'
import type { Intent } from '../commitments.ts'
import { deadlinesOf } from '../deadline-in-force.ts'
import { entryCommitment } from '../event-envelope.ts'
import { checkIdentity } from '../identity-envelope.ts'
import { parseLetter } from '../letter.ts'
import { type Manifest, parseManifest } from '../manifest.ts'
import { checkManifest } from '../sealing-target.ts'
import { type NoticeAct, targetOfNotice } from '../target-of-notice.ts'
import type { BundleBid, OpeningBundle } from './bundle.ts'
import { CauseFound } from './causes.ts'
import type { CheckList } from './checks.ts'
import { findCopiedBids, findLiveBids, type ListedBid } from './live-bids.ts'
import { mostBids } from './most-bids.ts'
import type { VerifiedCheckpoint, VerifiedEvent } from './verify-chain.ts'
import { verifyOpened } from './verify-opened.ts'
import type { OpeningTrust } from './verify-opening.ts'

const listFacts = z.looseObject({ list: digestField, manifests: z.array(digestField).max(mostBids) })
const publishedFacts = z.looseObject({
  bids: z
    .array(z.looseObject({ manifestSha256: digestField, fields: z.record(z.string(), z.string()).nullable() }))
    .max(mostBids),
})

/** A bid of the bundle whose manifest is what it must be. */
interface KnownBid {
  readonly bid: BundleBid
  readonly manifest: Manifest
  readonly bytes: Bytes
  readonly owner: { readonly party: string; readonly intent: Intent; readonly receivedAt: Instant } | undefined
}

/** What verifying the bids takes from what was verified before. */
export interface BidsContext {
  readonly bundle: OpeningBundle
  readonly trust: OpeningTrust
  readonly notices: readonly NoticeAct[]
  readonly events: readonly VerifiedEvent[]
  readonly deadline: VerifiedCheckpoint | undefined
}

/** Checks the list, every manifest, whose each bid is, which are live, and that each opened or failed as it was shown. */
export async function verifyBids(context: BidsContext, list: CheckList): Promise<void> {
  verifyList(context, list)
  const known: KnownBid[] = []
  for (const bid of context.bundle.bids) {
    const manifest = verifyManifest(context, bid, list)
    if (manifest === undefined) continue
    const bytes = utf8(bid.manifest)
    known.push({ bid, manifest, bytes, owner: await verifyOwner(context, bid, manifest, bytes, list) })
  }
  verifyLive(known, list)
  const later = laterNames(context.notices)
  for (const { bid, manifest } of known) await verifyOpened(bid, manifest, later, list)
  verifyPublished(context, later, list)
}

/** The list of the chain is the list of the bundle: in byte order, none more, none less but what was added on a receipt. */
function verifyList({ bundle, events }: BidsContext, list: CheckList): void {
  const listed = events.find((event) => event.type === 'opening.listed')
  const facts = listFacts.safeParse(listed?.facts)
  list.judge('list-complete', facts.success ? listFault(facts.data, bundle, events) : 'the chain lists no manifests')
}

function listFault(
  facts: z.output<typeof listFacts>,
  bundle: OpeningBundle,
  events: readonly VerifiedEvent[],
): string | undefined {
  const sorted = [...facts.manifests].sort()
  if (sorted.join() !== facts.manifests.join()) return 'not in the order of the digests'
  if (facts.list !== sha256Hex(concat(...facts.manifests.map(fromHex)))) return 'its digest is not that of its manifests'
  const listed = new Set(facts.manifests)
  const held = new Set(bundle.bids.map((bid) => bid.manifestSha256))
  const missing = facts.manifests.filter((manifest) => !held.has(manifest))
  const later = bundle.bids.filter((bid) => !listed.has(bid.manifestSha256))
  const unexplained = later.filter((bid) => !events.some((event) => isAddition(event, bid.manifestSha256)))
  if (held.size !== bundle.bids.length) return 'a bid stands in it twice'
  if (missing.length > 0) return `${missing.length} listed manifests are not in the bundle`
  return unexplained.length > 0 ? `${unexplained.length} bids are in the bundle and not on the list` : undefined
}

/** A bid left off is added on its receipt, by an event of its own. */
function isAddition(event: VerifiedEvent, manifestSha256: string): boolean {
  const facts = event.facts as { manifestSha256?: string } | undefined
  return event.type === 'opening.bid-added' && facts?.manifestSha256 === manifestSha256
}

/** The manifest has its digest, is canonical, and is sealed under one of the notices of this round. */
function verifyManifest({ bundle, notices }: BidsContext, bid: BundleBid, list: CheckList): Manifest | undefined {
  const bytes = utf8(bid.manifest)
  const subject = bid.manifestSha256
  if (sha256Hex(bytes) !== subject) {
    list.fail('manifest-fits', 'not the manifest of this digest', subject)
    return undefined
  }
  try {
    const manifest = parseManifest(bytes)
    const notice = notices.find(({ sha256 }) => sha256 === manifest.bind.notice)
    if (notice === undefined) throw new DomainProblem('manifest-old-notice')
    checkManifest(manifest, targetOfNotice(notice, manifest.bind.lot))
    if (manifest.bind.tender !== bundle.tender) throw new DomainProblem('manifest-wrong-tender')
    list.pass('manifest-fits', subject)
    return manifest
  } catch (error) {
    if (!(error instanceof DomainProblem)) throw error
    list.fail('manifest-fits', error.code, subject)
    return undefined
  }
}

/** The signature over the manifest, the commitment, and the entry under the deadline's checkpoint. */
async function verifyOwner(
  context: BidsContext,
  bid: BundleBid,
  manifest: Manifest,
  bytes: Bytes,
  list: CheckList,
): Promise<KnownBid['owner']> {
  const subject = bid.manifestSha256
  if (bid.identity === null) {
    if (bid.state === 'opened' || bid.state === 'failed') list.fail('bid-signed', 'shown, and not proven whose it is', subject)
    else if (bid.cause === null) list.fail('live-bids', 'left out without a cause', subject)
    else list.skip('bid-signed', 'its identity is not in the bundle', subject)
    return undefined
  }
  const { identity } = bid
  const checked = await checkIdentity({ manifestBytes: bytes, commitment: manifest.bind.bidderCommitment, identity })
  if (!checked.ok) {
    const isNamed = bid.cause?.code === checked.cause
    if (isNamed) list.pass('cause-proven', subject)
    else list.fail('bid-signed', checked.detail, subject)
    return undefined
  }
  const receivedAt = identity.event.at
  const { anchors, intermediates, revocation } = context.trust.trust
  const path = await validatePath({
    leaf: checked.certificate,
    intermediates: [...checked.chain, ...intermediates],
    anchors,
    revocation: context.trust.isRevocationChecked ? revocation : 'not-checked',
    at: millisOf(receivedAt),
    usage: 'sign',
    isHistorical: true,
  })
  list.judge('bid-signed', path.ok ? undefined : `${path.code}: ${path.detail}`, subject)
  list.judge('entry-in-time', entryFault(context, bid, subject), subject)
  const { commonName, organization, creditCode } = checked.certificate.subject
  return { party: creditCode ?? `${organization}/${commonName}`, intent: checked.intent, receivedAt }
}

function entryFault({ deadline, notices, events }: BidsContext, bid: BundleBid, manifestSha256: string): string | undefined {
  const { identity, entry } = bid
  if (identity === null) return 'no identity'
  if (identity.event.objectSha256 !== manifestSha256) return 'its event names another manifest'
  const deadlineAt = deadlinesOf(events, notices).at(-1)
  if (deadlineAt === undefined) return 'the chain publishes no notice with a deadline'
  if (identity.event.at >= deadlineAt) return `received at ${identity.event.at}, after the deadline`
  if (deadline === undefined || entry === null) return 'no proof that it was in the box'
  const c = hex(entryCommitment(fromHex(identity.entrySalt), identity.event))
  const isIncluded = verifyInclusion({
    index: entry.leafIndex,
    size: deadline.size,
    leaf: entryLeafHash(c),
    proof: entry.inclusionProof.map(fromHex),
    root: deadline.root,
  })
  return isIncluded ? undefined : 'its entry is not under the deadline checkpoint'
}

/** Live bids are recomputed from signatures, intents and times; copies and replaced bids may not have been opened. */
function verifyLive(known: readonly KnownBid[], list: CheckList): void {
  const owned = known.flatMap(({ bid, manifest, owner }): (ListedBid & { readonly bid: BundleBid })[] =>
    owner === undefined ? [] : [{ ...owner, bid, manifestSha256: bid.manifestSha256, lot: manifest.bind.lot }],
  )
  if (owned.length === 0) list.skip('live-bids', 'no identity is in the bundle')
  const { live } = findLiveBids(owned)
  const copies = findCopiedBids(
    known.flatMap(({ bid, manifest, owner }) =>
      owner === undefined ? [] : [{ manifestSha256: bid.manifestSha256, receivedAt: owner.receivedAt, manifest }],
    ),
  )
  const copied = new Set(copies.map(({ manifestSha256 }) => manifestSha256))
  const shouldLive = new Set(live.map(({ manifestSha256 }) => manifestSha256).filter((manifest) => !copied.has(manifest)))
  for (const { bid } of owned) {
    const isShownLive = bid.state === 'opened' || bid.state === 'failed'
    const isLotFailed = bid.cause?.code === 'lot-failed'
    const isRight = shouldLive.has(bid.manifestSha256) === isShownLive || (isLotFailed && !isShownLive)
    list.judge('live-bids', isRight ? undefined : `shown as ${bid.state}`, bid.manifestSha256)
  }
}

/** What was shown to everybody is what the letters say. */
function verifyPublished({ bundle, events }: BidsContext, later: ReadonlySet<string>, list: CheckList): void {
  const published = events.find((event) => event.type === 'opening.published')
  const facts = publishedFacts.safeParse(published?.facts)
  if (!facts.success) {
    list.skip('published-fields', 'the chain publishes no bids')
    return
  }
  for (const bid of bundle.bids) {
    const shown = facts.data.bids.find(({ manifestSha256 }) => manifestSha256 === bid.manifestSha256)
    if (shown === undefined) {
      list.fail('published-fields', 'it was not shown', bid.manifestSha256)
      continue
    }
    if (bid.state !== 'opened') continue
    const isDifferent = fieldsDiffer(shown.fields, bid, (envelope) => !later.has(envelope))
    list.judge('published-fields', isDifferent ? 'other values were shown' : undefined, bid.manifestSha256)
  }
  for (const bid of bundle.bids) {
    if (bid.later?.state !== 'opened') continue
    const atStage = publishedFacts.safeParse(
      events.find((event) => event.type === stageFact(bid.later?.stage ?? 'price', 'published'))?.facts,
    )
    const shown = atStage.data?.bids.find(({ manifestSha256 }) => manifestSha256 === bid.manifestSha256)
    const isDifferent = shown === undefined || fieldsDiffer(shown.fields, bid, (envelope) => later.has(envelope))
    list.judge('published-fields', isDifferent ? 'other values were shown at its stage' : undefined, bid.manifestSha256)
  }
}

/** Names of the envelopes that open at a later stage, by the notice in force at the deadline. */
function laterNames(notices: readonly NoticeAct[]): ReadonlySet<string> {
  const envelopes = notices.at(-1)?.notice.envelopes ?? []
  return new Set(envelopes.filter(({ opensAt }) => opensAt !== 'opening').map(({ name }) => name))
}

function fieldsDiffer(
  shown: Readonly<Record<string, string>> | null,
  bid: BundleBid,
  isOfStage: (envelope: string) => boolean,
): boolean {
  const said: Record<string, string> = {}
  try {
    for (const [envelope, text] of Object.entries(bid.letters ?? {})) {
      if (!isOfStage(envelope)) continue
      const letter = parseLetter(utf8(text), envelope)
      for (const [name, { value }] of Object.entries(letter.fields)) said[name] = value
    }
  } catch (error) {
    if (error instanceof CauseFound) return true
    throw error
  }
  const entries = Object.entries(shown ?? {})
  return entries.length !== Object.keys(said).length || entries.some(([name, value]) => said[name] !== value)
}
