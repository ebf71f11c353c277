import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { isPublicTender } from '#shared/lifecycle/tender.ts'
import { useLive } from '../../platform/live.ts'
import { queries } from '../../platform/queries.ts'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { ArchiveLink } from '../archive/archive-link.tsx'
import { CoefficientPanel } from '../coefficient/coefficient-panel.tsx'
import { useActor } from '../identity/session.ts'
import { type DeskTender, useDeskTender } from './reading.ts'
import { TenderStateTag } from './state-tags.tsx'
import { Documents } from './tender/documents.tsx'
import { NoticeText } from './tender/notice-text.tsx'
import { Objections } from './tender/objections.tsx'
import { Questions } from './tender/questions.tsx'
import { Seats } from './tender/seats.tsx'
import { WhatNext } from './tender/what-next.tsx'
import './projects.css'

/** One tender at the desk: first what is to be done and by whom, then everything it consists of. */
export function TenderPage() {
  const { t } = useTranslation('projects')
  const { tender: id = '' } = useParams()
  const tender = useDeskTender(id)
  useLive(tender.data !== undefined && isPublicTender(tender.data.state) ? `tender:${id}` : undefined, () => {
    void queries.invalidateQueries({ queryKey: ['tender', id] })
  })
  if (tender.isPending) return <PageLoading what={t('tenders.loading')} />
  if (tender.isError) return <ProblemState isWholePage error={tender.error} onRetry={() => void tender.refetch()} />
  return <TenderDesk tender={tender.data} />
}

function TenderDesk({ tender }: { readonly tender: DeskTender }) {
  const { t } = useTranslation('projects')
  const actor = useActor()
  const isOwn = [tender.tenderer.party, tender.agency?.party].includes(actor?.party ?? '')
  const isPublic = isPublicTender(tender.state)
  return (
    <div className="stack-16">
      <header className="row between flow">
        <div>
          <PageTitle title={tender.title} />
          <h1 className="t22 ink1">{tender.title}</h1>
          <p className="t13 ink3">
            {tender.code} · {t('project.round', { round: tender.round })} ·{' '}
            <Link to={`/work/projects/${tender.project}`}>{t('tender.project')}</Link>
            <ArchiveLink tender={tender} />
          </p>
        </div>
        <TenderStateTag state={tender.state} isSuspended={tender.isSuspended} />
      </header>
      <WhatNext tender={tender} isOwn={isOwn} />
      <Card
        title={t('tender.times')}
        extra={
          isPublic && (
            <span className="row">
              <Link to={`/tenders/${tender.id}`}>{t('tender.publicPage')}</Link>
              <Link to={`/openings/${tender.id}`}>
                <Button>{t('tender.hall')}</Button>
              </Link>
            </span>
          )
        }
      >
        <KeyValueList
          items={(['publishAt', 'documentsUntil', 'questionsUntil', 'objectionsUntil', 'deadlineAt'] as const).map((name) => ({
            key: name,
            label: t(`field.${name}`),
            value: tender[name] === null ? null : <DateTime at={tender[name]} hasZone />,
          }))}
        />
        {tender.isCalendarProvisional && <p className="help">{t('tender.provisional')}</p>}
      </Card>
      {isPublic && <CoefficientPanel tender={tender.id} plan={tender.notice?.evaluation.plan} />}
      {tender.state === 'opened' && <AfterTheOpening tender={tender.id} />}
      {tender.desk !== null && <Seats tender={tender} />}
      <Documents tender={tender} isOwn={isOwn} />
      {isPublic && <Questions tender={tender} isOwn={isOwn} />}
      {isPublic && <Objections tender={tender} isOwn={isOwn} />}
      <NoticeText tender={tender} />
      <History tender={tender} />
    </div>
  )
}

/** Where an opened tender goes on: the draw of its committee, its evaluation, its award. */
function AfterTheOpening({ tender }: { readonly tender: string }) {
  const { t } = useTranslation('projects')
  return (
    <Card title={t('after.title')}>
      <ul className="row flow g16">
        {(['draws', 'evaluations', 'awards'] as const).map((room) => (
          <li key={room}>
            <Link to={`/work/${room}/${tender}`}>{t(`after.${room}`)}</Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** Every published notice, signed, to be checked by anybody. */
function History({ tender }: { readonly tender: DeskTender }) {
  const { t } = useTranslation('projects')
  if (tender.noticeHistory.length === 0) return null
  return (
    <Card title={t('tender.history')}>
      <ul className="stack">
        {tender.noticeHistory.map(({ sha256, kind, at }) => (
          <li key={sha256} className="row between flow">
            <span>
              {t(`noticeKind.${kind}`)} · <DateTime at={at} />
            </span>
            <span className="row">
              <DigestChip digest={sha256} />
              <Link to={`/verify?act=${sha256}`}>{t('verify')}</Link>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
