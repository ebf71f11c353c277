import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { type ProjectState, projectStates } from '#shared/lifecycle/project.ts'
import { DateTime } from '../../ui/date-time.tsx'
import { moneyText } from '../../ui/money.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Table } from '../../ui/table.tsx'
import { useMay } from '../identity/session.ts'
import { type DeskProject, useProjects } from './reading.ts'
import { ProjectStateTag } from './state-tags.tsx'
import { budgetOf } from './sums.ts'

/** Projects: one's own; all of them for centre and regulator, `?state=registered` is the centre's queue of acceptance. */
export function ProjectsPage() {
  const { t } = useTranslation('projects')
  const [query, setQuery] = useSearchParams()
  const wanted = projectStates.find((state) => state === query.get('state'))
  const list = useProjects(wanted)
  const mayRegister = useMay('registerProject')
  const projects = list.data?.pages.flatMap((page) => page.projects) ?? []
  return (
    <div className="stack-16">
      <header className="row between flow">
        <PageTitle title={t('projects.title')} />
        <h1 className="t22 ink1">{t('projects.title')}</h1>
        <span className="row">
          <Select<ProjectState | ''>
            aria-label={t('projects.byState')}
            value={wanted ?? ''}
            style={{ minWidth: 140 }}
            onChange={(state) => setQuery(state === '' ? {} : { state })}
            options={[
              { value: '', label: t('projects.anyState') },
              ...projectStates.map((state) => ({ value: state, label: t(`projectState.${state}`) })),
            ]}
          />
          {mayRegister && (
            <Link to="/work/projects/new">
              <Button type="primary">{t('projects.register')}</Button>
            </Link>
          )}
        </span>
      </header>
      {list.isPending ? (
        <PageLoading what={t('projects.loading')} />
      ) : list.isError ? (
        <ProblemState error={list.error} onRetry={() => void list.refetch()} />
      ) : projects.length === 0 ? (
        <EmptyState title={t('projects.empty')}>{mayRegister && <p className="ink3">{t('projects.emptyHint')}</p>}</EmptyState>
      ) : (
        <Table<DeskProject>
          label={t('projects.title')}
          keyOf={({ id }) => id}
          rows={projects}
          columns={[
            {
              key: 'name',
              title: t('field.projectName'),
              isHead: true,
              cell: (project) => (
                <>
                  <Link to={`/work/projects/${project.id}`}>{project.name}</Link>
                  <div className="t12 ink3">{project.code ?? t('projects.noCode')}</div>
                </>
              ),
            },
            { key: 'tenderer', title: t('field.tenderer'), cell: ({ tendererName }) => tendererName },
            { key: 'budget', title: t('field.budget'), isRight: true, cell: ({ lots }) => moneyText(budgetOf(lots)) },
            {
              key: 'registered',
              title: t('field.registeredAt'),
              cell: ({ registeredAt }) => <DateTime at={registeredAt} precision="minute" />,
            },
            {
              key: 'state',
              title: t('field.state'),
              cell: ({ state, suspension }) => <ProjectStateTag state={state} isSuspended={suspension !== null} />,
            },
          ]}
        />
      )}
      {list.hasNextPage && (
        <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}
