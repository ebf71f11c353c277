import { Button, Form, Steps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { registerProjectContract, reviseProjectContract } from '#shared/contracts/projects.ts'
import { randomId } from '#shared/primitives/random.ts'
import { randomBytes } from '../../crypto/random.ts'
import { serverNow } from '../../platform/server-time.ts'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { useActor } from '../identity/session.ts'
import { performAct } from '../identity/signing.ts'
import { useDeed } from '../identity/use-deed.ts'
import { forgetKept, keep, readKept } from './kept-draft.ts'
import { type Filled, formOf, registrationOf } from './project-form.ts'
import { BasicsFields, LotsFields, PartiesFields, SummaryOfForm } from './project-form-fields.tsx'
import { type DeskProject, useCatalogue, useProject } from './reading.ts'
import './projects.css'

/** Registration of a project (项目登记) in four steps, saved in this browser as it is typed; a returned one is filled with what it said. */
export function ProjectFormPage() {
  const { t } = useTranslation('projects')
  const { project: id } = useParams()
  const actor = useActor()
  const existing = useProject(id ?? '')
  const catalogue = useCatalogue()
  if (actor === undefined || catalogue.isPending || (id !== undefined && existing.isPending))
    return <PageLoading what={t('projects.loading')} />
  if (catalogue.isError) return <ProblemState isWholePage error={catalogue.error} onRetry={() => void catalogue.refetch()} />
  if (id !== undefined && existing.data === undefined)
    return <ProblemState isWholePage error={existing.error} onRetry={() => void existing.refetch()} />
  return <Wizard existing={existing.data} draftName={`project.${actor.person}.${id ?? 'new'}`} />
}

const steps = ['basics', 'parties', 'lots', 'review'] as const

function Wizard({ existing, draftName }: { readonly existing: DeskProject | undefined; readonly draftName: string }) {
  const { t } = useTranslation('projects')
  const navigate = useNavigate()
  const actor = useActor()
  const isAgency = actor?.roles.includes('agency') === true
  const [kept] = useState(() => readKept<Filled>(draftName))
  const [form] = Form.useForm<Filled>()
  const [step, setStep] = useState(0)
  const [savedAt, setSavedAt] = useState(kept?.savedAt)
  const [isKept, setKept] = useState(true)
  const filled = Form.useWatch((values) => values, { form, preserve: true }) as Filled | undefined
  const register = useDeed(async (values: Filled) => {
    const body = registrationOf(values, actor?.party ?? '', isAgency)
    if (existing !== undefined)
      return performAct(reviseProjectContract, {
        params: { project: existing.id },
        subject: { project: existing.id, version: existing.version },
        body,
      })
    return performAct(registerProjectContract, { subject: { project: randomId(randomBytes) }, body })
  })
  const next = async () => {
    await form.validateFields(fieldsOf(step), { recursive: true })
    setStep(step + 1)
  }
  const send = async () => {
    const done = await register.runAsync(form.getFieldsValue(true) as Filled)
    if (done === undefined) return
    forgetKept(draftName)
    await navigate(`/work/projects/${done.id}`)
  }
  return (
    <div className="stack-16 narrow-form">
      <PageTitle title={t(existing === undefined ? 'form.newTitle' : 'form.reviseTitle')} />
      <h1 className="t22 ink1">{t(existing === undefined ? 'form.newTitle' : 'form.reviseTitle')}</h1>
      {existing?.returnReason != null && (
        <div className="status warn slim" role="note">
          <div>
            <p className="head">{t('project.returned')}</p>
            <p className="do">{existing.returnReason}</p>
          </div>
        </div>
      )}
      <Steps current={step} size="small" items={steps.map((name) => ({ title: t(`form.step.${name}`) }))} />
      <Form<Filled>
        form={form}
        layout="vertical"
        scrollToFirstError
        initialValues={kept?.value ?? formOf(existing)}
        onValuesChange={() => {
          const at = serverNow()
          setKept(keep(draftName, form.getFieldsValue(true), at))
          setSavedAt(at)
        }}
      >
        {/* Steps that are not shown keep their values: the whole form is one. */}
        <div hidden={step !== 0}>
          <BasicsFields />
        </div>
        <div hidden={step !== 1}>
          <PartiesFields isAgency={isAgency} />
        </div>
        <div hidden={step !== 2}>
          <LotsFields />
        </div>
      </Form>
      {step === 3 && filled !== undefined && <SummaryOfForm filled={filled} />}
      {register.error !== undefined && <ProblemState error={register.error} />}
      <div className="row between flow">
        <span className="t12 ink3" role="status">
          {!isKept
            ? t('form.notKept')
            : savedAt === undefined
              ? t('form.nothingYet')
              : t('form.saved', { time: clockOf(savedAt) })}
        </span>
        <span className="row">
          {step > 0 && <Button onClick={() => setStep(step - 1)}>{t('form.back')}</Button>}
          {step < 3 ? (
            <Button type="primary" onClick={() => void next().catch(() => undefined)}>
              {t('form.next')}
            </Button>
          ) : (
            <Button type="primary" loading={register.isPending} onClick={() => void send()}>
              {t('form.sign')}
            </Button>
          )}
        </span>
      </div>
    </div>
  )
}

function fieldsOf(step: number): string[] {
  if (step === 0)
    return ['name', 'category', 'method', 'kind', 'industry', 'region', 'regionName', 'funding', 'approvalDocument', 'summary']
  return step === 1 ? ['tendererParty', 'agencyParty'] : ['lots']
}

function clockOf(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(11, 19)
}
