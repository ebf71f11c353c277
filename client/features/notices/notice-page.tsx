import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useServerNow } from '../../platform/server-time.ts'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Tabs, useTab } from '../../ui/tabs.tsx'
import { AmendmentsTab } from './notice/amendments-tab.tsx'
import { DocumentsTab } from './notice/documents-tab.tsx'
import { NoticeHead } from './notice/notice-head.tsx'
import { NoticeText } from './notice/notice-text.tsx'
import { QuestionsTab } from './notice/questions-tab.tsx'
import { RecordTab } from './notice/record-tab.tsx'
import { StandingLine } from './notice/standing-line.tsx'
import { SummaryCard } from './notice/summary-card.tsx'
import { TenderLife } from './notice/tender-life.tsx'
import { TrailTab } from './notice/trail-tab.tsx'
import { shownState } from './tender-state.ts'
import { type Tender, useTender } from './use-tender.ts'
import './notice.css'

const tabs = ['notice', 'documents', 'questions', 'changes', 'record', 'trail'] as const

/** The page of one tender: where it stands in its life, what was published, by whom signed, and what can be done now. */
export function NoticePage() {
  const { t } = useTranslation('notice')
  const { tender: id = '' } = useParams()
  const tender = useTender(id)
  if (tender.isPending) return <PageLoading what={t('notice.loading')} />
  if (tender.isError)
    return (
      <div className="wrap alone">
        <ProblemState isWholePage error={tender.error} onRetry={() => void tender.refetch()} />
      </div>
    )
  return <TenderPage tender={tender.data} />
}

function TenderPage({ tender }: { readonly tender: Tender }) {
  const { t } = useTranslation('notice')
  const tab = useTab(tabs)
  const state = shownState(tender, useServerNow())
  const changes = tender.noticeHistory.length - 1
  const counts: Partial<Record<(typeof tabs)[number], number>> = {
    documents: tender.documents.length,
    ...(changes > 0 ? { changes } : {}),
  }
  return (
    <div className="notice">
      <PageTitle title={tender.title} />
      <NoticeHead tender={tender} state={state} />
      <TenderLife tender={tender} state={state} />
      <div className="wrap cols">
        <div>
          <StandingLine tender={tender} state={state} />
          <Tabs
            label={t('notice.tabs')}
            current={tab}
            tabs={tabs.map((key) => {
              const count = counts[key]
              return { key, title: t(`tab.${key}`), ...(count === undefined ? {} : { count }) }
            })}
          />
          {tab === 'notice' && <NoticeText tender={tender} />}
          {tab === 'documents' && <DocumentsTab tender={tender} />}
          {tab === 'questions' && <QuestionsTab tender={tender} state={state} />}
          {tab === 'changes' && <AmendmentsTab tender={tender} />}
          {tab === 'record' && <RecordTab tender={tender} state={state} />}
          {tab === 'trail' && <TrailTab tender={tender} />}
        </div>
        <SummaryCard tender={tender} state={state} />
      </div>
    </div>
  )
}
