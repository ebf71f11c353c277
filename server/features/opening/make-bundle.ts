import type { Connection } from 'mongoose'
import type { z } from 'zod'
import { type LaterStage, laterStagesOf, type OpeningStage } from '#shared/catalogue/letter-form.ts'
import { isPublishedOpening, stageFact } from '#shared/lifecycle/opening.ts'
import { base64url, fromHex, fromUtf8, hex, utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { entryCommitment } from '#shared/sealed-bid/event-envelope.ts'
import type { IdentityContent } from '#shared/sealed-bid/identity-envelope.ts'
import { type OpeningBundle, openingBundleSchema } from '#shared/sealed-bid/opening/bundle.ts'
import { payloadHeadBytes } from '#shared/sealed-bid/submission.ts'
import { openPayload, readStoredBid, type StoredBid } from '../bids/index.ts'
import { actOf, deadlineCheckpoint, proveChain, proveEntryAt } from '../ledger/index.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import type { OpeningDeps } from './deps.ts'
import type { OpeningRecord } from './opening.model.ts'
import type { OpeningBid } from './opening-bid.model.ts'
import { readOpening, readOpeningBids } from './read-opening.ts'
import { envelopesAt, isShownAt } from './stages.ts'

/** Acts of the chain that stand in a bundle: those of the opening. Notices come apart from them. */
const BUNDLED = /^(?:custody|opening|reveal|bid|stage)\./

/** Acts that would name bidders of an opening that failed: nobody's name is shown there (O6). */
const NAMING = /^(?:opening\.checked-in|custody\.identities-released)$/

/**
 * The bundle `opening/1` by which a stranger verifies the opening off line: from publication on, never before. Network addresses and
 * devices stay behind, and so do the identities of lots that failed: nobody's name is shown there (O6).
 */
export async function makeBundle(deps: OpeningDeps, tenderId: string): Promise<Uint8Array> {
  const ours = inHand.get(deps.connection) ?? new Map<string, Promise<Uint8Array>>()
  inHand.set(deps.connection, ours)
  const bundle = ours.get(tenderId) ?? compileBundle(deps, tenderId).finally(() => ours.delete(tenderId))
  ours.set(tenderId, bundle)
  return bundle
}

/** Bundles being made. A large one takes a while and anybody may ask: all who ask meanwhile wait for the same. */
const inHand = new WeakMap<Connection, Map<string, Promise<Uint8Array>>>()

async function compileBundle(deps: OpeningDeps, tenderId: string): Promise<Uint8Array> {
  const opening = await readOpening(deps, tenderId)
  if (!isPublishedOpening(opening.state) && opening.state !== 'failed') {
    throw new DomainProblem('opening-wrong-step', { state: opening.state, expected: 'published' })
  }
  const tender = await readPublishedTender(deps, tenderId)
  const box = await deadlineCheckpoint(deps, tenderId)
  if (box === undefined) throw new DomainProblem('not-found')
  const { chain, checkpoints } = await proveChain(deps, tenderId, [{ log: box.log, size: box.size }])
  const notices = await signedTexts(
    deps,
    tender.noticeHistory.map(({ sha256 }) => sha256),
  )
  const bids = await readOpeningBids(deps, tenderId)
  const later = laterStagesOf(tender.envelopes)
  // By the chain, which was read first: what is written of bids is as new, or newer and then left out.
  const isThere = (stage: LaterStage) => chain.some(({ event }) => event.type === stageFact(stage, 'published'))
  const shownStages: OpeningStage[] = ['opening', ...later.filter(isThere)]
  // Shares of a later stage come into the bundle when all its envelopes are open; keys that were posted never: one may be of an envelope
  // that stays shut.
  const isKeptBack = ({ type }: { readonly type: string }) =>
    (type === 'custody.stage-released' && !later.every(isThere)) || (type === 'custody.reveal-posted' && later.length > 0)
  const actDigests = chain
    .filter(({ event }) => BUNDLED.test(event.type) && !isKeptBack(event))
    .filter(({ event }) => opening.state !== 'failed' || !NAMING.test(event.type))
    .flatMap(({ event }) => (event.actSha256 === undefined ? [] : [event.actSha256]))
  const bundle: z.input<typeof openingBundleSchema> = {
    v: 'opening/1',
    platform: deps.config.platformName,
    tender: tenderId,
    notices,
    chain: chain.map(({ proof, event, ...rest }) => ({
      ...rest,
      event,
      proof: { leafIndex: proof.leafIndex, inclusionProof: [...proof.inclusionProof] },
    })),
    checkpoints: checkpoints.map((checkpoint) => ({ ...checkpoint, consistencyProof: [...checkpoint.consistencyProof] })),
    deadline: { log: box.log, size: box.size, timestamp: box.timestamp === undefined ? null : base64url(box.timestamp.token) },
    bids: (await Promise.all(bids.map((bid) => bundledBid(deps, { opening, tender, shownStages, bid })))).filter(
      (bid) => bid !== undefined,
    ),
    acts: await signedTexts(deps, actDigests),
    settlement: opening.settlement?.text ?? null,
    record: opening.record?.text ?? null,
    ...(await laterRecords(deps, tender, shownStages)),
  }
  return utf8(JSON.stringify(openingBundleSchema.parse(bundle)))
}

/** The records of later stages that have one: only where a notice has such a stage. */
async function laterRecords(
  deps: OpeningDeps,
  tender: PublishedTender,
  shownStages: readonly OpeningStage[],
): Promise<Pick<OpeningBundle, 'laterRecords'>> {
  const records: Record<string, string> = {}
  for (const stage of shownStages) {
    if (stage === 'opening') continue
    const { record } = await readOpening(deps, tender._id, undefined, stage)
    if (record !== null) records[stage] = record.text
  }
  return Object.keys(records).length === 0 ? {} : { laterRecords: records }
}

/** One bid of the bundle. Undefined when the platform lost its manifest: the bundle then shows a list that is not complete. */
async function bundledBid(
  deps: OpeningDeps,
  {
    opening,
    tender,
    shownStages,
    bid,
  }: {
    readonly opening: OpeningRecord
    readonly tender: PublishedTender
    readonly shownStages: readonly OpeningStage[]
    readonly bid: OpeningBid
  },
): Promise<OpeningBundle['bids'][number] | undefined> {
  const stored = await readStoredBid(deps, bid._id)
  if (stored === undefined) return undefined
  const isLotFailed = opening.lots.some(({ lot, isFailed }) => lot === bid.lot && isFailed)
  const isShown = opening.state !== 'failed' && !isLotFailed && bid.identity !== null
  const content = isShown && bid.identity !== null ? (JSON.parse(bid.identity.content) as IdentityContent) : undefined
  const isOpen = bid.state === 'opened' || bid.state === 'failed'
  const names = namesShown(tender, shownStages, bid)
  const isNamed = ({ envelope }: { envelope: string }) => names.has(envelope)
  const payloadHeads: Record<string, string> = {}
  for (const { name } of isOpen ? stored.manifest.envelopes : []) {
    if (!names.has(name)) continue
    const head = await headOf(deps, stored, name)
    if (head !== undefined) payloadHeads[name] = head
  }
  return {
    number: bid.number,
    manifestSha256: bid._id,
    manifest: fromUtf8(stored.manifestBytes),
    identity:
      content === undefined
        ? null
        : { p7s: content.p7s, salt: content.salt, intent: content.intent, event: content.event, entrySalt: content.entrySalt },
    entry: content === undefined ? null : await entryOf(deps, opening, content),
    party: isOpen && isShown ? (bid.identity?.party ?? null) : null,
    state: bid.state,
    cause:
      bid.cause === null
        ? null
        : { code: bid.cause.code, attributedTo: bid.cause.attributedTo, detail: bid.cause.detail, envelope: bid.cause.envelope },
    isRemedyGranted: bid.isRemedyGranted,
    // K_b of an envelope that is still shut, or stays so, would leave its secrecy to the custodians alone.
    bidderKeys:
      bid.bidderKeys === null ? null : Object.fromEntries(Object.entries(bid.bidderKeys).filter(([name]) => names.has(name))),
    shares: bid.shares.filter(isNamed).map((share) => ({ ...share })),
    payloadHeads,
    letters: bid.letters === null ? null : { ...bid.letters },
    ...laterOf(shownStages, bid),
  }
}

/** What became of a bid at a later stage that has been shown. */
function laterOf(shownStages: readonly OpeningStage[], { later }: OpeningBid): Pick<OpeningBundle['bids'][number], 'later'> {
  if (later == null || !shownStages.includes(later.stage)) return {}
  const { stage, state, cause } = later
  if (state !== 'opened' && state !== 'failed') return {}
  return {
    later: {
      stage,
      state,
      cause:
        cause === null
          ? null
          : { code: cause.code, attributedTo: cause.attributedTo, detail: cause.detail, envelope: cause.envelope },
    },
  }
}

/** Names of the envelopes of a bid that have been opened, or failed to. */
function namesShown(tender: PublishedTender, shownStages: readonly OpeningStage[], bid: OpeningBid): ReadonlySet<string> {
  const stages = shownStages.filter((stage) => stage === 'opening' || isShownAt(stage, bid))
  return new Set(stages.flatMap((stage) => envelopesAt(tender, stage).map(({ name }) => name)))
}

async function entryOf(
  deps: OpeningDeps,
  opening: OpeningRecord,
  content: IdentityContent,
): Promise<{ leafIndex: number; inclusionProof: string[] } | null> {
  const c = hex(entryCommitment(fromHex(content.entrySalt), content.event))
  const proof = await proveEntryAt(deps, { c, log: opening.boxLog ?? 0, size: opening.boxSize ?? 0 })
  return proof === undefined ? null : { leafIndex: proof.leafIndex, inclusionProof: [...proof.inclusionProof] }
}

async function headOf(deps: OpeningDeps, stored: StoredBid, envelope: string): Promise<string | undefined> {
  const payload = await openPayload(deps, stored, envelope)
  if (payload === undefined) return undefined
  for await (const chunk of payload) {
    payload.destroy()
    const bytes = chunk as Uint8Array
    return bytes.length < payloadHeadBytes ? undefined : hex(bytes.subarray(0, payloadHeadBytes))
  }
  return undefined
}

async function signedTexts(deps: OpeningDeps, digests: readonly string[]): Promise<{ act: string; p7s: string }[]> {
  const texts: { act: string; p7s: string }[] = []
  for (const digest of new Set(digests)) {
    const found = await actOf(deps, digest)
    if (found !== undefined) texts.push({ act: fromUtf8(found.bytes), p7s: base64url(found.p7s) })
  }
  return texts
}
