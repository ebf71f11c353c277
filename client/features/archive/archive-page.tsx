import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { BagCard } from './bag-card.tsx'
import { BagStatus } from './bag-status.tsx'
import { useBags } from './use-bags.ts'
import './archive.css'

/** The archive of a tender: where its bags stand, what each holds, how to take one away and check it without the platform. */
export function ArchivePage() {
  const { t } = useTranslation('archive')
  const { tender: id = '' } = useParams()
  const { bags, about } = useBags(id)
  const error = bags.error ?? about.error
  if (error !== null)
    return (
      <ProblemState
        isWholePage
        error={error}
        onRetry={() => {
          void bags.refetch()
          void about.refetch()
        }}
      />
    )
  if (bags.data === undefined || about.data === undefined) return <PageLoading what={t('loading')} />
  const tender = about.data
  const newestFirst = [...bags.data].reverse()
  return (
    <div className="stack-16 archive">
      <header className="stack-4">
        <PageTitle title={`${t('title')} ${tender.title}`} />
        <p className="t13 ink3">{t('title')}</p>
        <h1 className="t22 ink1">{tender.title}</h1>
        <p className="row flow g16 t13 ink3">
          <span className="mono">{tender.code}</span>
          <Link to={`/work/tenders/${tender.id}`}>{t('toDesk')}</Link>
          <Link to={`/openings/${tender.id}`}>{t('toOpening')}</Link>
          <Link to={`/awards/${tender.id}`}>{t('toAward')}</Link>
        </p>
      </header>
      <BagStatus tender={tender} newest={newestFirst[0]} />
      {newestFirst.map((bag, index) => (
        <BagCard key={bag.number} bag={bag} tender={tender} isNewest={index === 0} />
      ))}
    </div>
  )
}
