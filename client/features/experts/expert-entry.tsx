import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeExpertStanding, decideExpert, recordTraining } from '#shared/contracts/experts-library.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { serverNow } from '../../platform/server-time.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { KeyValueList } from '../../ui/key-value-list.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useMay } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from '../projects/deed-button.tsx'
import type { ExpertRecord } from './expert-values.ts'
import { useSpecialityName } from './use-draw.ts'

const tones = { applied: 'blue', admitted: 'ok', refused: 'bad', suspended: 'warn', removed: 'bad' } as const

/** One record of the library with what centre and regulator may do about it: each a signed act with its reason. */
export function ExpertEntry({ record }: { readonly record: ExpertRecord }) {
  const { t } = useTranslation('experts')
  const nameOf = useSpecialityName()
  const mayDecide = useMay('decideExpert')
  const mayChange = useMay('changeExpertStanding')
  const mayTrain = useMay('recordTraining')
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
          { key: 'employer', label: t('form.employer'), value: `${record.employer.name} ${record.employer.creditCode ?? ''}` },
          { key: 'qualifications', label: t('form.qualifications'), value: record.qualifications },
          {
            key: 'ties',
            label: t('form.ties'),
            value:
              record.ties.length === 0
                ? null
                : record.ties.map(({ creditCode, kind }) => `${creditCode} ${t(`tie.${kind}`)}`).join(' · '),
          },
          {
            key: 'trainings',
            label: t('own.trainings'),
            value:
              record.trainings.length === 0
                ? null
                : record.trainings.map(({ course, hours }) => t('own.training', { course, hours })).join(' · '),
          },
          {
            key: 'assessments',
            label: t('own.assessments'),
            value:
              record.assessments.length === 0
                ? null
                : record.assessments
                    .map(
                      ({ marks, text }) =>
                        `${marks.punctuality}/${marks.discipline}/${marks.fairness}/${marks.competence} ${text}`,
                    )
                    .join(' · '),
          },
          { key: 'reason', label: t('library.reason'), value: record.reason },
        ]}
      />
      <div className="row flow">
        {mayDecide && state === 'applied' && (
          <>
            <Decide record={record} decision="admit" />
            <Decide record={record} decision="refuse" />
          </>
        )}
        {mayChange && state === 'admitted' && <Change record={record} change="suspend" />}
        {mayChange && state === 'suspended' && <Change record={record} change="restore" />}
        {mayChange && (state === 'admitted' || state === 'suspended') && <Change record={record} change="remove" />}
      </div>
      {mayTrain && state === 'admitted' && <Train record={record} />}
    </article>
  )
}

function aboutOf({ id, version }: ExpertRecord) {
  return { params: { expert: id }, subject: { expert: id, version } }
}

function Decide({ record, decision }: { readonly record: ExpertRecord; readonly decision: 'admit' | 'refuse' }) {
  const { t } = useTranslation('experts')
  const deed = useDeed((reason: string) => performAct(decideExpert, { ...aboutOf(record), body: { decision, reason } }))
  return (
    <DeedButton
      label={t(`library.${decision}`)}
      question={t(`library.${decision}Question`, { name: record.name })}
      deed={deed}
      needsReason
      look={decision === 'refuse' ? 'danger' : 'default'}
    />
  )
}

function Change({ record, change }: { readonly record: ExpertRecord; readonly change: 'suspend' | 'restore' | 'remove' }) {
  const { t } = useTranslation('experts')
  const deed = useDeed((reason: string) =>
    performAct(changeExpertStanding, { ...aboutOf(record), body: { change, until: null, reason } }),
  )
  return (
    <DeedButton
      label={t(`library.${change}`)}
      question={t(`library.${change}Question`, { name: record.name })}
      deed={deed}
      needsReason
      look={change === 'restore' ? 'default' : 'danger'}
    >
      {t(`library.${change}Text`)}
    </DeedButton>
  )
}

function Train({ record }: { readonly record: ExpertRecord }) {
  const { t } = useTranslation('experts')
  const [course, setCourse] = useState('')
  const [hours, setHours] = useState('')
  const train = useDeed(async () => {
    await performAct(recordTraining, {
      ...aboutOf(record),
      body: { course: course.trim(), hours: Number(hours), heldAt: instantOf(serverNow()) },
    })
    setCourse('')
    setHours('')
    return true
  })
  const isReady = course.trim() !== '' && /^[1-9]\d{0,2}$/.test(hours)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) train.run(undefined)
  }
  return (
    <form className="stack-8" onSubmit={submit}>
      <div className="expert-grid">
        <Field label={t('library.course')}>
          {(control) => <Input {...control} value={course} onChange={({ target }) => setCourse(target.value)} />}
        </Field>
        <Field label={t('library.hours')}>
          {(control) => (
            <Input {...control} inputMode="numeric" value={hours} onChange={({ target }) => setHours(target.value)} />
          )}
        </Field>
      </div>
      {train.error !== undefined && <ProblemState error={train.error} />}
      <div>
        <Button type="submit" size="sm" disabled={!isReady} isBusy={train.isPending}>
          {t('library.train')}
        </Button>
      </div>
    </form>
  )
}
