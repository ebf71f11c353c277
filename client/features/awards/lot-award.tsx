import type { ComponentProps, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { Tabs } from '../../ui/tabs.tsx'
import { AwardStatus, AwardSteps } from './award-status.tsx'
import { Candidates } from './candidates.tsx'
import { ContractPart } from './contract-part.tsx'
import { Complaints, Objections } from './disputes.tsx'
import { HowToObject } from './how-to-object.tsx'
import { Limits } from './limits.tsx'
import { ReReviews } from './re-reviews.tsx'
import { ReportPart } from './report-part.tsx'
import { Result } from './result.tsx'
import type { Award, AwardTender } from './use-awards.ts'

/** The lot that the address names, or the first, with the choice between lots where there are several. */
export function useLot(awards: readonly Award[]): { readonly award: Award | undefined; readonly tabs: ReactNode } {
  const { t } = useTranslation('awards')
  const [search] = useSearchParams()
  const award = awards.find(({ lot }) => lot === search.get('lot')) ?? awards[0]
  const tabs =
    awards.length > 1 && award !== undefined ? (
      <Tabs
        label={t('lots')}
        param="lot"
        current={award.lot}
        tabs={awards.map(({ lot, name, state, procedure }) => ({
          key: lot,
          title: `${name} · ${t(`state.${state}`, { context: procedure })}`,
        }))}
      />
    ) : null
  return { award, tabs }
}

/** Everything about the award of a lot that the reader may know. `actions` stands below the status; the rest beside what it is about. */
export function LotAward({
  award,
  tender,
  isParty = false,
  isReportReader = false,
  isDesk = false,
  actions,
  objectionAction,
  complaintAction,
}: LotAwardProps) {
  return (
    <div className="lot-award">
      <AwardStatus award={award} tender={tender} />
      {actions}
      <AwardSteps award={award} />
      <Limits award={award} tender={tender} />
      <Result award={award} tender={tender} />
      <Candidates award={award} tender={tender} />
      <ReReviews award={award} isReader={isDesk && isParty} />
      <ContractPart award={award} tender={tender} isParty={isParty} />
      <ReportPart award={award} tender={tender} isReader={isReportReader} />
      <Objections award={award} actionOf={objectionAction} />
      <Complaints award={award} actionOf={complaintAction} />
      {!isDesk && <HowToObject award={award} tender={tender} />}
    </div>
  )
}

interface LotAwardProps {
  readonly award: Award
  readonly tender: AwardTender
  /** Whether the reader may see the contract before it is published. */
  readonly isParty?: boolean
  /** Whether the reader may read the written report to the regulator. */
  readonly isReportReader?: boolean
  /** At the desk what can be done stands there as buttons. */
  readonly isDesk?: boolean
  readonly actions?: ReactNode
  readonly objectionAction?: ComponentProps<typeof Objections>['actionOf']
  readonly complaintAction?: ComponentProps<typeof Complaints>['actionOf']
}
