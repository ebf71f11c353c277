import type { EvaluationReads } from './deps.ts'
import { readQuestions } from './read-evaluation.ts'

/** Bidders of one question, or of every low price (X12) that waits for its explanation. */
export async function partiesAsked(deps: EvaluationReads, tender: string, question: unknown): Promise<string[]> {
  const questions = await readQuestions(deps, tender)
  const concerned =
    question === undefined
      ? questions.filter(({ kind, isClosed }) => kind === 'low-price' && !isClosed)
      : questions.filter(({ _id }) => _id === question)
  return [...new Set(concerned.map(({ party }) => party).filter((party) => party !== ''))]
}
