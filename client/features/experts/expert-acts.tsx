import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeExpertStanding, decideExpert, recordTraining } from '#shared/contracts/experts-library.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { serverNow } from '../../platform/server-time.ts'
import { beijingDay, startOfBeijingDay } from '../../ui/beijing-time.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { DeedButton } from '../projects/deed-button.tsx'
import type { ExpertRecord } from './expert-values.ts'

interface ActProps {
  readonly record: ExpertRecord
  /** Takes over the record as the act left it. */
  readonly onRecord: (record: ExpertRecord) => void
}

const DAY_MS = 86_400_000
const DAY = /^\d{4}-\d{2}-\d{2}$/

function aboutOf({ id, version }: ExpertRecord) {
  return { params: { expert: id }, subject: { expert: id, version } }
}

/** The centre admits or refuses an applicant. */
export function Decide({ record, onRecord, decision }: ActProps & { readonly decision: 'admit' | 'refuse' }) {
  const { t } = useTranslation('experts')
  const deed = useDeed(async (reason: string) => {
    onRecord(await performAct(decideExpert, { ...aboutOf(record), body: { decision, reason } }))
    return true
  })
  return (
    <DeedButton
      label={t(`library.${decision}`)}
      question={t(`library.${decision}Question`, { name: record.name })}
      deed={deed}
      needsReason
      isLine
      look={decision === 'refuse' ? 'danger' : 'default'}
    />
  )
}

/** Centre or regulator restores or removes an expert. */
export function Change({ record, onRecord, change }: ActProps & { readonly change: 'restore' | 'remove' }) {
  const { t } = useTranslation('experts')
  const deed = useDeed(async (reason: string) => {
    onRecord(await performAct(changeExpertStanding, { ...aboutOf(record), body: { change, until: null, reason } }))
    return true
  })
  return (
    <DeedButton
      label={t(`library.${change}`)}
      question={t(`library.${change}Question`, { name: record.name })}
      deed={deed}
      needsReason
      isLine
      look={change === 'restore' ? 'default' : 'danger'}
    >
      {t(`library.${change}Text`)}
    </DeedButton>
  )
}

/** Centre or regulator suspends an expert: until a day, or until it is restored. */
export function Suspend({ record, onRecord }: ActProps) {
  const { t } = useTranslation('experts')
  const [day, setDay] = useState('')
  const deed = useDeed(async (reason: string) => {
    const until = DAY.test(day) ? startOfBeijingDay(day) : null
    onRecord(await performAct(changeExpertStanding, { ...aboutOf(record), body: { change: 'suspend', until, reason } }))
    return true
  })
  return (
    <DeedButton
      label={t('library.suspend')}
      question={t('library.suspendQuestion', { name: record.name })}
      deed={deed}
      needsReason
      isLine
      look="danger"
    >
      <div className="stack-12">
        <p>{t('library.suspendText')}</p>
        <Field label={t('library.suspendUntil')} help={t('library.suspendUntilHelp')}>
          {(control) => (
            <Input
              {...control}
              type="date"
              min={beijingDay(instantOf(serverNow() + DAY_MS))}
              value={day}
              onChange={({ target }) => setDay(target.value)}
            />
          )}
        </Field>
      </div>
    </DeedButton>
  )
}

/** The centre records a training: what, how long, and on which day. */
export function Train({ record, onRecord }: ActProps) {
  const { t } = useTranslation('experts')
  const today = beijingDay(instantOf(serverNow()))
  const [course, setCourse] = useState('')
  const [hours, setHours] = useState('')
  const [day, setDay] = useState(today)
  const train = useDeed(async (heldAt: Instant) => {
    onRecord(
      await performAct(recordTraining, { ...aboutOf(record), body: { course: course.trim(), hours: Number(hours), heldAt } }),
    )
    setCourse('')
    setHours('')
    return true
  })
  const isHours = /^(?:[1-9]\d?|[1-4]\d\d|500)$/.test(hours)
  const isReady = course.trim() !== '' && isHours && DAY.test(day)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) train.run(startOfBeijingDay(day))
  }
  return (
    <form className="stack" onSubmit={submit}>
      <div className="expert-grid">
        <Field label={t('library.course')}>
          {(control) => <Input {...control} maxLength={200} value={course} onChange={({ target }) => setCourse(target.value)} />}
        </Field>
        <Field label={t('library.hours')} error={hours === '' || isHours ? undefined : t('library.hoursRange')}>
          {(control) => (
            <Input {...control} inputMode="numeric" value={hours} onChange={({ target }) => setHours(target.value.trim())} />
          )}
        </Field>
        <Field label={t('library.heldOn')}>
          {(control) => (
            <Input {...control} type="date" max={today} value={day} onChange={({ target }) => setDay(target.value)} />
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
