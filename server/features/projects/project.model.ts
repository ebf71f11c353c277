import { type Connection, type Model, Schema } from 'mongoose'
import type { Lot } from '#shared/catalogue/notice.ts'
import { type ProjectState, projectStates } from '#shared/lifecycle/project.ts'
import type { Instant } from '#shared/primitives/instant.ts'

/** Why and since when a project stands still. */
interface ProjectSuspension {
  readonly id: string
  readonly cause: 'directive'
  readonly reason: string
  readonly actSha256: string
  readonly since: Instant
}

/** What a registration states. */
export interface ProjectForm {
  readonly name: string
  readonly category: string
  readonly method: string
  readonly kind: 'works' | 'goods' | 'services'
  readonly industry: string
  readonly region: string
  readonly regionName: string
  readonly funding: string
  readonly approvalDocument: string
  readonly summary: string
  readonly tendererParty: string
  readonly agencyParty: string | null
  readonly lots: readonly Lot[]
}

/** A project as stored. */
export interface Project extends ProjectForm {
  readonly _id: string
  readonly version: number
  readonly state: ProjectState
  /** Unified trading code; null until accepted. */
  readonly code: string | null
  readonly tendererName: string
  readonly agencyName: string | null
  /** The party that registered it. */
  readonly registeredBy: string
  readonly registeredAt: Instant
  readonly acceptedAt: Instant | null
  /** The centre that accepted it. */
  readonly centreParty: string | null
  readonly returnReason: string | null
  readonly suspension: ProjectSuspension | null
  /** Notice rounds begun, oldest first. */
  readonly rounds: readonly { readonly tender: string; readonly round: number; readonly lots: readonly string[] }[]
}

const text = { type: String, required: true } as const
const textOrNull = { type: String, default: null } as const
const inner = { _id: false, strict: 'throw' } as const

const schema = new Schema<Project>(
  {
    _id: text,
    version: { type: Number, required: true },
    state: { type: String, enum: projectStates, required: true },
    code: textOrNull,
    name: text,
    category: text,
    method: text,
    kind: text,
    industry: text,
    region: text,
    regionName: text,
    funding: text,
    approvalDocument: text,
    summary: text,
    tendererParty: text,
    agencyParty: textOrNull,
    tendererName: text,
    agencyName: textOrNull,
    lots: [new Schema({ id: text, name: text, budget: text, ceilingPrice: text }, inner)],
    registeredBy: text,
    registeredAt: text,
    acceptedAt: textOrNull,
    centreParty: textOrNull,
    returnReason: textOrNull,
    suspension: {
      type: new Schema({ id: text, cause: text, reason: text, actSha256: text, since: text }, inner),
      default: null,
    },
    rounds: [new Schema({ tender: text, round: { type: Number, required: true }, lots: [String] }, inner)],
  },
  { collection: 'projects', versionKey: false, autoIndex: false, autoCreate: false, minimize: false, strict: 'throw' },
)
schema.index({ code: 1 }, { unique: true, partialFilterExpression: { code: { $type: 'string' } } })
schema.index({ tendererParty: 1, _id: 1 })
schema.index({ agencyParty: 1, _id: 1 })
schema.index({ state: 1, _id: 1 })

/** Projects. */
export function projectModel(connection: Connection): Model<Project> {
  return (connection.models['Project'] as Model<Project> | undefined) ?? connection.model<Project>('Project', schema)
}

/** Makes the collection and its indexes: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  const model = projectModel(connection)
  await model.createCollection()
  await model.createIndexes()
}
