import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { expertFormField } from '#shared/contracts/experts-fields.ts'
import { applyAsExpert, updateExpert } from '#shared/contracts/experts-library.ts'
import { tieKinds } from '#shared/draw/avoidance.ts'
import { isSpeciality } from '#shared/draw/specialities.ts'
import { randomId } from '#shared/primitives/random.ts'
import { randomBytes } from '../../crypto/random.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input, Select, TextArea } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { bodyOf, type ExpertRecord, type ExpertValues, valuesOf } from './expert-values.ts'
import { useSpecialities, useSpecialityName } from './use-draw.ts'

/** What an expert states of itself, in one form: who it is, what it can judge, and whom it is tied to. */
export function ExpertForm({ record, onDone }: { readonly record: ExpertRecord | undefined; readonly onDone?: () => void }) {
  const { t } = useTranslation('experts')
  const [values, setValues] = useState(() => valuesOf(record))
  const [faults, setFaults] = useState<ReadonlySet<string>>(new Set())
  const set = (change: Partial<ExpertValues>) => setValues((known) => ({ ...known, ...change }))
  const send = useDeed(async () => {
    const body = bodyOf(values)
    if (record === undefined) await performAct(applyAsExpert, { subject: { expert: randomId(randomBytes) }, body })
    else
      await performAct(updateExpert, {
        params: { expert: record.id },
        subject: { expert: record.id, version: record.version },
        body,
      })
    return true
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const parsed = expertFormField.safeParse(safeBody(values))
    setFaults(new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0]))))
    if (parsed.success && (await send.runAsync(undefined)) === true) onDone?.()
  }
  const errorOf = (key: string) => (faults.has(key) ? t(`form.fault.${key}`) : undefined)
  const line = (
    key: 'name' | 'title' | 'employerName' | 'employerCode' | 'region',
    label: string,
    fault: string,
    help?: string,
  ) => (
    <Field label={label} isRequired={key !== 'employerCode'} error={errorOf(fault)} help={help}>
      {(control) => <Input {...control} value={values[key]} onChange={({ target }) => set({ [key]: target.value })} />}
    </Field>
  )
  return (
    <form className="stack-16" onSubmit={(event) => void submit(event)} noValidate>
      <div className="expert-grid">
        {line('name', t('form.name'), 'name')}
        {line('title', t('form.titleHeld'), 'title')}
        {line('region', t('form.region'), 'region', t('form.regionHelp'))}
        {line('employerName', t('form.employer'), 'employer')}
        {line('employerCode', t('form.creditCode'), 'employer', t('form.creditCodeHelp'))}
      </div>
      <SpecialityChoice
        values={values.specialities}
        error={errorOf('specialities')}
        onChange={(specialities) => set({ specialities })}
      />
      <Field label={t('form.qualifications')} isRequired error={errorOf('qualifications')}>
        {(control) => (
          <TextArea
            {...control}
            maxLength={4000}
            value={values.qualifications}
            onChange={({ target }) => set({ qualifications: target.value })}
          />
        )}
      </Field>
      <fieldset className="stack">
        <legend className="b">{t('form.former')}</legend>
        <p className="t13 ink3">{t('form.formerHelp')}</p>
        {values.former.map((each, index) => {
          const change = (next: Partial<typeof each>) =>
            set({ former: values.former.map((one, at) => (at === index ? { ...one, ...next } : one)) })
          return (
            <div className="expert-grid" key={`former-${String(index)}`}>
              <Field label={t('form.employer')}>
                {(control) => <Input {...control} value={each.name} onChange={({ target }) => change({ name: target.value })} />}
              </Field>
              <Field label={t('form.creditCode')}>
                {(control) => (
                  <Input {...control} value={each.creditCode} onChange={({ target }) => change({ creditCode: target.value })} />
                )}
              </Field>
              <Field label={t('form.until')}>
                {(control) => (
                  <Input {...control} type="date" value={each.until} onChange={({ target }) => change({ until: target.value })} />
                )}
              </Field>
            </div>
          )
        })}
        {faults.has('formerEmployers') && (
          <p className="bad t13" role="alert">
            {t('form.fault.formerEmployers')}
          </p>
        )}
        <p>
          <Button size="sm" onClick={() => set({ former: [...values.former, { name: '', creditCode: '', until: '' }] })}>
            {t('form.addFormer')}
          </Button>
        </p>
      </fieldset>
      <fieldset className="stack">
        <legend className="b">{t('form.ties')}</legend>
        <p className="t13 ink3">{t('form.tiesHelp')}</p>
        {values.ties.map((each, index) => {
          const change = (next: Partial<typeof each>) =>
            set({ ties: values.ties.map((one, at) => (at === index ? { ...one, ...next } : one)) })
          return (
            <div className="expert-grid" key={`tie-${String(index)}`}>
              <Field label={t('form.creditCode')}>
                {(control) => (
                  <Input {...control} value={each.creditCode} onChange={({ target }) => change({ creditCode: target.value })} />
                )}
              </Field>
              <Field label={t('form.tieKind')}>
                {(control) => (
                  <Select
                    {...control}
                    options={tieKinds.map((kind) => ({ value: kind, label: t(`tie.${kind}`) }))}
                    value={each.kind}
                    onChange={({ target }) => change({ kind: tieKinds.find((kind) => kind === target.value) ?? 'other' })}
                  />
                )}
              </Field>
              <Field label={t('form.note')}>
                {(control) => <Input {...control} value={each.note} onChange={({ target }) => change({ note: target.value })} />}
              </Field>
            </div>
          )
        })}
        {faults.has('ties') && (
          <p className="bad t13" role="alert">
            {t('form.fault.ties')}
          </p>
        )}
        <p>
          <Button size="sm" onClick={() => set({ ties: [...values.ties, { creditCode: '', kind: 'employment', note: '' }] })}>
            {t('form.addTie')}
          </Button>
        </p>
      </fieldset>
      {send.error !== undefined && <ProblemState error={send.error} />}
      <div className="row flow between">
        <span className="t13 ink3">{t('form.secret')}</span>
        <Button type="submit" look="primary" isBusy={send.isPending}>
          {t(record === undefined ? 'form.apply' : 'form.save')}
        </Button>
      </div>
    </form>
  )
}

