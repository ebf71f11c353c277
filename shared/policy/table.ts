import { archivePolicy } from './archive.ts'
import { awardsPolicy } from './awards.ts'
import { bidsPolicy } from './bids.ts'
import { coefficientPolicy } from './coefficient.ts'
import { depositsPolicy } from './deposits.ts'
import { evaluationPolicy } from './evaluation.ts'
import { expertsPolicy } from './experts.ts'
import { identityPolicy } from './identity.ts'
import { ledgerPolicy } from './ledger.ts'
import { noticesPolicy } from './notices.ts'
import { notificationsPolicy } from './notifications.ts'
import { openingPolicy } from './opening.ts'
import { platformPolicy } from './platform.ts'
import type { PolicyTable } from './policy.ts'
import { projectsPolicy } from './projects.ts'
import { supervisionPolicy } from './supervision.ts'

/** The whole policy. An endpoint without a row here is refused at start. */
export const policyTable: PolicyTable = {
  ...platformPolicy,
  ...identityPolicy,
  ...ledgerPolicy,
  ...projectsPolicy,
  ...noticesPolicy,
  ...bidsPolicy,
  ...openingPolicy,
  ...coefficientPolicy,
  ...expertsPolicy,
  ...evaluationPolicy,
  ...awardsPolicy,
  ...depositsPolicy,
  ...supervisionPolicy,
  ...archivePolicy,
  ...notificationsPolicy,
}
