import { Readable } from 'node:stream'
import type { Actor } from '#shared/policy/roles.ts'
import { uint64 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { paddedSize } from '#shared/sealed-bid/payload.ts'
import type { EvaluationDeps } from './deps.ts'
import { filesOfDesk } from './desk-files.ts'
import { openedBids, validBids } from './lot-bids.ts'
import { namesOfBids } from './names-of-bids.ts'
import { readEvaluation, seatOf } from './read-evaluation.ts'
import { assertState } from './write-evaluation.ts'

const ZEROS = new Uint8Array(64 * 1024)

/**
 * A file of a bid for a member, as its stage shows it: by the bid's name from the preliminary review on, a blind one by its pseudonym from
 * the scoring on and under no other name. Length (8 bytes, big endian) ‖ file ‖ zero bytes: the size tells its class and nothing else.
 */
export async function readDocument(
  deps: EvaluationDeps,
  input: {
    readonly tender: string
    readonly lot: string
    readonly bid: string
    readonly place: number
    readonly actor: Actor
  },
): Promise<Readable> {
  const evaluation = await readEvaluation(deps, input.tender)
  if (seatOf(deps, evaluation, input.actor.person).undertaking === null) throw new DomainProblem('undertaking-missing')
  const lot = evaluation.lots.find(({ lot: id }) => id === input.lot)
  if (lot === undefined) throw new DomainProblem('not-found')
  const scored = ['scoring', 'awaiting-prices', 'pricing', 'totalled', 'signing', 're-reviewing', 're-signing'] as const
  const isBlind = evaluation.plan.isBlind && input.bid.length < 64
  assertState(evaluation, isBlind ? scored : ['preliminary', 'inquiring', ...scored])
  const bid = namesOfBids(evaluation, lot).bidOf(input.bid)
  if (bid === undefined || (isBlind && !validBids(lot).includes(bid))) throw new DomainProblem('not-found')
  const opened = (await openedBids(deps, input.tender)).get(bid)
  const file = filesOfDesk(evaluation.plan, opened, isBlind ? 'blind' : 'named').find(({ place }) => place === input.place)
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
