import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { requestDraw } from '#shared/contracts/experts-draw.ts'
import { listRoleHolders } from '#shared/contracts/identity-parties.ts'
import { isSpeciality } from '#shared/draw/specialities.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox, Field, Input, Select } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { type Supplement, useSpecialities, useSpecialityName } from './use-draw.ts'

const ZONE_MS = 8 * 3_600_000

/**
 * What a committee is drawn by: when it evaluates, how many of each speciality, how many of the tenderer's own, and who contributes. Of a
 * supplementary draw seats and committee are given: it is for what is missing (X4).
 */
export function RequestForm({
  tender,
  attempt,
  supplement,
}: {
  readonly tender: string
  readonly attempt: number
  readonly supplement?: Supplement | undefined
}) {
  const { t } = useTranslation('experts')
  const [at, setAt] = useState('')
  const [representatives, setRepresentatives] = useState('0')
  const [isComplex, setComplex] = useState(false)
  const [region, setRegion] = useState('')
  const [minutes, setMinutes] = useState('10')
  const [reason, setReason] = useState('')
  const [strata, setStrata] = useState(
    supplement?.missing.map(({ speciality, seats }) => ({ speciality, seats: String(seats) })) ?? [{ speciality: '', seats: '' }],
  )
  const nameOf = useSpecialityName()
  const [centre, setCentre] = useState('')
  const [regulator, setRegulator] = useState('')
  const offered = (useSpecialities().data?.items ?? []).filter(({ code }) => isSpeciality(code))
  const drawn = strata.reduce((sum, { seats }) => sum + (Number(seats) || 0), 0)
  const size = drawn + (Number(representatives) || 0)
  const send = useDeed(() =>
    performAct(requestDraw, {
      params: { tender },
      subject: { tender, attempt },
      body: {
        evaluationAt: instantOf(Date.parse(`${at.slice(0, 16)}:00.000Z`) - ZONE_MS) as Instant,
        committee: supplement?.committee ?? { size, representatives: Number(representatives), isComplex },
        strata: strata.map(({ speciality, seats }) => ({ speciality, seats: Number(seats) })),
        region: region.trim() === '' ? null : region.trim(),
        parties: [centre, regulator].filter((party) => party !== ''),
        answerSeconds: Number(minutes) * 60,
        stepSeconds: 1800,
        reason: attempt === 1 ? null : reason.trim(),
        ...(supplement === undefined ? {} : { completes: supplement.completes }),
      },
    }),
  )
  const isReady =
    at !== '' &&
    regulator !== '' &&
    /^\d{1,2}$/.test(representatives) &&
    /^[1-9]\d{0,2}$/.test(minutes) &&
    (region.trim() === '' || /^\d{6}$/.test(region.trim())) &&
    strata.every(({ speciality, seats }) => speciality !== '' && /^[1-9]\d?$/.test(seats)) &&
    (attempt === 1 || reason.trim() !== '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) send.run(undefined)
  }
  return (
    <Card
      title={t(supplement === undefined ? 'request.title' : 'supplement.title')}
      extra={<span className="t13 ink3">{t('request.note')}</span>}
    >
      <form className="stack-16" onSubmit={submit}>
        <div className="expert-grid">
          <Field label={t('request.at')} isRequired>
            {(control) => <Input {...control} type="datetime-local" value={at} onChange={({ target }) => setAt(target.value)} />}
          </Field>
          {supplement === undefined && (
            <Field label={t('request.representatives')} help={t('request.representativesHelp')}>
              {(control) => (
                <Input
                  {...control}
                  inputMode="numeric"
                  value={representatives}
                  onChange={({ target }) => setRepresentatives(target.value)}
                />
              )}
            </Field>
          )}
          <Field label={t('request.region')} help={t('request.regionHelp')}>
            {(control) => <Input {...control} value={region} onChange={({ target }) => setRegion(target.value)} />}
          </Field>
          <Field label={t('request.minutes')}>
            {(control) => (
              <Input {...control} inputMode="numeric" value={minutes} onChange={({ target }) => setMinutes(target.value)} />
            )}
          </Field>
          <Holder of="centre" value={centre} onChange={setCentre} />
          <Holder of="regulator" value={regulator} onChange={setRegulator} />
        </div>
        {supplement !== undefined && (
          <div>
            <b>{t('supplement.seats')}</b>
            <ul>
              {supplement.missing.map(({ speciality, seats }) => (
                <li key={speciality}>
                  {nameOf(speciality)} <span className="mono t12 ink3">{speciality}</span> ·{' '}
                  {t('supplement.count', { count: seats })}
                </li>
              ))}
            </ul>
            <p className="t13 ink3">{t('supplement.text')}</p>
          </div>
        )}
        {supplement === undefined &&
          strata.map((each, index) => {
            const change = (next: Partial<typeof each>) =>
              setStrata(strata.map((one, place) => (place === index ? { ...one, ...next } : one)))
            return (
              <div className="expert-grid" key={`stratum-${String(index)}`}>
                <Field label={t('request.speciality')} isRequired>
                  {(control) => (
                    <Select
                      {...control}
                      value={each.speciality}
                      options={[
                        { value: '', label: t('request.choose') },
                        ...offered.map(({ code, zh }) => ({ value: code, label: `${code} ${zh}` })),
                      ]}
                      onChange={({ target }) => change({ speciality: target.value })}
                    />
                  )}
                </Field>
                <Field label={t('request.seats')} isRequired>
                  {(control) => (
                    <Input
                      {...control}
                      inputMode="numeric"
                      value={each.seats}
                      onChange={({ target }) => change({ seats: target.value })}
                    />
                  )}
                </Field>
              </div>
            )
          })}
        {supplement === undefined && (
          <>
            <div className="row flow">
              <Button size="sm" onClick={() => setStrata([...strata, { speciality: '', seats: '' }])}>
                {t('request.addSpeciality')}
              </Button>
              <b>{t('request.size', { size, drawn })}</b>
            </div>
            <Checkbox checked={isComplex} onChange={({ target }) => setComplex(target.checked)}>
              {t('request.isComplex')}
            </Checkbox>
          </>
        )}
        {attempt > 1 && (
          <Field label={t(supplement === undefined ? 'request.reason' : 'supplement.reason')} isRequired>
            {(control) => <Input {...control} value={reason} onChange={({ target }) => setReason(target.value)} />}
          </Field>
        )}
        {send.error !== undefined && <ProblemState error={send.error} />}
        <div>
          <Button type="submit" look="primary" disabled={!isReady} isBusy={send.isPending}>
            {t('request.send')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function Holder({
  of,
  value,
  onChange,
}: {
  readonly of: 'centre' | 'regulator'
  readonly value: string
  readonly onChange: (party: string) => void
}) {
  const { t } = useTranslation('experts')
  const holders = useQuery({
    queryKey: ['role-holders', of],
    queryFn: async () => (await api.call(listRoleHolders, { query: { role: of } })).items,
    staleTime: 60_000,
  })
  if (holders.error !== null) return <ProblemState error={holders.error} onRetry={() => void holders.refetch()} />
  return (
    <Field label={t(`request.${of}`)} isRequired={of === 'regulator'}>
      {(control) => (
        <Select
          {...control}
          value={value}
          options={[
            { value: '', label: t('request.choose') },
            ...(holders.data ?? []).map(({ party, name }) => ({ value: party, label: name })),
          ]}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  )
}
