import { Readable } from 'node:stream'
import type { Actor } from '#shared/policy/roles.ts'
import { uint64 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { paddedSize } from '#shared/sealed-bid/payload.ts'
import { readPublishedTender } from '../notices/index.ts'
import { isHost } from '../opening/index.ts'
import type { EvaluationDeps } from './deps.ts'
import { type DeskFile, filesOfBuyer, filesOfDesk } from './desk-files.ts'
import type { EvaluationRecord } from './evaluation.model.ts'
import { openedBids, qualifiedBids, validBids } from './lot-bids.ts'
import { lotsToQualify } from './lots-to-qualify.ts'
import { namesOfBids } from './names-of-bids.ts'
import { readEvaluation, seatOf } from './read-evaluation.ts'
import { assertState } from './write-evaluation.ts'

const ZEROS = new Uint8Array(64 * 1024)

/** Which file of which bid, and who asks. */
interface DocumentAsked {
  readonly tender: string
  readonly lot: string
  readonly bid: string
  readonly place: number
  readonly actor: Actor
}

/**
 * A file of a bid for a member, as its stage shows it: by the bid's name from the preliminary review on, a blind one by its pseudonym from
 * the scoring on and under no other name; one that is not qualified to nobody (G6). Before that, in procurement, what is not technical for those
 * who run the tender, while the lot waits for their check of qualification. Length (8 bytes, big endian) ‖ file ‖ zero bytes: the size tells its class and nothing else.
 */
export async function readDocument(deps: EvaluationDeps, input: DocumentAsked): Promise<Readable> {
  const evaluation = await readEvaluation(deps, input.tender)
  const lot = evaluation.lots.find(({ lot: id }) => id === input.lot)
  if (await isQualifying(deps, evaluation, input)) {
    if (lot?.bids.includes(input.bid) !== true) throw new DomainProblem('not-found')
    return readAt(deps, filesOfBuyer((await openedBids(deps, input.tender)).get(input.bid)), input.place)
  }
  if (seatOf(deps, evaluation, input.actor.person).undertaking === null) throw new DomainProblem('undertaking-missing')
  if (lot === undefined) throw new DomainProblem('not-found')
  const scored = ['scoring', 'awaiting-prices', 'pricing', 'totalled', 'signing', 're-reviewing', 're-signing'] as const
  const isBlind = evaluation.plan.isBlind && input.bid.length < 64
  assertState(evaluation, isBlind ? scored : ['preliminary', 'inquiring', ...scored])
  const bid = namesOfBids(evaluation, lot).bidOf(input.bid)
  if (bid === undefined || !qualifiedBids(lot).includes(bid) || (isBlind && !validBids(lot).includes(bid)))
    throw new DomainProblem('not-found')
  const opened = (await openedBids(deps, input.tender)).get(bid)
  return readAt(deps, filesOfDesk(evaluation.plan, opened, isBlind ? 'blind' : 'named'), input.place)
}

/** Whether one of those who run the tender reads what waits for its check of qualification. */
async function isQualifying(deps: EvaluationDeps, evaluation: EvaluationRecord, input: DocumentAsked): Promise<boolean> {
  if (evaluation.state !== 'seated' || !lotsToQualify(evaluation).some(({ lot }) => lot === input.lot)) return false
  return isHost(await readPublishedTender(deps, input.tender), input.actor)
}

async function readAt(deps: EvaluationDeps, files: readonly DeskFile[], at: number): Promise<Readable> {
  const file = files.find(({ place }) => place === at)
  if (file === undefined) throw new DomainProblem('not-found')
  return Readable.from(padded(await deps.blobs.open(file.sha256), file.size))
}

async function* padded(content: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  yield uint64(size)
  yield* content
  let left = paddedSize(8 + size) - 8 - size
  while (left > 0) {
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length))
    left -= ZEROS.length
  }
}
