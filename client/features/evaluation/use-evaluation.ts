import { useQuery } from '@tanstack/react-query'
import { ProblemError } from '#shared/contracts/client.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { getEvaluation, getEvaluationDesk, getEvaluationQuestions } from '#shared/contracts/evaluation.ts'
import { getQualification } from '#shared/contracts/evaluation-qualification.ts'
import { api } from '../../platform/api.ts'
import { useLive } from '../../platform/live.ts'
import { queries } from '../../platform/queries.ts'

/** Where an evaluation stands, for everybody. */
export type Progress = ResultOf<typeof getEvaluation>
/** What a member of the committee has before it. */
export type Desk = ResultOf<typeof getEvaluationDesk>
/** What is checked of the bidders' qualification, and what was found. */
export type Qualification = ResultOf<typeof getQualification>
/** One lot on the desk. */
export type DeskLot = Desk['lots'][number]
/** A bid on the desk, by name or blind. */
export type DeskBid = DeskLot['bids'][number]
/** A question to a bidder. */
export type Question = Desk['questions'][number]

/** How far an evaluation is; read again whenever its chain says that something happened. */
export function useProgress(tender: string) {
  useLive(`tender:${tender}`, (event) => {
    if (event === 'missed' || event.type.startsWith('evaluation.'))
      void queries.invalidateQueries({ queryKey: ['evaluation', tender] })
  })
  return useQuery({
    queryKey: ['evaluation', tender, 'progress'],
    queryFn: () => api.call(getEvaluation, { params: { tender } }),
  })
}

/** The desk of whoever is signed in; asked for only by roles that may have one. */
export function useDesk(tender: string, isAsked: boolean) {
  return useQuery({
    queryKey: ['evaluation', tender, 'desk'],
    queryFn: () => api.call(getEvaluationDesk, { params: { tender } }),
    enabled: isAsked,
  })
}

/** The check of qualification (G6), for those who run the tender and the regulator. */
export function useQualification(tender: string, isAsked: boolean) {
  return useQuery({
    queryKey: ['evaluation', tender, 'qualification'],
    queryFn: () => api.call(getQualification, { params: { tender } }),
    enabled: isAsked,
  })
}

/** What one's own party is asked. */
export function useAsked(tender: string, isAsked: boolean) {
  return useQuery({
    queryKey: ['evaluation', tender, 'asked'],
    queryFn: () => api.call(getEvaluationQuestions, { params: { tender } }),
    enabled: isAsked,
  })
}

/** Whether a refusal is of one kind. */
export function isProblem(error: unknown, code: string): boolean {
  return error instanceof ProblemError && error.problem.code === code
}
