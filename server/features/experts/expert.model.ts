import { type Connection, type Model, Schema } from 'mongoose'
import type { z } from 'zod'
import type { ExpertState, expertAnswer, expertFormField } from '#shared/contracts/experts-fields.ts'

/** What an expert states of itself. */
export type ExpertForm = z.output<typeof expertFormField>
type ExpertAnswer = z.output<typeof expertAnswer>

/** A record of the library. */
export interface ExpertRecord extends ExpertForm {
  readonly _id: string
  readonly version: number
  readonly state: ExpertState
  readonly person: string
  readonly party: string
  readonly admittedAt: Date | null
  readonly suspendedUntil: Date | null
  readonly reason: string | null
  readonly trainings: ExpertAnswer['trainings']
  readonly assessments: ExpertAnswer['assessments']
}

const text = { type: String, required: true } as const
const mixed = { type: [Schema.Types.Mixed], default: [] } as never

const schema = new Schema<ExpertRecord>(
  {
    _id: text,
    version: { type: Number, required: true },
    state: text,
    person: text,
    party: text,
    name: text,
    specialities: { type: [String], required: true },
    region: text,
    title: text,
    employer: { type: Schema.Types.Mixed, required: true } as never,
    formerEmployers: mixed,
    ties: mixed,
    qualifications: text,
    admittedAt: { type: Date, default: null },
    suspendedUntil: { type: Date, default: null },
    reason: { type: String, default: null },
    trainings: mixed,
    assessments: mixed,
  },
  { collection: 'experts', versionKey: false, autoIndex: false, autoCreate: false },
)
schema.index({ person: 1 }, { unique: true })
schema.index({ state: 1, _id: 1 })

/** The library of experts. */
export function expertModel(connection: Connection): Model<ExpertRecord> {
  return (connection.models['Expert'] as Model<ExpertRecord> | undefined) ?? connection.model<ExpertRecord>('Expert', schema)
}

/** One reading of the library (X6, S6): who, when, from where, what for. */
export interface ExpertReading {
  readonly _id: string
  readonly at: Date
  readonly person: string
  readonly party: string
  readonly address: string
  readonly purpose: string
  readonly what: string
  readonly count: number
}

const readingSchema = new Schema<ExpertReading>(
  {
    _id: text,
    at: { type: Date, required: true },
    person: text,
    party: text,
    address: { type: String, default: '' },
    purpose: text,
    what: text,
    count: { type: Number, required: true },
  },
  { collection: 'expert-readings', versionKey: false, autoIndex: false, autoCreate: false },
)
readingSchema.index({ at: -1, _id: -1 })

/** Readings of the library. */
export function expertReadingModel(connection: Connection): Model<ExpertReading> {
  return (
    (connection.models['ExpertReading'] as Model<ExpertReading> | undefined) ??
    connection.model<ExpertReading>('ExpertReading', readingSchema)
  )
}

/** Two organisations that belong together (TL 34). */
export interface OrganisationTie {
  readonly _id: string
  readonly creditCode: string
  readonly other: string
  readonly kind: 'holding' | 'management' | 'branch' | 'same-head'
  readonly note: string
  readonly at: Date
}

const tieSchema = new Schema<OrganisationTie>(
  { _id: text, creditCode: text, other: text, kind: text, note: text, at: { type: Date, required: true } } as never,
  { collection: 'organisation-ties', versionKey: false, autoIndex: false, autoCreate: false },
)
tieSchema.index({ creditCode: 1 })
tieSchema.index({ other: 1 })

/** Ties between organisations. */
export function organisationTieModel(connection: Connection): Model<OrganisationTie> {
  return (
    (connection.models['OrganisationTie'] as Model<OrganisationTie> | undefined) ??
    connection.model<OrganisationTie>('OrganisationTie', tieSchema)
  )
}
