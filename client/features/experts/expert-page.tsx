import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '#shared/contracts/client.ts'
import { getOwnExpert } from '#shared/contracts/experts-library.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Assessments } from './assessments.tsx'
import { ExpertForm } from './expert-form.tsx'
import type { ExpertRecord } from './expert-values.ts'
import { Invitations } from './invitations.tsx'
import { OwnPassedOver } from './passed-over.tsx'
import { useSpecialityName } from './use-draw.ts'
import './experts.css'

const tones = { applied: 'blue', admitted: 'ok', refused: 'bad', suspended: 'warn', removed: 'bad' } as const

/** An expert's desk: invitations first, because their time runs; then one's own record, or the application. */
export function ExpertPage() {
  const { t } = useTranslation('experts')
  const own = useQuery({
    queryKey: ['experts', 'me'],
    queryFn: () =>
      api.call(getOwnExpert, {}).catch((error: unknown) => {
        if (error instanceof ProblemError && error.problem.status === 404) return null
        throw error
      }),
  })
  return (
    <div className="stack-16">
      <PageTitle title={t('expert.title')} />
      <h1>{t('expert.title')}</h1>
      <Invitations />
      {own.error !== null && <ProblemState error={own.error} onRetry={() => void own.refetch()} />}
      {own.isPending && <PageLoading what={t('expert.loading')} />}
      {own.data === null && <Apply />}
      {own.data != null && <Own record={own.data} />}
      {own.data != null && <OwnPassedOver />}
    </div>
  )
}

function Apply() {
  const { t } = useTranslation('experts')
  return (
    <Card title={t('apply.title')} extra={<span className="t13 ink3">{t('apply.note')}</span>}>
      <ExpertForm record={undefined} />
    </Card>
  )
}

function Own({ record }: { readonly record: ExpertRecord }) {
  const { t } = useTranslation('experts')
  const nameOf = useSpecialityName()
  const [isEditing, setEditing] = useState(false)
  const mayChange = record.state !== 'removed' && record.state !== 'refused'
  return (
    <Card
      title={t('own.title')}
      extra={
        mayChange &&
        !isEditing && (
          <Button size="sm" onClick={() => setEditing(true)}>
            {t('own.change')}
          </Button>
        )
      }
    >
      <div className="stack-16">
        <StatusLine isSlim tone={tones[record.state]} head={t(`own.state.${record.state}`)}>
          {record.reason}
          {record.suspendedUntil !== null && (
            <>
              {' '}
              {t('own.until')} <DateTime at={record.suspendedUntil} precision="date" />
            </>
          )}
        </StatusLine>
        {isEditing ? (
          <ExpertForm record={record} onDone={() => setEditing(false)} />
        ) : (
          <KeyValueList
            items={[
              { key: 'name', label: t('form.name'), value: record.name },
              {
                key: 'specialities',
                label: t('form.specialities'),
                value: record.specialities.map((code) => `${code} ${nameOf(code)}`).join(' · '),
              },
              { key: 'region', label: t('form.region'), value: record.region },
              { key: 'title', label: t('form.titleHeld'), value: record.title },
              {
                key: 'employer',
                label: t('form.employer'),
                value: `${record.employer.name} ${record.employer.creditCode ?? ''}`,
              },
              {
                key: 'former',
                label: t('form.former'),
                value:
                  record.formerEmployers.length === 0
                    ? t('own.none')
                    : record.formerEmployers.map(({ name, creditCode }) => `${name} ${creditCode}`).join(' · '),
              },
              {
                key: 'ties',
                label: t('form.ties'),
                value:
                  record.ties.length === 0
                    ? t('own.none')
                    : record.ties.map(({ creditCode, kind, note }) => `${creditCode} ${t(`tie.${kind}`)} ${note}`).join(' · '),
              },
              { key: 'qualifications', label: t('form.qualifications'), value: record.qualifications },
              {
                key: 'trainings',
                label: t('own.trainings'),
                value:
                  record.trainings.length === 0
                    ? t('own.noTrainings')
                    : record.trainings.map(({ course, hours }) => t('own.training', { course, hours })).join(' · '),
              },
            ]}
          />
        )}
        {!isEditing && record.assessments.length > 0 && (
          <section className="stack" aria-labelledby="own-assessments">
            <h3 id="own-assessments">{t('own.assessments')}</h3>
            <Assessments assessments={record.assessments} />
          </section>
        )}
      </div>
    </Card>
  )
}
