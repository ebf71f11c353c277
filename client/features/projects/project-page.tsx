import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { startTenderContract } from '#shared/contracts/notices/tenders.ts'
import {
  acceptProjectContract,
  resumeProjectContract,
  returnProjectContract,
  suspendProjectContract,
  withdrawProjectContract,
} from '#shared/contracts/projects.ts'
import { api } from '../../platform/api.ts'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { moneyText } from '../../ui/money.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useActor, useMay } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from './deed-button.tsx'
import { LotsTable } from './lots-table.tsx'
import { type DeskProject, useProject } from './reading.ts'
import { ProjectStateTag } from './state-tags.tsx'
import './projects.css'

/** One project: what was registered, where it stands, and what whoever looks may do with it. */
export function ProjectPage() {
  const { t } = useTranslation('projects')
  const { project: id = '' } = useParams()
  const project = useProject(id)
  if (project.isPending) return <PageLoading what={t('projects.loading')} />
  if (project.isError) return <ProblemState isWholePage error={project.error} onRetry={() => void project.refetch()} />
  return <ProjectView project={project.data} />
}

function ProjectView({ project }: { readonly project: DeskProject }) {
  const { t, i18n } = useTranslation('projects')
  const { mustEnter } = project
  return (
    <div className="stack-16">
      <header className="row between flow">
        <div>
          <PageTitle title={project.name} />
          <h1 className="t22 ink1">{project.name}</h1>
          <p className="t13 ink3">{project.code ?? t('projects.noCode')}</p>
        </div>
        <ProjectStateTag state={project.state} isSuspended={project.suspension !== null} />
      </header>
      <WhereItStands project={project} />
      <Card title={t('project.registration')}>
        <KeyValueList
          items={[
            { key: 'tenderer', label: t('field.tenderer'), value: project.tendererName },
            { key: 'agency', label: t('field.agency'), value: project.agencyName ?? t('project.noAgency') },
            { key: 'region', label: t('field.region'), value: `${project.regionName}（${project.region}）` },
            { key: 'industry', label: t('field.industry'), value: project.industry },
            { key: 'funding', label: t('field.funding'), value: project.funding },
            { key: 'approval', label: t('field.approvalDocument'), value: project.approvalDocument },
            { key: 'registered', label: t('field.registeredAt'), value: <DateTime at={project.registeredAt} /> },
            { key: 'summary', label: t('field.summary'), value: project.summary },
            {
              key: 'must',
              label: t('project.mustEnter'),
              value:
                mustEnter === null
                  ? t('project.belowThreshold')
                  : t('project.mustEnterText', {
                      amount: moneyText(mustEnter.amount),
                      article: i18n.language === 'en' ? mustEnter.article.en : mustEnter.article.zh,
                    }),
            },
          ]}
        />
      </Card>
      <Lots project={project} />
      {project.rounds.length > 0 && (
        <Card title={t('project.rounds')}>
          <ul className="stack">
            {project.rounds.map(({ tender, round }) => (
              <li key={tender}>
                <Link to={`/work/tenders/${tender}`}>{t('project.round', { round })}</Link>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  )
}

/** What comes next and who does it; only what the policy permits is a button. */
function WhereItStands({ project }: { readonly project: DeskProject }) {
  const { t } = useTranslation('projects')
  const actor = useActor()
  const isOwn = [project.tendererParty, project.agencyParty].includes(actor?.party ?? '')
  const mayAccept = useMay('acceptProject') && project.state === 'registered'
  const mayStop = useMay('suspendProject') && project.state === 'accepted'
  const subject = { project: project.id, version: project.version }
  const params = { project: project.id }
  const accept = useDeed(() => performAct(acceptProjectContract, { params, subject, body: {} }))
  const giveBack = useDeed((reason: string) => performAct(returnProjectContract, { params, subject, body: { reason } }))
  const withdraw = useDeed((reason: string) => performAct(withdrawProjectContract, { params, subject, body: { reason } }))
  const suspend = useDeed((reason: string) => performAct(suspendProjectContract, { params, subject, body: { reason } }))
  const resume = useDeed((reason: string) => performAct(resumeProjectContract, { params, subject, body: { reason } }))
  const isStopped = project.suspension !== null
  return (
    <>
      <StatusLine
        tone={isStopped || project.state === 'returned' ? 'warn' : project.state === 'accepted' ? 'ok' : 'plain'}
        head={isStopped ? t('project.stopped') : t(`project.head.${project.state}`)}
      >
        {isStopped
          ? project.suspension?.reason
          : project.state === 'returned'
            ? project.returnReason
            : t(`project.next.${project.state}`)}
      </StatusLine>
      <div className="row flow">
        {mayAccept && (
          <DeedButton look="primary" label={t('project.accept')} question={t('project.acceptQuestion')} deed={accept}>
            {t('project.acceptText')}
          </DeedButton>
        )}
        {mayAccept && (
          <DeedButton label={t('project.return')} question={t('project.returnQuestion')} deed={giveBack} needsReason>
            {t('project.returnText')}
          </DeedButton>
        )}
        {isOwn && project.state === 'returned' && (
          <Link to={`/work/projects/${project.id}/edit`}>
            <Button type="primary">{t('project.revise')}</Button>
          </Link>
        )}
        {isOwn && ['registered', 'returned'].includes(project.state) && (
          <DeedButton
            look="danger"
            label={t('project.withdraw')}
            question={t('project.withdrawQuestion')}
            deed={withdraw}
            needsReason
            typed={t('project.withdraw')}
          />
        )}
        {mayStop && !isStopped && (
          <DeedButton
            look="danger"
            label={t('project.suspend')}
            question={t('project.suspendQuestion')}
            deed={suspend}
            needsReason
          >
            {t('project.suspendText')}
          </DeedButton>
        )}
        {mayStop && isStopped && (
          <DeedButton look="primary" label={t('project.resume')} question={t('project.resumeQuestion')} deed={resume} needsReason>
            {t('project.resumeText')}
          </DeedButton>
        )}
      </div>
    </>
  )
}

function Lots({ project }: { readonly project: DeskProject }) {
  const { t } = useTranslation('projects')
  const navigate = useNavigate()
  const actor = useActor()
  const isOwn = [project.tendererParty, project.agencyParty].includes(actor?.party ?? '')
  const start = useDeed(() =>
    api.call(startTenderContract, { body: { project: project.id, lots: project.lots.map(({ id }) => id) } }),
  )
  const begin = async () => {
    const tender = await start.runAsync(undefined)
    if (tender !== undefined) await navigate(`/work/tenders/${tender.id}/edit`)
  }
  return (
    <Card
      title={t('project.lots')}
      extra={
        isOwn &&
        project.state === 'accepted' &&
        project.suspension === null && (
          <Button type="primary" loading={start.isPending} onClick={() => void begin()}>
            {t(project.rounds.length === 0 ? 'project.startTender' : 'project.startNextRound')}
          </Button>
        )
      }
    >
      {start.error !== undefined && <ProblemState error={start.error} />}
      <LotsTable lots={project.lots} />
    </Card>
  )
}
