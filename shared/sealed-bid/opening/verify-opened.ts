import { equalBytes, fromHex, hex, utf8 } from '../../primitives/bytes.ts'
import { keyCommitment } from '../chunked-encryption.ts'
import { envelopeContext } from '../commitments.ts'
import { parseLetter } from '../letter.ts'
import type { Manifest } from '../manifest.ts'
import type { BundleBid } from './bundle.ts'
import { type CauseCode, CauseFound, causes } from './causes.ts'
import type { CheckList } from './checks.ts'
import { checkLetterFields, findContentKey } from './open-bid-envelope.ts'

/** Causes that only the ciphertext, or somebody's report before the release, can show. */
const NEEDS_CIPHERTEXT: ReadonlySet<string> = new Set([
  'share-envelopes-bad',
  'payload-corrupt',
  'payload-truncated',
  'payload-malformed',
  'payload-missing',
  'payload-digest-mismatch',
  'letter-not-canonical',
  'letter-malformed',
  'letter-fields-differ',
  'letter-field-mismatch',
  'file-digest-mismatch',
  'unlisted-bytes',
])

/**
 * A bid shown as opened opens to its letters; one shown as failed fails for the cause shown. `later` names the envelopes that open at a later
 * stage: they are judged by what was shown there, and before it not at all.
 */
export async function verifyOpened(
  bid: BundleBid,
  manifest: Manifest,
  later: ReadonlySet<string>,
  list: CheckList,
): Promise<void> {
  if (bid.state !== 'opened' && bid.state !== 'failed') return
  const names = manifest.envelopes.map(({ name }) => name)
  await verifyPart(bid, manifest, { state: bid.state, cause: bid.cause, names: names.filter((name) => !later.has(name)) }, list)
  if (bid.later !== undefined)
    await verifyPart(bid, manifest, { ...bid.later, names: names.filter((name) => later.has(name)) }, list)
}

/** What was shown of the envelopes of one stage. */
interface ShownPart {
  readonly state: 'opened' | 'failed'
  readonly cause: BundleBid['cause']
  readonly names: readonly string[]
}

async function verifyPart(bid: BundleBid, manifest: Manifest, part: ShownPart, list: CheckList): Promise<void> {
  const subject = bid.manifestSha256
  const found: { cause: CauseCode; envelope: string; detail: string }[] = []
  for (const name of part.names) {
    const cause = await envelopeCause(bid, manifest, name)
    if (cause !== undefined) found.push({ ...cause, envelope: name })
  }
  if (part.state === 'failed') {
    verifyCause(subject, part.cause, found, list)
  } else {
    const isComplete = bid.letters !== null && part.names.every((name) => bid.letters?.[name] !== undefined)
    const first = found[0]
    const against = first === undefined ? undefined : `${first.envelope}: ${first.cause}: ${first.detail}`
    list.judge('bid-opens', isComplete ? against : 'its letters are not in the bundle', subject)
  }
}

/** The cause shown is attributed as its kind is, and, where it can be told without the ciphertext, is the one found. */
function verifyCause(
  subject: string,
  shown: BundleBid['cause'],
  found: readonly { cause: CauseCode; envelope: string }[],
  list: CheckList,
): void {
  if (shown === null) {
    list.fail('cause-proven', 'failed, and no cause is named', subject)
    return
  }
  const { code, attributedTo, envelope } = shown
  const isAttributed = !Object.hasOwn(causes, code) || causes[code as CauseCode].attributedTo === attributedTo
  const isFound = found.some((cause) => cause.cause === code && (envelope === null || cause.envelope === envelope))
  if (!isAttributed) list.fail('cause-proven', `${code} is not attributed to the ${attributedTo}`, subject)
  else if (isFound) list.pass('cause-proven', subject)
  else if (NEEDS_CIPHERTEXT.has(code)) list.skip('cause-proven', `${code} shows itself in the ciphertext only`, subject)
  else list.fail('cause-proven', `${code} is not what keys, shares and letters show`, subject)
}

/** The cause an envelope stays closed, as far as it can be told without its ciphertext; undefined when everything fits. */
async function envelopeCause(
  bid: BundleBid,
  manifest: Manifest,
  envelope: string,
): Promise<{ cause: CauseCode; detail: string } | undefined> {
  const sharesFor = (purpose: 'custodian' | 'remedy') =>
    bid.shares.filter((share) => share.envelope === envelope && share.purpose === purpose).map(({ share }) => fromHex(share))
  const key = bid.bidderKeys?.[envelope]
  if (manifest.policy.kind === 'both' && key === undefined && !bid.isRemedyGranted) {
    return { cause: 'bidder-key-missing', detail: 'no key of the bidder, and no remedy granted' }
  }
  const found = await findContentKey({
    manifest,
    envelope,
    shares: sharesFor('custodian'),
    ...(key !== undefined && { bidderKey: fromHex(key) }),
    ...(bid.isRemedyGranted && { remedyShares: sharesFor('remedy') }),
  })
  if (!found.ok) return { cause: found.cause, detail: found.detail }
  const described = manifest.envelopes.find(({ name }) => name === envelope)
  const head = bid.payloadHeads[envelope]
  if (described === undefined || head === undefined) return { cause: 'payload-missing', detail: 'its head is not in the bundle' }
  const context = envelopeContext(manifest.bind, envelope)
  const commitment = keyCommitment(found.contentKey, fromHex(head).subarray(0, 24), context)
  const isCommitted = equalBytes(commitment, fromHex(head).subarray(24)) && hex(commitment) === described.payload.keyCommitment
  if (!isCommitted) return { cause: 'key-commitment-mismatch', detail: 'the key is not the one committed to' }
  const letter = bid.letters?.[envelope]
  if (letter === undefined) return undefined
  try {
    checkLetterFields(parseLetter(utf8(letter), envelope), described, context)
    return undefined
  } catch (error) {
    if (error instanceof CauseFound) return { cause: error.code, detail: error.detail }
    throw error
  }
}
