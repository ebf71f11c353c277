import { instantOf } from '#shared/primitives/instant.ts'
import { serverNow } from '../../platform/server-time.ts'
import { beijingDay } from '../../ui/beijing-time.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { HomeLead } from './home-lead.tsx'
import { HomeOpen } from './home-open.tsx'
import { HomeSide } from './home-side.tsx'
import { OpeningThread } from './opening-thread.tsx'
import { useTenders } from './use-tenders.ts'
import './home.css'

/** The start page: what is open, what opens next, today's openings, newest records, services, the ledger. */
export function HomePage() {
  const today = beijingDay(instantOf(serverNow()))
  const open = useTenders({ status: 'bidding', limit: 100 })
  const openings = useTenders({ scope: 'all', dateKind: 'deadline', dateFrom: today, dateTo: today, sort: 'closing', limit: 100 })
  return (
    <div className="home">
      <PageTitle title={undefined} />
      <HomeLead open={open.data} openings={openings.data} />
      <OpeningThread openings={openings.data?.tenders} error={openings.error} />
      <div className="wrap cols">
        <HomeOpen open={open.data} error={open.error} />
        <HomeSide />
      </div>
    </div>
  )
}
