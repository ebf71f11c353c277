import type { z } from 'zod'
import type { ResultOf } from '#shared/contracts/contract.ts'
import type { expertFormField } from '#shared/contracts/experts-fields.ts'
import type { getOwnExpert } from '#shared/contracts/experts-library.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { startOfBeijingDay } from '../../ui/beijing-time.ts'

/** A record of the library. */
export type ExpertRecord = ResultOf<typeof getOwnExpert>
/** What an expert states of itself. */
export type ExpertFormBody = z.input<typeof expertFormField>
/** Kinds of ties as the form offers them. */
export type TieKind = ExpertFormBody['ties'][number]['kind']

/** The form as it is typed. */
export interface ExpertValues {
  readonly name: string
  readonly specialities: readonly string[]
  readonly region: string
  readonly title: string
  readonly employerName: string
  readonly employerCode: string
  readonly qualifications: string
  readonly former: readonly { readonly name: string; readonly creditCode: string; readonly until: string }[]
  readonly ties: readonly { readonly creditCode: string; readonly kind: TieKind; readonly note: string }[]
}

/** The form of a record, or an empty one. */
export function valuesOf(record: ExpertRecord | undefined): ExpertValues {
  return {
    name: record?.name ?? '',
    specialities: record?.specialities ?? [],
    region: record?.region ?? '',
    title: record?.title ?? '',
    employerName: record?.employer.name ?? '',
    employerCode: record?.employer.creditCode ?? '',
    qualifications: record?.qualifications ?? '',
    former:
      record?.formerEmployers.map(({ name: of, creditCode, untilAt }) => ({
        name: of,
        creditCode,
        until: instantOf(Date.parse(untilAt)).slice(0, 10),
      })) ?? [],
    ties: record?.ties ?? [],
  }
}

/** What is signed. */
export function bodyOf(values: ExpertValues): ExpertFormBody {
  return {
    name: values.name.trim(),
    specialities: [...values.specialities],
    region: values.region.trim(),
    title: values.title.trim(),
    employer: {
      name: values.employerName.trim(),
      creditCode: values.employerCode.trim() === '' ? null : values.employerCode.trim(),
    },
    formerEmployers: values.former.map(({ name, creditCode, until }) => ({
      name: name.trim(),
      creditCode: creditCode.trim(),
      untilAt: startOfBeijingDay(until),
    })),
    ties: values.ties.map(({ creditCode, kind, note }) => ({ creditCode: creditCode.trim(), kind, note: note.trim() })),
    qualifications: values.qualifications.trim(),
  }
}
