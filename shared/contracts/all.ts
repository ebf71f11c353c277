import { archiveContracts } from './archive.ts'
import { awardReportContracts } from './award-report.ts'
import { awardsContracts } from './awards.ts'
import { bidsContracts } from './bids.ts'
import { coefficientContracts } from './coefficient.ts'
import type { Contract } from './contract.ts'
import { demoContracts } from './demo.ts'
import { depositsContracts } from './deposits.ts'
import { evaluationContracts } from './evaluation.ts'
import { evaluationQualificationContracts } from './evaluation-qualification.ts'
import { evaluationTaskContracts } from './evaluation-tasks.ts'
import { expertsContracts } from './experts.ts'
import { identityContracts } from './identity.ts'
import { ledgerContracts } from './ledger.ts'
import { noticesContracts } from './notices.ts'
import { notificationsContracts } from './notifications.ts'
import { openingContracts } from './opening.ts'
import { platformContracts } from './platform.ts'
import { projectsContracts } from './projects.ts'
import { supervisionContracts } from './supervision.ts'

/** Every endpoint of the platform. */
export const allContracts: readonly Contract[] = [
  ...platformContracts,
  ...demoContracts,
  ...identityContracts,
  ...ledgerContracts,
  ...projectsContracts,
  ...noticesContracts,
  ...bidsContracts,
  ...openingContracts,
  ...coefficientContracts,
  ...expertsContracts,
  ...evaluationContracts,
  ...evaluationQualificationContracts,
  ...evaluationTaskContracts,
  ...awardsContracts,
  ...awardReportContracts,
  ...depositsContracts,
  ...supervisionContracts,
  ...archiveContracts,
  ...notificationsContracts,
]
