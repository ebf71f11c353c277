import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf, ResultOf } from '#shared/contracts/contract.ts'
import type {
  declareOrganisationTie as declareContract,
  listOrganisationTies as listContract,
} from '#shared/contracts/experts-library.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { ExpertsReads, ExpertsRecords } from './deps.ts'
import { type OrganisationTie, organisationTieModel } from './expert.model.ts'

type DeclareAct = VerifiedAct<ActSubjectOf<typeof declareContract>, ActBodyOf<typeof declareContract>>
type TieView = ResultOf<typeof declareContract>

const PAGE = 100

/** Puts on record that two organisations belong together (TL 34). */
export async function declareOrganisationTie(
  deps: ExpertsRecords,
  { act, at }: { readonly act: DeclareAct; readonly at: number },
): Promise<TieView> {
  const { creditCode, other, kind, note } = act.body
  const tie: OrganisationTie = { _id: act.subject.tie, creditCode, other, kind, note, at: new Date(at) }
  await inTransaction(deps.connection, async (session) => {
    await organisationTieModel(deps.connection).create([tie], { session })
    await appendEvent(deps, session, {
      type: 'organisation.tie-declared',
      subject: { tie: tie._id, creditCode, other },
      at: instantOf(at),
      act,
    })
  })
  return present(tie)
}

/** Ties on record, by id. */
export async function listOrganisationTies(
  deps: ExpertsReads,
  after: string | undefined,
): Promise<ResultOf<typeof listContract>> {
  const rows = await organisationTieModel(deps.connection)
    .find(after === undefined ? {} : { _id: { $gt: after } })
    .sort({ _id: 1 })
    .limit(PAGE + 1)
    .lean<OrganisationTie[]>()
  const page = rows.slice(0, PAGE)
  return { items: page.map(present), next: rows.length > PAGE ? (page.at(-1)?._id ?? null) : null }
}

/** Organisations tied to any of these, directly. The ones given are not among them. */
export async function affiliatesOf(deps: ExpertsReads, codes: ReadonlySet<string>): Promise<Set<string>> {
  const list = [...codes]
  const rows = await organisationTieModel(deps.connection)
    .find({ $or: [{ creditCode: { $in: list } }, { other: { $in: list } }] })
    .lean<OrganisationTie[]>()
  const found = new Set(rows.flatMap(({ creditCode, other }) => [creditCode, other]))
  for (const code of codes) found.delete(code)
  return found
}

function present({ _id, at, ...rest }: OrganisationTie): TieView {
  return { id: _id, ...rest, at: instantOf(at.getTime()) }
}
