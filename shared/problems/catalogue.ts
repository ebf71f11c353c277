import { actsProblems } from './catalogue/acts.ts'
import { archiveProblems } from './catalogue/archive.ts'
import { awardsProblems } from './catalogue/awards.ts'
import { bidsProblems } from './catalogue/bids.ts'
import { coefficientProblems } from './catalogue/coefficient.ts'
import { coreProblems } from './catalogue/core.ts'
import { depositsProblems } from './catalogue/deposits.ts'
import { evaluationProblems } from './catalogue/evaluation.ts'
import { expertsProblems } from './catalogue/experts.ts'
import { identityProblems } from './catalogue/identity.ts'
import { ledgerProblems } from './catalogue/ledger.ts'
import { noticesProblems } from './catalogue/notices.ts'
import { openingProblems } from './catalogue/opening.ts'
import { sealedBidProblems } from './catalogue/sealed-bid.ts'
import { supervisionProblems } from './catalogue/supervision.ts'
import { uploadsProblems } from './catalogue/uploads.ts'
import type { ProblemKind } from './problem.ts'

/** Every problem the platform can answer with: the one list that API, client and documentation share. */
export const problemCatalogue = {
  ...coreProblems,
  ...actsProblems,
  ...identityProblems,
  ...ledgerProblems,
  ...noticesProblems,
  ...uploadsProblems,
  ...sealedBidProblems,
  ...bidsProblems,
  ...openingProblems,
  ...coefficientProblems,
  ...expertsProblems,
  ...evaluationProblems,
  ...awardsProblems,
  ...depositsProblems,
  ...supervisionProblems,
  ...archiveProblems,
} as const

/** The code of a problem: a literal union. */
export type ProblemCode = keyof typeof problemCatalogue

/** The catalogue's entry for a code. */
export function problemKind(code: ProblemCode): ProblemKind {
  return problemCatalogue[code]
}
