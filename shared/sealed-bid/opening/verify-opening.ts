import { z } from 'zod'
import { actSchema, maxListActBytes } from '../../acts/act.ts'
import { CertificateRefused } from '../../pki/certificate.ts'
import { CmsRefused, verifyCms } from '../../pki/cms-signature.ts'
import { type TrustMaterial, validatePath } from '../../pki/path.ts'
import { fromBase64url, utf8 } from '../../primitives/bytes.ts'
import { NotCanonical, parseCanonical } from '../../primitives/canonical-json.ts'
import { sha256Hex } from '../../primitives/digest.ts'
import { millisOf } from '../../primitives/instant.ts'
import { DomainProblem } from '../../problems/domain-problem.ts'
import type { NoteKey } from '../../transparency/signed-note.ts'
import { keyDigest } from '../custodian-share.ts'
import { type NoticeAct, readNoticeAct } from '../target-of-notice.ts'
import type { OpeningBundle } from './bundle.ts'
import { type Check, type CheckList, startChecks } from './checks.ts'
import { verifyBids } from './verify-bids.ts'
import { type VerifiedEvent, verifyChain, verifyCheckpoints, verifyDeadline, verifyOrder } from './verify-chain.ts'
import { verifyStages } from './verify-stages.ts'

/** What must come from elsewhere than the bundle. */
export interface OpeningTrust {
  /** Verifier keys of the platform's logs. */
  readonly logKeys: readonly NoteKey[]
  readonly trust: TrustMaterial
  /** False when there are no revocation lists at hand: a revoked certificate is then not noticed, and the caller says so. */
  readonly isRevocationChecked: boolean
}

/** The judgement over an opening: every check by name, and whether none failed. */
export interface OpeningVerdict {
  readonly ok: boolean
  readonly checks: readonly Check[]
}

/** What is needed of an act's bytes. */
export interface VerifiedText {
  readonly sha256: string
  readonly type: string
  readonly body: unknown
}

/**
 * A stranger's check of a whole opening, from its bundle and nothing of the platform's but its public log key. In this order:
 * the notices, the checkpoints, the chain of events, the order of the steps, the deadline, every signed act, the list, every bid's
 * manifest, owner and entry, which are live, every key and share, every letter, and that what was shown is what was in the letters.
 * `onCheck` is told of each check as it is made.
 */
export async function verifyOpening(
  bundle: OpeningBundle,
  trust: OpeningTrust,
  onCheck?: (check: Check) => void,
): Promise<OpeningVerdict> {
  const list = startChecks(onCheck)
  const checkpoints = verifyCheckpoints(bundle, trust, list)
  const events = verifyChain(bundle, checkpoints, list)
  verifyOrder(events, checkpoints, list)
  const notices = await verifyNotices(bundle, trust, events, list)
  const deadline = await verifyDeadline(bundle, trust, events, checkpoints, list)
  const acts = await verifyActs(bundle, trust, events, list)
  verifyShareActs(bundle, acts, list)
  await verifyBids({ bundle, trust, notices, events, deadline }, list)
  verifyPapers(bundle, events, list)
  verifyStages({ bundle, notices, events, acts }, list)
  verifySettlement(bundle, list)
  return { ok: list.checks.every((check) => check.verdict !== 'fail'), checks: list.checks }
}

/** Every notice of the round is signed, is for this tender, stands on the chain, and names its custodians' keys truly. */
async function verifyNotices(
  bundle: OpeningBundle,
  trust: OpeningTrust,
  events: readonly VerifiedEvent[],
  list: CheckList,
): Promise<NoticeAct[]> {
  const notices: NoticeAct[] = []
  for (const { act, p7s } of bundle.notices) {
    const bytes = utf8(act)
    const subject = sha256Hex(bytes)
    const fault = await signatureFault(act, p7s, trust)
    list.judge('notice-signed', fault, subject)
    list.judge('notice-on-chain', isNamed(events, subject) ? undefined : 'no event names it', subject)
    if (fault !== undefined || !isNoticeOfBids(act)) continue
    try {
      const notice = readNoticeAct(bytes)
      const wrongKey = notice.notice.custodians.find(({ keySpki, keySha256 }) => keyDigest(fromBase64url(keySpki)) !== keySha256)
      if (notice.tender === bundle.tender && notice.platform === bundle.platform && wrongKey === undefined) notices.push(notice)
      else list.fail('notice-signed', 'a notice of another tender, or with another key than it names', subject)
    } catch (error) {
      if (!(error instanceof DomainProblem || error instanceof RangeError)) throw error
      list.fail('notice-signed', error.message, subject)
    }
  }
  return notices
}

/** Notices of failure and termination are notices too, but no bid is sealed under them. */
function isNoticeOfBids(act: string): boolean {
  const parsed = actSchema.safeParse(JSON.parse(act))
  return parsed.success && (parsed.data.type === 'notice.file' || parsed.data.type === 'notice.amend')
}

async function verifyActs(
  bundle: OpeningBundle,
  trust: OpeningTrust,
  events: readonly VerifiedEvent[],
  list: CheckList,
): Promise<VerifiedText[]> {
  const verified: VerifiedText[] = []
  for (const { act, p7s } of bundle.acts) {
    const sha256 = sha256Hex(utf8(act))
    const fault =
      (await signatureFault(act, p7s, trust)) ?? (isNamed(events, sha256) ? undefined : 'no event of the chain names it')
    list.judge('acts-signed', fault, sha256)
    if (fault !== undefined) continue
    const parsed = actSchema.safeParse(JSON.parse(act))
    if (parsed.success) verified.push({ sha256, type: parsed.data.type, body: parsed.data.body })
  }
  return verified
}

