import type { ResultOf } from '#shared/contracts/contract.ts'
import type { ExpertState } from '#shared/contracts/experts-fields.ts'
import type { listExperts as listContract, listExpertReadings as readingsContract } from '#shared/contracts/experts-library.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { readExpertRecord } from './change-expert.ts'
import type { ExpertsReads, ExpertsRecords } from './deps.ts'
import { type ExpertRecord, expertModel, expertReadingModel } from './expert.model.ts'
import { presentExpert } from './present-expert.ts'

const PAGE = 100

/** Who reads, from where, when and what for. */
interface Reader {
  readonly actor: Actor
  readonly address: string
  readonly at: number
  readonly purpose: string
}

/** A page of the library, by id. The reading is on record before anything is answered (X6, S6). */
export async function listExperts(
  deps: ExpertsRecords,
  input: Reader & {
    readonly state?: ExpertState | undefined
    readonly speciality?: string | undefined
    readonly after?: string | undefined
  },
): Promise<ResultOf<typeof listContract>> {
  const { state, speciality, after } = input
  const rows = await expertModel(deps.connection)
    .find({
      ...(state === undefined ? {} : { state }),
      ...(after === undefined ? {} : { _id: { $gt: after } }),
      ...(speciality === undefined ? {} : { specialities: { $regex: `^${speciality}` } }),
    })
    .sort({ _id: 1 })
    .limit(PAGE + 1)
    .lean<ExpertRecord[]>()
  const page = rows.slice(0, PAGE)
  await recordReading(deps, input, `list ${state ?? 'all'} ${speciality ?? 'all'}`, page.length)
  return { items: page.map(presentExpert), next: rows.length > PAGE ? (page.at(-1)?._id ?? null) : null }
}

/** One record, the reading on record. Throws `not-found`. */
export async function readExpert(deps: ExpertsRecords, input: Reader & { readonly expert: string }): Promise<ExpertRecord> {
  const record = await readExpertRecord(deps, input.expert)
  await recordReading(deps, input, record._id, 1)
  return record
}

/** One's own record. Throws `not-found`. */
export async function readOwnExpert(deps: ExpertsReads, actor: Actor): Promise<ExpertRecord> {
  const record = await expertModel(deps.connection).findOne({ person: actor.person }).lean<ExpertRecord>()
  if (record === null) throw new DomainProblem('not-found')
  return record
}

/** Readings of the library, newest first. */
export async function listExpertReadings(
  deps: ExpertsReads,
  after: string | undefined,
): Promise<ResultOf<typeof readingsContract>> {
  const readings = expertReadingModel(deps.connection)
  const last = after === undefined ? null : await readings.findById(after).lean()
  const older = last === null ? {} : { $or: [{ at: { $lt: last.at } }, { at: last.at, _id: { $lt: last._id } }] }
  const rows = await readings
    .find(older)
    .sort({ at: -1, _id: -1 })
    .limit(PAGE + 1)
    .lean()
  const page = rows.slice(0, PAGE)
  return {
    items: page.map(({ _id, at, ...rest }) => ({ id: _id, ...rest, at: instantOf(at.getTime()) })),
    next: rows.length > PAGE ? (page.at(-1)?._id ?? null) : null,
  }
}

/** The reading itself, and its digest on the ledger: nobody takes a reading off the record unnoticed. */
export async function recordReading(deps: ExpertsRecords, reader: Reader, what: string, count: number): Promise<void> {
  const { actor, address, at, purpose } = reader
  const reading = {
    _id: randomId(deps.random),
    at: new Date(at),
    person: actor.person,
    party: actor.party,
    address,
    purpose,
    what,
    count,
  }
  await inTransaction(deps.connection, async (session) => {
    await expertReadingModel(deps.connection).create([reading], { session })
    await appendEvent(deps, session, {
      type: 'expert.library-read',
      subject: { reading: reading._id, person: actor.person, party: actor.party },
      at: instantOf(at),
      facts: { purpose, what, count, address },
    })
  })
}
