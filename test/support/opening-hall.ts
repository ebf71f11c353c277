import type { NoticeDraft } from '#shared/catalogue/notice.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList } from '#shared/pki/crl.ts'
import { fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { parseOpeningBundle } from '#shared/sealed-bid/opening/bundle.ts'
import type { Check } from '#shared/sealed-bid/opening/checks.ts'
import { verifyOpening } from '#shared/sealed-bid/opening/verify-opening.ts'
import type { SignedReceipt } from '#shared/sealed-bid/receipt.ts'
import type { SealingOrder } from '#shared/sealed-bid/seal-bid.ts'
import type { Submission } from '#shared/sealed-bid/submission.ts'
import { parseNoteKey } from '#shared/transparency/signed-note.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { bidFor, submissionWithUploads, submit } from './bids.ts'
import {
  type Cast,
  type CustodyKey,
  castOf,
  logInAll,
  type ProjectAnswer,
  publishedTender,
  type TenderAnswer,
  usualEnvelopes,
} from './notices.ts'
import {
  closeAndList,
  type OpeningAnswer,
  openingOf,
  releaseIdentitiesOf,
  releaseSharesOf,
  reportOf,
  revealOf,
  sealable,
  signSettlementOf,
} from './opening.ts'
import type { TestPerson, TestPlatform } from './platform.ts'
import { fileOf, type TestBid, type TestTender } from './sealed-bid.ts'

const MINUTE = 60_000

/** A bid that was submitted, and whose it is. */
export interface HallBid {
  readonly person: TestPerson
  readonly bid: TestBid
  readonly receipt: SignedReceipt
  readonly submission: Submission
}

/** A published tender on its way to its opening, and everybody in it. */
export interface Hall {
  readonly platform: TestPlatform
  readonly cast: Cast
  readonly tender: TenderAnswer
  readonly keys: readonly CustodyKey[]
  /** One for each lot. */
  readonly targets: readonly TestTender[]
  /** Everything submitted so far. */
  readonly bids: HallBid[]
}

/** Publishes a tender of one commercial envelope, open for bids. */
export async function hallOf(
  platform: TestPlatform,
  options: {
    readonly cast?: Cast
    readonly custodians?: number
    readonly draft?: Partial<NoticeDraft>
    readonly project?: ProjectAnswer
  } = {},
): Promise<Hall> {
  const cast = options.cast ?? (await castOf(platform, options.custodians ?? 3))
  // Sessions are short, and an earlier opening may have moved the clock by weeks.
  if (options.cast !== undefined) await logInAll(cast)
  const { tender, keys } = await publishedTender(platform, cast, {
    draft: { envelopes: usualEnvelopes.slice(1), ...options.draft },
    ...(options.project === undefined ? {} : { project: options.project }),
  })
  platform.clock.advance(MINUTE)
  await platform.runDue()
  await platform.beat()
  const targets = await Promise.all(tender.lots.map(({ id }) => sealable(platform, tender, keys, id)))
  return { platform, cast, tender, keys, targets, bids: [] }
}

/** The target of a lot by its place. */
export function targetOf(hall: Hall, lot = 0): TestTender {
  const target = hall.targets[lot]
  if (target === undefined) throw new Error(`no lot ${lot}`)
  return target
}

/** Somebody bids honestly at a price, a second after whoever bid before. */
export async function bidIn(
  hall: Hall,
  person: TestPerson,
  price: string,
  options: { readonly lot?: number; readonly intent?: SealingOrder['intent'] } = {},
): Promise<HallBid> {
  const isBid = options.intent !== 'withdrawal'
  const made = await bidFor(hall.platform.origin, targetOf(hall, options.lot), person.credentials.signer, {
    envelopes: [
      {
        name: 'commercial',
        fields: isBid ? { price, period: '90' } : {},
        files: isBid ? [fileOf('报价.pdf', utf8(`%PDF ${price}`))] : [],
      },
    ],
    ...(options.intent === undefined ? {} : { intent: options.intent }),
  })
  return remember(hall, { person, ...made })
}

/** Somebody submits a bid that was sealed elsewhere. */
export async function submitIn(hall: Hall, person: TestPerson, bid: TestBid): Promise<HallBid> {
  const submission = await submissionWithUploads(hall.platform.origin, bid)
  const { receipt, problem } = await submit(hall.platform.origin, submission)
  if (receipt === undefined) throw new Error(`refused: ${problem.code}: ${problem.detail}`)
  return remember(hall, { person, bid, receipt, submission })
}

function remember(hall: Hall, made: HallBid): HallBid {
  hall.bids.push(made)
  hall.platform.clock.advance(1000)
  return made
}

/** Several bidders with a bid each on one lot. */
export async function bidders(hall: Hall, count: number, lot = 0): Promise<HallBid[]> {
  const made: HallBid[] = []
  for (let index = 0; index < count; index += 1) {
    const person = await hall.platform.register('bidder', { name: `心宿${lot}${index}建设有限公司` })
    made.push(await bidIn(hall, person, `${1_000_000 + hall.bids.length * 1000}.00`, { lot }))
  }
  return made
}

/** The opening now. */
export function nowAt(hall: Hall): Promise<OpeningAnswer> {
  return openingOf(hall.platform, hall.tender.id)
}

/** The seal of a bid as everybody sees it now. */
export async function sealOf(hall: Hall, { bid }: Pick<HallBid, 'bid'>): Promise<OpeningAnswer['seals'][number]> {
  const seal = (await nowAt(hall)).seals.find(({ manifestSha256 }) => manifestSha256 === bid.manifestSha256)
  if (seal === undefined) throw new Error('no such seal')
  return seal
}

/** The deadline comes; the list is made. */
export function toListed(hall: Hall): Promise<OpeningAnswer> {
  return closeAndList(hall.platform, hall.tender)
}

/** These custodians (all unless told) release the identities; the live bids are found. */
export async function toRevealing(hall: Hall, keys: readonly CustodyKey[] = hall.keys): Promise<OpeningAnswer> {
  for (const key of keys) await releaseIdentitiesOf(hall.platform, hall.tender.id, key)
  return settled(hall)
}

/** These bidders reveal; whoever does not is waited for until the window ends. */
export async function toReporting(hall: Hall, revealed: readonly HallBid[]): Promise<OpeningAnswer> {
  for (const { bid } of revealed) await revealOf(hall.platform, hall.tender.id, bid)
  await hall.platform.runDue()
  if ((await nowAt(hall)).state === 'revealing') await passStep(hall)
  return nowAt(hall)
}

/** These custodians report honestly, unless they did already; the settlement is prepared. */
export async function toSettling(hall: Hall, keys: readonly CustodyKey[] = hall.keys): Promise<OpeningAnswer> {
  for (const key of keys) await reportOf(hall.platform, hall.tender.id, key)
  return settled(hall)
}

/** Tenderer and regulator sign. */
export async function toReleasing(hall: Hall): Promise<OpeningAnswer> {
  await signSettlementOf(hall.platform, hall.tender.id, hall.cast)
  return settled(hall)
}

/** These custodians release their shares; names and prices are shown. */
export async function toPublished(hall: Hall, keys: readonly CustodyKey[] = hall.keys): Promise<OpeningAnswer> {
  for (const key of keys) await releaseSharesOf(hall.platform, hall.tender.id, key)
  return settled(hall)
}

/** From the list to publication with everybody honest, `revealed` being those who come. */
export async function throughToPublished(hall: Hall, revealed: readonly HallBid[]): Promise<OpeningAnswer> {
  await toListed(hall)
  await toRevealing(hall)
  await toReporting(hall, revealed)
  await toSettling(hall)
  await toReleasing(hall)
  return toPublished(hall)
}

/** The clock moves to the end of the step, and what is due happens. */
export async function passStep(hall: Hall): Promise<OpeningAnswer> {
  const { stepEndsAt } = await nowAt(hall)
  if (stepEndsAt === null) throw new Error('the step has no end')
  hall.platform.clock.set(Date.parse(stepEndsAt))
  return settled(hall)
}

/** Whatever is due happens. */
export async function settled(hall: Hall): Promise<OpeningAnswer> {
  await hall.platform.runDue()
  return nowAt(hall)
}

/** Facts on the tender's public chain of one type, oldest first. */
export async function factsOf(hall: Hall, type: string): Promise<Record<string, unknown>[]> {
  const chain = await tenderChain({ connection: hall.platform.server.platform.connection }, hall.tender.id)
  return chain.filter(({ event }) => event.type === type).map(({ facts }) => facts as Record<string, unknown>)
}

/** What a stranger finds who has the bundle, the log's key and the trust anchors. */
export interface StrangerVerdict {
  readonly ok: boolean
  readonly checks: readonly Check[]
  /** Checks that failed: name and reason. */
  readonly failures: readonly string[]
}

/** The bundle as anybody fetches it. */
export async function bundleText(hall: Hall): Promise<string> {
  await hall.platform.beat()
  return fromUtf8(await hall.platform.client.call(reading.getOpeningBundle, { params: { tender: hall.tender.id } }))
}

/** A stranger verifies the opening off line; `text` may be a bundle somebody has altered. */
export async function verifyAsStranger(hall: Hall, text?: string): Promise<StrangerVerdict> {
  const bytes = utf8(text ?? (await bundleText(hall)))
  const described = await hall.platform.client.call(getPlatform, {})
  const certificates = (texts: readonly string[]) => texts.map((der) => parseCertificate(fromBase64url(der)))
  const verdict = await verifyOpening(parseOpeningBundle(bytes), {
    logKeys: [parseNoteKey(described.logVerifierKey)],
    trust: {
      anchors: [...certificates(described.anchors), ...certificates(described.timestamp.certificates).slice(-1)],
      intermediates: [...hall.platform.pki.trust.intermediates],
      revocation: described.revocationLists.map((der) => parseRevocationList(fromBase64url(der))),
    },
    isRevocationChecked: true,
  })
  const failures = verdict.checks
    .filter(({ verdict: judged }) => judged === 'fail')
    .map(({ name, subject, why }) => `${name} ${subject ?? ''}: ${why ?? ''}`)
  return { ...verdict, failures }
}
