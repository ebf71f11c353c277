import { getCommitteeActs } from '#shared/contracts/evaluation.ts'
import { maxCommitteeActsBytes, parseCommitteeActs } from '#shared/evaluation/committee-acts.ts'
import { maxReportBytes, parseReport } from '#shared/evaluation/judge-report.ts'
import { verifyCommitteeActs } from '#shared/evaluation/verify-committee-acts.ts'
import { verifyCommand } from '../verify.ts'

/** A stranger's check of what a committee signed, once the result is public (X3, X8, X14). */
export const verifyEvaluationCommand = verifyCommand({
  name: 'verify-evaluation',
  summary: { zh: '核验评标委员会签署的文件（可离线）', en: 'verify what a committee signed (off line)' },
  what: "a bundle of a committee's acts",
  by: { option: 'tender', value: 'ID' },
  maxBytes: maxCommitteeActsBytes,
  parse: parseCommitteeActs,
  fetch: (client, tender) => client.call(getCommitteeActs, { params: { tender } }),
  held: {
    option: 'report',
    what: 'an evaluation report',
    help: '  --report FILE     the signed report (JSON), if you may read it: checked against what was signed',
    maxBytes: maxReportBytes,
    parse: parseReport,
  },
  verify: verifyCommitteeActs,
  sum: ({ ok }) =>
    ok
      ? ['评标委员会签署的文件与账本相符。', 'What the committee signed is what the ledger says.']
      : ['核验未通过。', 'The acts of the committee do NOT verify.'],
})