const releaseBody = z.looseObject({
  shares: z.array(z.looseObject({ manifestSha256: z.string(), envelope: z.string(), purpose: z.string(), share: z.string() })),
})

/** Every share of the bundle was released by a signed act. */
function verifyShareActs(bundle: OpeningBundle, acts: readonly VerifiedText[], list: CheckList): void {
  const released = new Set<string>()
  for (const act of acts.filter(({ type }) => type === 'custody.release')) {
    const body = releaseBody.safeParse(act.body)
    if (!body.success) continue
    for (const { manifestSha256, envelope, purpose, share } of body.data.shares) {
      released.add([manifestSha256, envelope, purpose, share].join(' '))
    }
  }
  for (const bid of bundle.bids.filter(({ shares }) => shares.length > 0)) {
    const foreign = bid.shares.find(
      ({ envelope, purpose, share }) => !released.has([bid.manifestSha256, envelope, purpose, share].join(' ')),
    )
    list.judge('shares-released', foreign === undefined ? undefined : `no act releases share ${foreign.i}`, bid.manifestSha256)
  }
}

/** Settlement and record are those whose digests the chain carries. */
function verifyPapers(bundle: OpeningBundle, events: readonly VerifiedEvent[], list: CheckList): void {
  const names = [
    ['settlement-on-chain', bundle.settlement, 'settlementSha256'],
    ['record-on-chain', bundle.record, 'recordSha256'],
    ...Object.values(bundle.laterRecords ?? {}).map((text) => ['record-on-chain', text, 'recordSha256'] as const),
  ] as const
  for (const [name, text, key] of names) {
    if (text === null) {
      list.skip(name, 'not in the bundle')
      continue
    }
    const sha256 = sha256Hex(utf8(text))
    const isNamedThere = events.some((event) => (event.facts as Record<string, unknown> | undefined)?.[key] === sha256)
    list.judge(name, isNamedThere ? undefined : 'no event carries its digest')
  }
}

const settlementSchema = z.looseObject({
  v: z.literal('settlement/1'),
  bids: z.array(
    z.looseObject({
      manifestSha256: z.string(),
      isRemedyGranted: z.boolean(),
      cause: z.looseObject({ code: z.string() }).nullable(),
    }),
  ),
})

/** What was decided before any share was released did not change: causes named then stand, and nobody else failed for them later. */
function verifySettlement(bundle: OpeningBundle, list: CheckList): void {
  const parsed = settlementSchema.safeParse(bundle.settlement === null ? undefined : jsonOf(bundle.settlement))
  if (!parsed.success) {
    if (bundle.settlement === null) list.skip('settlement-kept', 'not in the bundle')
    else list.fail('settlement-kept', 'not a settlement/1')
    return
  }
  const settled = new Map(parsed.data.bids.map((bid) => [bid.manifestSha256, bid]))
  for (const bid of bundle.bids.filter(({ state }) => state === 'opened' || state === 'failed')) {
    list.judge('settlement-kept', settlementFault(bid, settled.get(bid.manifestSha256)), bid.manifestSha256)
  }
}

function settlementFault(
  bid: OpeningBundle['bids'][number],
  settled: z.output<typeof settlementSchema>['bids'][number] | undefined,
): string | undefined {
  if (settled === undefined) return 'the settlement does not know it'
  if (settled.isRemedyGranted !== bid.isRemedyGranted) return 'another decision on the remedy'
  if (settled.cause !== null) {
    return bid.state === 'failed' && bid.cause?.code === settled.cause.code ? undefined : `it was to fail: ${settled.cause.code}`
  }
  const isLateCause = bid.cause?.code === 'bidder-key-missing' || bid.cause?.code === 'share-envelopes-bad'
  return isLateCause ? `${bid.cause?.code} was named only after shares were released` : undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What is wrong with a stored act and its signature, judged at the time the act names; undefined when nothing is. */
export async function signatureFault(act: string, p7s: string, trust: OpeningTrust): Promise<string | undefined> {
  try {
    const content = utf8(act)
    const parsed = actSchema.parse(parseCanonical(content, maxListActBytes))
    const { signer, chain } = await verifyCms({ content, p7s: fromBase64url(p7s) })
    if (signer.sha256 !== parsed.actor.certSha256) return 'signed with another certificate than the act names'
    const path = await validatePath({
      leaf: signer,
      intermediates: [...chain, ...trust.trust.intermediates],
      anchors: trust.trust.anchors,
      revocation: trust.isRevocationChecked ? trust.trust.revocation : 'not-checked',
      at: millisOf(parsed.at),
      usage: 'sign',
      isHistorical: true,
    })
    return path.ok ? undefined : `${path.code}: ${path.detail}`
  } catch (error) {
    if (error instanceof NotCanonical || error instanceof CmsRefused || error instanceof CertificateRefused) return error.message
    if (error instanceof RangeError || error instanceof z.ZodError) return error.message.slice(0, 300)
    throw error
  }
}

function isNamed(events: readonly VerifiedEvent[], sha256: string): boolean {
  return events.some((event) => event.actSha256 === sha256 || JSON.stringify(event.facts ?? null).includes(sha256))
}