/** Dates that are not typed yet must not throw before the form can say so. */
function safeBody(values: ExpertValues): unknown {
  const isComplete = values.former.every(({ until }) => /^\d{4}-\d{2}-\d{2}$/.test(until))
  return isComplete ? bodyOf(values) : { ...bodyOf({ ...values, former: [] }), formerEmployers: [{}] }
}

function SpecialityChoice({
  values,
  error,
  onChange,
}: {
  readonly values: readonly string[]
  readonly error: string | undefined
  readonly onChange: (values: readonly string[]) => void
}) {
  const { t } = useTranslation('experts')
  const nameOf = useSpecialityName()
  const offered = (useSpecialities().data?.items ?? []).filter(({ code }) => isSpeciality(code) && !values.includes(code))
  return (
    <div className="stack">
      <Field label={t('form.specialities')} isRequired help={t('form.specialitiesHelp')} error={error}>
        {(control) => (
          <Select
            {...control}
            disabled={values.length >= 6}
            value=""
            options={[
              { value: '', label: t('form.addSpeciality') },
              ...offered.map(({ code, zh }) => ({ value: code, label: `${code} ${zh}` })),
            ]}
            onChange={({ target }) => target.value !== '' && onChange([...values, target.value])}
          />
        )}
      </Field>
      <ol className="row flow">
        {values.map((code, index) => (
          <li key={code}>
            <Button
              size="sm"
              aria-label={t('form.removeSpeciality', { name: nameOf(code) })}
              onClick={() => onChange(values.filter((each) => each !== code))}
            >
              {index + 1}. {code} {nameOf(code)} ×
            </Button>
          </li>
        ))}
      </ol>
    </div>
  )
}
