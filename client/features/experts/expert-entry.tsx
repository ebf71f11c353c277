import { useTranslation } from 'react-i18next'
import { getExpert } from '#shared/contracts/experts-library.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useMay } from '../identity/session.ts'
import { useDeed } from '../identity/use-deed.ts'
import { Assessments } from './assessments.tsx'
import { Change, Decide, Suspend, Train } from './expert-acts.tsx'
import type { ExpertRecord } from './expert-values.ts'
import { useSpecialityName } from './use-draw.ts'

const tones = { applied: 'blue', admitted: 'ok', refused: 'bad', suspended: 'warn', removed: 'bad' } as const

/**
 * One record of the library with what centre and regulator may do about it: each a signed act with its reason. What an act answers is the
 * record as it stands now: nothing is read again, and no further reading goes on record (X6).
 */
export function ExpertEntry({ record, purpose, onRecord }: ExpertEntryProps) {
  const { t } = useTranslation('experts')
  const nameOf = useSpecialityName()
  const mayDecide = useMay('decideExpert')
  const mayChange = useMay('changeExpertStanding')
  const mayTrain = useMay('recordTraining')
  const again = useDeed(async () => {
    onRecord(await api.call(getExpert, { params: { expert: record.id }, query: { purpose } }))
    return true
  })
  const { state } = record
  return (
    <article className="invitation stack-12" aria-label={record.name}>
      <div className="row flow between">
        <h3>{record.name}</h3>
        <Tag tone={tones[state]}>{t(`library.states.${state}`)}</Tag>
      </div>
      <KeyValueList
        items={[
          {
            key: 'specialities',
            label: t('form.specialities'),
            value: record.specialities.map((code) => `${code} ${nameOf(code)}`).join(' · '),
          },
          { key: 'title', label: t('form.titleHeld'), value: record.title },
          { key: 'region', label: t('form.region'), value: record.region },
          {
            key: 'until',
            label: t('own.until'),
            value: record.suspendedUntil === null ? null : <DateTime at={record.suspendedUntil} precision="date" />,
          },
          { key: 'employer', label: t('form.employer'), value: `${record.employer.name} ${record.employer.creditCode ?? ''}` },
          { key: 'qualifications', label: t('form.qualifications'), value: record.qualifications },
          {
            key: 'former',
            label: t('form.former'),
            value:
              record.formerEmployers.length === 0
                ? null
                : record.formerEmployers.map(({ name, creditCode }) => `${name} ${creditCode}`).join(' · '),
          },
          {
            key: 'ties',
            label: t('form.ties'),
            value:
              record.ties.length === 0
                ? null
                : record.ties.map(({ creditCode, kind, note }) => `${creditCode} ${t(`tie.${kind}`)} ${note}`).join(' · '),
          },
          {
            key: 'trainings',
            label: t('own.trainings'),
            value:
              record.trainings.length === 0
                ? null
                : record.trainings.map(({ course, hours }) => t('own.training', { course, hours })).join(' · '),
          },
          { key: 'reason', label: t('library.reason'), value: record.reason },
        ]}
      />
      {record.assessments.length > 0 && <Assessments assessments={record.assessments} />}
      <div className="row flow">
        {mayDecide && state === 'applied' && (
          <>
            <Decide record={record} onRecord={onRecord} decision="admit" />
            <Decide record={record} onRecord={onRecord} decision="refuse" />
          </>
        )}
        {mayChange && state === 'admitted' && <Suspend record={record} onRecord={onRecord} />}
        {mayChange && state === 'suspended' && <Change record={record} onRecord={onRecord} change="restore" />}
        {mayChange && (state === 'admitted' || state === 'suspended') && (
          <Change record={record} onRecord={onRecord} change="remove" />
        )}
        <Button size="sm" isBusy={again.isPending} onClick={() => again.run(undefined)}>
          {t('library.again')}
        </Button>
      </div>
      {again.error !== undefined && <ProblemState error={again.error} />}
      {mayTrain && state === 'admitted' && <Train record={record} onRecord={onRecord} />}
    </article>
  )
}

interface ExpertEntryProps {
  readonly record: ExpertRecord
  /** What the library is read for: goes on record when this record is read again. */
  readonly purpose: string
  /** Takes over the record as it stands now. */
  readonly onRecord: (record: ExpertRecord) => void
}
